//! What the lock file must and must not hold, and what is really linked.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::workspace;

type Version = Vec<u32>;

fn version(text: &str) -> Version {
    let core = text.split(['-', '+']).next().unwrap_or(text);
    core.split('.')
        .map(|it| it.parse().unwrap_or_else(|_| panic!("no version: {text}")))
        .collect()
}

/// All locked versions of a package.
fn locked(name: &str) -> Vec<Version> {
    let lock: toml::Table = workspace::text("Cargo.lock")
        .expect("UTF-8")
        .parse()
        .expect("TOML");
    let packages = lock["package"].as_array().expect("packages");
    let named = packages.iter().filter(|it| it["name"].as_str() == Some(name));
    named
        .filter_map(|it| it["version"].as_str())
        .map(version)
        .collect()
}

#[test]
fn ammonia_is_past_its_known_holes() {
    let found = locked("ammonia");
    assert!(
        !found.is_empty() && found.iter().all(|it| *it >= version("4.2.4")),
        "{found:?} (F12)"
    );
}

#[tokio::test]
async fn the_sqlite_that_is_linked_is_past_the_wal_reset_bug() {
    assert_eq!(
        locked("libsqlite3-sys").len(),
        1,
        "two SQLites in one process corrupt each other's locks"
    );
    let db = Database::connect("sqlite::memory:").await.expect("memory");
    let sql = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS v");
    let row = db.query_one_raw(sql).await.expect("a query").expect("a row");
    let linked: String = row.try_get("", "v").expect("a text");
    assert!(version(&linked) >= version("3.51.3"), "SQLite {linked} (F6)");
}

#[test]
fn what_was_decided_against_is_not_in_the_tree() {
    let refused = ["openssl-sys", "native-tls", "tantivy-jieba", "opendal", "simhash"];
    let found: Vec<&str> = refused
        .into_iter()
        .filter(|name| !locked(name).is_empty())
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_everyone_shares_is_locked_once() {
    let twice: Vec<_> = [
        "sea-orm",
        "sqlx",
        "sqlx-core",
        "tokio",
        "poem",
        "tantivy",
        "ammonia",
        "rustls",
        "chrono",
        "serde",
    ]
    .into_iter()
    .map(|name| (name, locked(name)))
    .filter(|(_, versions)| versions.len() != 1)
    .collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_package_comes_from_the_one_registry() {
    let lock: toml::Table = workspace::text("Cargo.lock")
        .expect("UTF-8")
        .parse()
        .expect("TOML");
    let sources = lock["package"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|it| it.get("source")?.as_str());
    let foreign: Vec<&str> = sources.filter(|it| !it.starts_with("registry+")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn the_crates_below_the_floors_know_none_of_the_others() {
    for name in ["entity", "migration", "search-index"] {
        let manifest: toml::Table = workspace::text(&format!("{name}/Cargo.toml"))
            .expect("UTF-8")
            .parse()
            .expect("TOML");
        let known = manifest
            .get("dependencies")
            .and_then(toml::Value::as_table)
            .cloned()
            .unwrap_or_default();
        let wrong = known
            .keys()
            .find(|it| ["zhibao", "entity", "migration", "search-index"].contains(&it.as_str()));
        assert_eq!(wrong, None, "{name}/Cargo.toml");
    }
}
