//! The throw-away cluster: a database per test, copied from a template that is migrated once.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::postgres::Postgres;

async fn migrate(url: &str) {
    let db = Database::connect(url).await.expect("the template answers");
    db.execute_unprepared("CREATE TABLE piece (title text NOT NULL)")
        .await
        .expect("a table");
    db.close().await.expect("the pool closes");
}

async fn n_pieces(url: &str) -> i64 {
    let db = Database::connect(url).await.expect("the database answers");
    let sql = "INSERT INTO piece VALUES ('春耕') RETURNING (SELECT count(*) FROM piece) AS n";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await
        .expect("a query");
    let n = row.expect("a row").try_get("", "n").expect("a number");
    db.close().await.expect("the pool closes");
    n
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let Some(mine) = Postgres::fresh(migrate).await else {
        return;
    };
    let Some(yours) = Postgres::fresh(async |_: &str| panic!("the template is migrated once")).await else {
        return;
    };
    assert_eq!((n_pieces(&mine.url).await, n_pieces(&mine.url).await), (0, 1));
    assert_eq!(n_pieces(&yours.url).await, 0);
    let gone = mine.url.clone();
    mine.discard().await;
    yours.discard().await;
    assert!(
        Database::connect(gone).await.is_err(),
        "a discarded database must not answer"
    );
}
