//! The database: how it is opened, and the only two ways in. A write is one transaction that holds the one write
//! lock from its first statement (BEGIN IMMEDIATE on SQLite, an advisory lock on PostgreSQL), so that numbers, chains
//! and the index log follow commit order on both.

mod checks;
mod copy;
mod kept;
mod packed;
mod rows;
mod schema;
mod sqlite;
mod state;
mod writing;

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Semaphore;

use crate::Result;
use crate::error::{Error, Message};
use crate::settings::Settings;

pub use checks::{SQLITE_FLOOR, check};
pub use copy::{copy_into, flaws, open_copy, quick_flaws};
pub use packed::packed;
pub use rows::insert_rows;
pub use schema::{SchemaState, schema};
pub use sqlite::PRAGMAS;
pub use state::{DbState, state};
pub use writing::Writing;

/// The key of the advisory lock that makes PostgreSQL have one writer ('zhibao' in ASCII).
const WRITE_LOCK: i64 = 0x007a_6869_6261_6f00;

/// How long a connection to PostgreSQL may lie idle before it is asked whether it still stands. Asked before each
/// statement, as is the default, it would answer twice for everything.
const ASKED_AFTER: Duration = Duration::from_secs(1);

/// An open database: readers in a pool, and one writer.
#[derive(Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    waiting: Semaphore,
    disk: writing::Disk,
    kept: kept::Kept,
}

impl Db {
    /// Opens the database that the settings name; SQLite's file is made where it is missing.
    ///
    /// # Errors
    /// Whatever keeps it from opening, and a PRAGMA that did not take.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let wait = Duration::from_millis(settings.limits.write_wait_ms);
        let (read, write) = if settings.database.url.is_empty() {
            sqlite::open(settings, wait).await?
        } else {
            let connect = |n: u32| {
                let mut options = ConnectOptions::new(settings.database.url.clone());
                options
                    .max_connections(n)
                    .acquire_timeout(wait)
                    .test_before_acquire_if_idle_for(ASKED_AFTER)
                    .sqlx_logging(false);
                options
            };
            (
                Database::connect(connect(8)).await?,
                Database::connect(connect(8)).await?,
            )
        };
        let db = Self {
            read,
            write,
            waiting: Semaphore::new(settings.limits.waiting_writers),
            disk: writing::Disk::default(),
            kept: kept::Kept::default(),
        };
        checks::check_but(&db, settings.database.durable.unwrap_or(true)).await?;
        Ok(db)
    }

    /// The readers. What is read here is never written back without a look inside a write transaction.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The writer itself, for migrations alone.
    #[must_use]
    pub const fn for_migrations(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Resolves when the disk did not take a commit: the process must end (QUALITY R6).
    pub async fn disk_failed(&self) {
        self.disk.failed().await;
    }

    /// Whether the disk did not take a commit.
    #[must_use]
    pub fn has_disk_failed(&self) -> bool {
        self.disk.must_hold().is_err()
    }

    /// Ends all connections; on SQLite the write-ahead log is folded in.
    pub async fn close(&self) {
        let _ = self.read.clone().close().await;
        let _ = self.write.clone().close().await;
    }
}

/// Begins the one write transaction.
///
/// # Errors
/// [`Error::Unavailable`] where too many writers wait, the wait is too long, or a commit did not reach the disk.
pub async fn write(db: &Db) -> Result<Writing> {
    let busy = || Error::Unavailable(Message::new("error.busy"));
    let _waiting = db.waiting.try_acquire().map_err(|_| busy())?;
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    db.disk.must_hold()?;
    let tx = db.write.begin_with_options(options).await?;
    if db.backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITE_LOCK})"))
            .await?;
    }
    Ok(Writing::new(tx, db.disk.clone(), db.kept.commits()))
}

/// Begins a transaction that only reads: everything in it sees the database as it was at one moment, and no writer
/// waits for it.
///
/// # Errors
/// Whatever the database answers.
pub async fn read(db: &Db) -> Result<DatabaseTransaction> {
    let isolation_level = (db.backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
    let options = TransactionOptions {
        isolation_level,
        sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        ..TransactionOptions::default()
    };
    Ok(db.read.begin_with_options(options).await?)
}

/// The names of the migrations that make the schema of this version, in their order.
#[must_use]
pub fn migrations() -> Vec<String> {
    use migration::MigratorTrait;
    let all = migration::Migrator::migrations();
    all.iter().map(|one| one.name().to_owned()).collect()
}

/// Brings the schema to this version.
///
/// # Errors
/// See [`migrate_by`].
pub async fn migrate(db: &Db) -> Result<()> {
    migrate_by::<migration::Migrator>(db).await
}

/// Runs the migrations that have not run yet, one after the other, each whole or not at all.
///
/// # Errors
/// [`Error::Broken`] naming the migration that failed; the schema is then as it was before that
/// one. Whatever else the database answers.
pub async fn migrate_by<M: migration::MigratorTrait>(db: &Db) -> Result<()> {
    let schema = db.for_migrations();
    for pending in M::get_pending_migrations(schema).await? {
        M::up(schema, Some(1)).await.map_err(|why| {
            let name = pending.name();
            Error::broken(format!("migration {name} failed and left nothing behind: {why}"))
        })?;
    }
    Ok(())
}
