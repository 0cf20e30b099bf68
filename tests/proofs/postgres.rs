//! The throw-away cluster: a database per test, copied from a template that is migrated once.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::postgres::Postgres;

/// The template is whatever the first test of the run made; here it may stay empty.
async fn migrate(_url: &str) {}

async fn n_pieces(url: &str) -> i64 {
    let db = Database::connect(url).await.expect("the database answers");
    db.execute_unprepared("CREATE TABLE IF NOT EXISTS proof_piece (title text NOT NULL)")
        .await
        .expect("a table");
    let sql = "INSERT INTO proof_piece VALUES ('春耕') RETURNING (SELECT count(*) FROM proof_piece) AS n";
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
    let Some(yours) = Postgres::fresh(migrate).await else {
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
