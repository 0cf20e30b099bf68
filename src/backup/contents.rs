//! What a database holds, in the figures by which a copy is compared with its original: schema, rows, chain heads.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};

use crate::error::Message;
use crate::{Result, audit, ledger};

/// The end of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// The figures of a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The migrations that made its schema, sorted.
    pub migrations: Vec<String>,
    /// Rows of each table.
    pub tables: BTreeMap<String, i64>,
    /// The end of the ledger.
    pub ledger: Head,
    /// The end of the audit log.
    pub audit: Head,
}

impl Contents {
    /// Reads them.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let mut tables = BTreeMap::new();
        for name in tables_of(db).await? {
            let count = format!("SELECT count(*) FROM \"{name}\"");
            let row = db
                .query_one_raw(Statement::from_string(db.get_database_backend(), count))
                .await?;
            let n = match row {
                Some(row) => row.try_get_by_index::<i64>(0)?,
                None => 0,
            };
            tables.insert(name, n);
        }
        let (postings, entries) = (ledger::head(db).await?, audit::head(db).await?);
        Ok(Self {
            migrations: migrations_of(db).await?,
            tables,
            ledger: Head {
                seq: postings.seq,
                hash: postings.hash,
            },
            audit: Head {
                seq: entries.seq,
                hash: entries.hash,
            },
        })
    }

    /// In which figures a database differs from what it should hold.
    #[must_use]
    pub fn differences(&self, wanted: &Self) -> Vec<Message> {
        let mut found = Vec::new();
        let mut compare = |what: &str, is: String, should_be: String| {
            if is != should_be {
                found.push(
                    Message::new("backup.differs")
                        .with("what", what)
                        .with("is", is)
                        .with("wanted", should_be),
                );
            }
        };
        compare("schema", self.migrations.join(" "), wanted.migrations.join(" "));
        let names: std::collections::BTreeSet<&String> =
            self.tables.keys().chain(wanted.tables.keys()).collect();
        for name in names {
            let n = |of: &Self| {
                of.tables
                    .get(name)
                    .map_or_else(|| "-".to_owned(), ToString::to_string)
            };
            compare(name, n(self), n(wanted));
        }
        for (what, is, should_be) in [
            ("ledger", &self.ledger, &wanted.ledger),
            ("audit", &self.audit, &wanted.audit),
        ] {
            compare(
                what,
                format!("{} {}", is.seq, is.hash),
                format!("{} {}", should_be.seq, should_be.hash),
            );
        }
        found
    }
}

/// The tables of the house, sorted.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn tables_of(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY name"
        }
        _ => {
            "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema() \
             ORDER BY tablename"
        }
    };
    texts(db, sql).await
}

async fn migrations_of(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    texts(db, "SELECT version FROM seaql_migrations ORDER BY version").await
}

/// The SHA-256 of every upload that a database names, sorted, each once.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn uploads_of(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    texts(db, "SELECT DISTINCT sha256 FROM file ORDER BY sha256").await
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

/// What the two chains of a database have wrong.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn broken_chains(db: &impl ConnectionTrait) -> Result<Vec<Message>> {
    let mut found = Vec::new();
    let verdict = ledger::verify(db).await?;
    if !verdict.is_whole() {
        found.push(verdict.message());
    }
    if let Err(seq) = audit::verify(db).await? {
        found.push(Message::new("cli.audit_broken").with("seq", seq));
    }
    Ok(found)
}
