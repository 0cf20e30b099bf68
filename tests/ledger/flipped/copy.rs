//! A copy of a filled ledger on which nothing is guarded any more.

use std::path::{Path, PathBuf};

use entity::{Role, SubjectKind};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use zhibao::ledger;
use zhibao::newsroom::{self, NewAdjustment, NewAnswer};

use crate::ledger::closing::world::World;
use crate::support::app::{On, TestApp, day};

/// A month with its corrections, closed, and what came after it; copied.
pub async fn copied() -> (tempfile::TempDir, PathBuf) {
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let mut world = World::of_march(house).await;
    world.close_march().await;
    disputed_and_adjusted(&world).await;
    for n in 0..12 {
        world.event(n).await;
    }
    world.house.assert_ledger_is_whole().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("copy.sqlite3");
    zhibao::db::copy_into(&world.house.app.settings, &file)
        .await
        .expect("copied");
    world.house.end().await;
    (folder, file)
}

/// A dispute with its answer and one without; points by hand, approved, declined, and waiting.
async fn disputed_and_adjusted(world: &World) {
    let house = &world.house;
    let office = async |id| house.viewer(id).await.office().expect("the office");
    let second = house.person("办公室己", Role::Office, house.top).await;
    for reporter in world.reporters {
        let subject = (SubjectKind::Person, reporter.0);
        let read = ledger::statement(house.app.db.reader(), subject, "2024-03").await;
        let rows = read.expect("a statement").rows;
        let seq = rows
            .iter()
            .find(|row| row.stands())
            .expect("a posting")
            .posting
            .seq;
        let claimant = house.viewer(reporter).await.claimant().expect("a claimant");
        let dispute = newsroom::raise_dispute(&house.app, &claimant, seq, "少记一篇").await;
        let dispute = dispute.expect("raised").id;
        if reporter == world.reporters[0] {
            let answer = NewAnswer {
                answer: "复核无误".into(),
                corrected_by: None,
            };
            newsroom::answer_dispute(&house.app, &office(world.office).await, dispute, &answer)
                .await
                .expect("answered");
        }
        for decision in [Some(true), Some(false), None] {
            let new = NewAdjustment {
                subject,
                day: day("2024-04-01"),
                points: "2.5".parse().expect("points"),
                reason: "年度会议表彰".into(),
            };
            let row = newsroom::enter_adjustment(&house.app, &office(world.office).await, &new).await;
            if let Some(is_approved) = decision {
                let id = row.expect("entered").id;
                newsroom::decide_adjustment(&house.app, &office(second).await, id, (is_approved, "依据齐全"))
                    .await
                    .expect("decided");
            }
        }
    }
}

/// One connection, on which nothing is guarded any more.
pub async fn unguarded(file: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}", file.display()));
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.expect("it opens");
    let triggers = texts(&db, "SELECT name FROM sqlite_master WHERE type = 'trigger'").await;
    for trigger in triggers {
        execute(&db, &format!("DROP TRIGGER {trigger}")).await;
    }
    execute(&db, "PRAGMA foreign_keys = OFF").await;
    execute(&db, "PRAGMA ignore_check_constraints = ON").await;
    db
}

pub async fn execute(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

pub async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let text = |row: &sea_orm::QueryResult| row.try_get_by_index(0).expect("a text");
    rows.iter().map(text).collect()
}
