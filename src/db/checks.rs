//! What must be true of an open database before anything is served from it.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::{Db, PRAGMAS};
use crate::Result;
use crate::error::{Error, Message};

/// Below this SQLite has the WAL-reset corruption bug (F6).
pub const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// Checks the version and every PRAGMA of a connection of each pool.
///
/// # Errors
/// [`Error::Broken`] naming what is not as it must be.
pub async fn check(db: &Db) -> Result<()> {
    if db.backend() != DbBackend::Sqlite {
        return Ok(());
    }
    for pool in [&db.read, &db.write] {
        let version = text(pool, "SELECT sqlite_version()").await?;
        let mut parts = version
            .split('.')
            .map(|part| part.parse::<u32>().unwrap_or_default());
        let version = (
            parts.next().unwrap_or(0),
            parts.next().unwrap_or(0),
            parts.next().unwrap_or(0),
        );
        if version < SQLITE_FLOOR {
            return Err(Error::broken(format!(
                "SQLite {version:?} is older than {SQLITE_FLOOR:?}"
            )));
        }
        for (name, _, wanted) in PRAGMAS {
            let found = text(pool, &format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}")).await;
            let found = match found {
                Ok(found) => found,
                Err(_) => text(pool, &format!("PRAGMA {name}")).await?,
            };
            let relaxed = name == "synchronous" && found == "0";
            if found != wanted && !relaxed {
                return Err(Error::broken(format!("PRAGMA {name} is {found}, not {wanted}")));
            }
        }
    }
    Ok(())
}

/// The first column of the first row, as text.
async fn text(connection: &DatabaseConnection, sql: &str) -> Result<String> {
    let row = connection
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await?
        .ok_or_else(|| Error::Unavailable(Message::new("error.busy")))?;
    match row.try_get_by_index::<String>(0) {
        Ok(text) => Ok(text),
        Err(_) => Ok(row.try_get_by_index::<i64>(0)?.to_string()),
    }
}
