//! A migration that fails half-way leaves the schema as it was, and the start says which one it was (F5).

use migration::{MigrationTrait, Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use zhibao::{Error, db};

use crate::stories;
use crate::support::app::TestApp;
use crate::support::command::zhibao;
use crate::support::premises::Premises;

stories! {
    a_migration_that_fails_half_way_leaves_the_schema_as_it_was
    the_start_names_the_migration_that_failed: bare
}

/// The migrations of this version and a planted one.
struct Planted;

mod planted {
    // Makes a table, a row in it and a column elsewhere before it stumbles.
    migration::migration!(
        "m99_planted",
        "CREATE TABLE planted (id {int} PRIMARY KEY){strict};
         INSERT INTO planted (id) VALUES (1);
         ALTER TABLE outlet ADD COLUMN planted TEXT;
         INSERT INTO no_such_table (id) VALUES (1);"
    );
}

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Planted {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = Migrator::migrations();
        all.push(Box::new(planted::Migration));
        all
    }
}

/// Every column of every table of ours, and the migrations that ran.
async fn schema(house: &TestApp) -> Vec<String> {
    let db = house.app.db.for_migrations();
    let columns = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT m.type || ' ' || m.name || ' ' || coalesce(m.sql, '') FROM sqlite_master m \
             UNION ALL SELECT version FROM seaql_migrations ORDER BY 1"
        }
        _ => {
            "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns \
             WHERE table_schema = current_schema() UNION ALL SELECT version FROM seaql_migrations ORDER BY 1"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), columns))
        .await
        .expect("the schema is read");
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect()
}

async fn a_migration_that_fails_half_way_leaves_the_schema_as_it_was(house: TestApp) {
    let before = schema(&house).await;
    assert!(before.iter().any(|line| line.contains("outlet")), "{before:?}");
    let Err(Error::Broken(why)) = db::migrate_by::<Planted>(&house.app.db).await else {
        panic!("it did not fail")
    };
    assert!(
        why.contains("m99_planted") && why.contains("no_such_table"),
        "{why}"
    );
    assert_eq!(schema(&house).await, before);
    // The house goes on as before, and whoever mends the migration can run it again.
    house.outlet("临川日报", "municipal").await;
    db::migrate(&house.app.db).await.expect("nothing is left to do");
    assert_eq!(schema(&house).await, before);
    house.end().await;
}

/// The same at the console: a table that stands in the way of the third migration.
async fn the_start_names_the_migration_that_failed(premises: Premises) {
    let db = premises.database().await;
    db.execute_unprepared("CREATE TABLE adoption (id INTEGER)")
        .await
        .expect("in the way");
    db.close().await.expect("closes");
    let said = zhibao(premises.path(), &["migrate"], "");
    assert_ne!(said.code, 0, "{said:?}");
    assert!(said.err.contains("m03_adoption"), "{said:?}");
    premises.end().await;
}
