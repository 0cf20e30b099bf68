//! Whether the schema is this version's: which migrations ran, and that what they made is still there, to the letter
//! on SQLite. A table or a guard against changes that somebody dropped by hand is named.

use std::collections::{BTreeMap, BTreeSet};

use migration::MigratorTrait;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};

use super::Db;
use crate::Result;

/// How the schema of a database stands to this version's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaState {
    /// Migrations that have not run yet.
    pub pending: Vec<String>,
    /// Migrations that ran and that this version does not know: the database is of a newer one.
    pub unknown: Vec<String>,
    /// Tables, indexes and triggers that are missing or otherwise than the migrations make them.
    pub altered: Vec<String>,
}

/// Compares the schema of a database with what the migrations of this version make.
///
/// # Errors
/// Whatever the database answers.
pub async fn schema(db: &Db) -> Result<SchemaState> {
    let known = super::migrations();
    let tables = tables(db).await?;
    let ran = if tables.contains("seaql_migrations") {
        texts(db.reader(), "SELECT version FROM seaql_migrations").await?
    } else {
        Vec::new()
    };
    let lacking = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|one| !those.contains(one)).cloned().collect()
    };
    let mut state = SchemaState {
        pending: lacking(&known, &ran),
        unknown: lacking(&ran, &known),
        altered: Vec::new(),
    };
    if state.pending.is_empty() && state.unknown.is_empty() {
        let wanted = made_anew().await?;
        state.altered = if db.backend() == DbBackend::Sqlite {
            altered(&wanted, &objects(db.reader()).await?)
        } else {
            altered_on_postgres(&wanted, &tables, &guards(db).await?)
        };
    }
    Ok(state)
}

/// Name and text of whatever SQLite keeps, by its kind and name.
type Objects = BTreeMap<(String, String), (String, String)>;

/// What the migrations make in an empty database.
async fn made_anew() -> Result<Objects> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    // Every connection would have a memory of its own.
    options.max_connections(1).sqlx_logging(false);
    let empty = Database::connect(options).await?;
    migration::Migrator::up(&empty, None).await?;
    let made = objects(&empty).await?;
    empty.close().await?;
    Ok(made)
}

async fn objects(db: &impl ConnectionTrait) -> Result<Objects> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'";
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await?;
    let mut objects = Objects::new();
    for row in rows {
        let key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        objects.insert(key, (row.try_get_by_index(2)?, row.try_get_by_index(3)?));
    }
    Ok(objects)
}

fn altered(wanted: &Objects, found: &Objects) -> Vec<String> {
    wanted
        .iter()
        .filter(|(key, made)| found.get(*key) != Some(*made))
        .map(|((kind, name), _)| format!("{kind} {name}"))
        .collect()
}

/// PostgreSQL spells the guards of a table otherwise (`migration::dialect`): each guarded table has one against
/// TRUNCATE and one against changes. The triggers that count have one name on both.
fn altered_on_postgres(
    wanted: &Objects,
    tables: &BTreeSet<String>,
    guards: &BTreeSet<String>,
) -> Vec<String> {
    let mut altered = Vec::new();
    for ((kind, name), (table, _)) in wanted {
        match kind.as_str() {
            "table" if !tables.contains(name) => altered.push(format!("table {name}")),
            "trigger" if !guards.contains(name) => {
                let has = |what: &str| guards.contains(&format!("{table}_is_{what}"));
                let is_guarded = has("never_truncated") && (has("never_changed") || has("only_withdrawn"));
                if !is_guarded {
                    altered.push(format!("trigger {table}"));
                }
            }
            _ => {}
        }
    }
    altered.dedup();
    altered
}

async fn tables(db: &Db) -> Result<BTreeSet<String>> {
    let sql = if db.backend() == DbBackend::Sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
    };
    Ok(texts(db.reader(), sql).await?.into_iter().collect())
}

/// The triggers that are there and not switched off.
async fn guards(db: &Db) -> Result<BTreeSet<String>> {
    let sql = "SELECT tgname::text FROM pg_catalog.pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'";
    Ok(texts(db.reader(), sql).await?.into_iter().collect())
}

async fn texts(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let mut texts = Vec::with_capacity(rows.len());
    for row in rows {
        texts.push(row.try_get_by_index(0)?);
    }
    Ok(texts)
}
