//! Copies of an SQLite database: written whole from a running one, and read without leaving a trace beside them.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::Result;
use crate::settings::Settings;

/// How long a copy waits for a writer at its first look at the database.
const WAIT: Duration = Duration::from_secs(5);

/// Writes everything that is committed at this moment into a new file; writers go on meanwhile (`VACUUM INTO` reads
/// one snapshot of the write-ahead log).
///
/// # Errors
/// Whatever the database answers, such as that the file is there already.
pub async fn copy_into(settings: &Settings, file: &Path) -> Result<()> {
    let from = settings.data_dir.join("zhibao.sqlite3");
    let db = connect(format!("sqlite://{}?mode=rw", from.display())).await?;
    let target = file.display().to_string();
    let vacuum = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
    let done = db.execute_raw(vacuum).await;
    db.close().await?;
    done?;
    Ok(())
}

/// Opens a database that nobody writes to, to read alone: no log and no lock appears beside it.
///
/// # Errors
/// Whatever the database answers.
pub async fn open_copy(file: &Path) -> Result<DatabaseConnection> {
    connect(format!("sqlite://{}?mode=ro&immutable=1", file.display())).await
}

async fn connect(url: String) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(WAIT)
        .sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

/// What SQLite itself finds wrong with a database: pages, indexes, foreign keys.
///
/// # Errors
/// Where an answer cannot be read.
pub async fn flaws(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    flaws_by(db, "PRAGMA integrity_check").await
}

/// The same without comparing indexes with their tables, for every start.
///
/// # Errors
/// Where an answer cannot be read.
pub async fn quick_flaws(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    flaws_by(db, "PRAGMA quick_check").await
}

async fn flaws_by(db: &impl ConnectionTrait, check: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let integrity = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, check))
        .await;
    match integrity {
        Ok(rows) => {
            for row in rows {
                let text: String = row.try_get_by_index(0)?;
                if text != "ok" {
                    found.push(text);
                }
            }
        }
        // A page that is no page any more ends the check itself.
        Err(error) => found.push(error.to_string()),
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let rows = db
        .query_all_raw(Statement::from_string(
            DbBackend::Sqlite,
            "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check",
        ))
        .await?;
    for row in rows {
        let (table, parent): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        let rowid: Option<i64> = row.try_get_by_index(1)?;
        let rowid = rowid.map_or_else(String::new, |rowid| rowid.to_string());
        found.push(format!("{table} {rowid} → {parent}"));
    }
    Ok(found)
}
