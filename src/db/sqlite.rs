//! SQLite as QUALITY section 6 wants it: every PRAGMA on every connection (F4), one writer, several readers.

use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use crate::Result;
use crate::settings::Settings;

/// What every connection is set to, and reads back as (QUALITY section 6).
pub const PRAGMAS: [(&str, &str, &str); 13] = [
    ("busy_timeout", "5000", "5000"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("recursive_triggers", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("mmap_size", "0", "0"),
    ("journal_size_limit", "67108864", "67108864"),
    ("cache_size", "-65536", "-65536"),
    ("wal_autocheckpoint", "1000", "1000"),
];

/// Rows that a connection's thread reads ahead of whoever asked for them. With sqlx's 50 the two threads wait for each
/// other sixty times in a ranking of 3,000.
const ROWS_AHEAD: usize = 4_096;

/// Opens the pool of readers and the one writer over the database file of the data folder.
pub(super) async fn open(
    settings: &Settings,
    wait: Duration,
) -> Result<(DatabaseConnection, DatabaseConnection)> {
    settings.make_data_dir()?;
    let durable = settings.database.durable.unwrap_or(true);
    let connect = |read_only: bool| {
        let file = settings.data_dir.join("zhibao.sqlite3");
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
        options
            .max_connections(if read_only { 4 } else { 1 })
            .min_connections(1)
            .acquire_timeout(wait)
            .idle_timeout(None)
            .max_lifetime(None)
            // It is a file: no connection to it is ever lost.
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(move |options| {
                let options = options.row_buffer_size(ROWS_AHEAD);
                let options = PRAGMAS.iter().fold(options, |options, (name, value, _)| {
                    let value = if *name == "synchronous" && !durable {
                        "OFF"
                    } else {
                        value
                    };
                    options.pragma(*name, value)
                });
                if read_only {
                    options.pragma("query_only", "ON")
                } else {
                    options
                }
            });
        options
    };
    let write = Database::connect(connect(false)).await?;
    let read = Database::connect(connect(true)).await?;
    Ok((read, write))
}
