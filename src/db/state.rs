//! What an open database is: its kind, version, size and, on SQLite, what every PRAGMA reads back as.

use sea_orm::{DbBackend, Statement};

use super::{Db, PRAGMAS};
use crate::Result;
use crate::error::Error;

/// A database as an admin asks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DbState {
    /// `SQLite` or `PostgreSQL`.
    pub kind: &'static str,
    /// The version of the library or server.
    pub version: String,
    /// Its size, in bytes.
    pub bytes: i64,
    /// Name, what it is, what it must be.
    pub pragmas: Vec<(&'static str, String, &'static str)>,
}

/// Asks the database about itself.
///
/// # Errors
/// Whatever the database answers.
pub async fn state(db: &Db) -> Result<DbState> {
    if db.backend() == DbBackend::Postgres {
        return Ok(DbState {
            kind: "PostgreSQL",
            version: text(db, "SHOW server_version").await?,
            bytes: number(db, "SELECT pg_database_size(current_database())").await?,
            pragmas: Vec::new(),
        });
    }
    let mut pragmas = Vec::with_capacity(PRAGMAS.len());
    for (name, _, wanted) in PRAGMAS {
        pragmas.push((name, text(db, &format!("PRAGMA {name}")).await?, wanted));
    }
    Ok(DbState {
        kind: "SQLite",
        version: text(db, "SELECT sqlite_version()").await?,
        bytes: number(db, "PRAGMA page_count")
            .await?
            .saturating_mul(number(db, "PRAGMA page_size").await?),
        pragmas,
    })
}

async fn row(db: &Db, sql: &str) -> Result<sea_orm::QueryResult> {
    use sea_orm::ConnectionTrait;
    let found = db
        .reader()
        .query_one_raw(Statement::from_string(db.backend(), sql))
        .await?;
    found.ok_or_else(|| Error::broken(format!("no answer to {sql}")))
}

async fn text(db: &Db, sql: &str) -> Result<String> {
    let row = row(db, sql).await?;
    match row.try_get_by_index::<String>(0) {
        Ok(text) => Ok(text),
        Err(_) => Ok(row.try_get_by_index::<i64>(0)?.to_string()),
    }
}

async fn number(db: &Db, sql: &str) -> Result<i64> {
    Ok(row(db, sql).await?.try_get_by_index::<i64>(0)?)
}
