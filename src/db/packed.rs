//! Some thousand small rows read as one value. What reading them takes otherwise is little of what is in them and much
//! of each row's way here from the database's thread.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::DeserializeOwned;

use crate::Result;
use crate::error::Error;

/// The rows of a statement, in any order. `columns` are those that it selects, in the order in which `T` has them; a
/// day is a text, and what the database has no number or text for cannot be read so.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] for a row that is no `T`.
pub async fn packed<T: DeserializeOwned>(
    db: &impl ConnectionTrait,
    columns: &[impl AsRef<str>],
    rows: Statement,
) -> Result<Vec<T>> {
    let [list, row] = if db.get_database_backend() == DbBackend::Postgres {
        ["json_agg", "json_build_array"]
    } else {
        ["json_group_array", "json_array"]
    };
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{}\"", column.as_ref()))
        .collect();
    let sql = format!(
        "SELECT CAST({list}({row}({})) AS TEXT) FROM ({}) AS rows_of",
        columns.join(", "),
        rows.sql
    );
    let found = db.query_one_raw(Statement { sql, ..rows }).await?;
    let text: Option<String> = match found {
        Some(found) => found.try_get_by_index(0)?,
        None => None,
    };
    // PostgreSQL makes no list of no rows.
    text.map_or_else(
        || Ok(Vec::new()),
        |text| serde_json::from_str(&text).map_err(Error::broken),
    )
}
