//! A copied database in which something is not as it was written: whatever cell of the ledger's tables is changed, its
//! guards taken away, `ledger verify` names the row; whatever byte of the file is flipped, verify or SQLite speaks.
//!
//! SQLite alone: the copy is a file made by VACUUM INTO. `tampering.rs` changes rows on both databases.

mod copy;
mod together;

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use zhibao::ledger::{self, Verdict};

use copy::{copied, execute, texts, unguarded};

use crate::support::environment;

/// The tables on which the points rest.
const TABLES: [&str; 15] = [
    "fact",
    "fact_subject",
    "posting",
    "scheme",
    "scheme_version",
    "total",
    "filed",
    "subject_unit",
    "ledger_head",
    "period_close",
    "frozen_statement",
    "dispute",
    "dispute_answer",
    "adjustment",
    "adjustment_decision",
];

/// The columns of a table.
async fn columns(db: &impl ConnectionTrait, table: &str) -> Vec<String> {
    texts(db, &format!("SELECT name FROM pragma_table_info('{table}')")).await
}

/// Another value that the column can hold.
fn another(column: &str) -> String {
    match column {
        "subject_kind" => "CASE subject_kind WHEN 'unit' THEN 'person' ELSE 'unit' END".to_owned(),
        "outcome" => "CASE outcome WHEN 'confirmed' THEN 'corrected' ELSE 'confirmed' END".to_owned(),
        "is_approved" => "1 - is_approved".to_owned(),
        "happened_on" | "effective_from" | "day" | "due_on" => format!("date({column}, '+1 day')"),
        _ => format!(
            "CASE typeof({column}) WHEN 'integer' THEN {column} + 1000003 WHEN 'null' THEN 1000003 ELSE
               substr({column}, 1, length({column}) - 1) || CASE substr({column}, -1) WHEN 'a' THEN 'b' ELSE 'a' END
             END"
        ),
    }
}

/// How the row is named: its key as the verdict says it.
fn key_of(table: &str) -> &'static str {
    match table {
        "fact" | "scheme_version" | "dispute" | "adjustment" => "id",
        "fact_subject" => "fact_id",
        "posting" => "seq",
        "scheme" => "(SELECT min(v.id) FROM scheme_version v WHERE v.scheme_id = scheme.id)",
        "total" | "filed" | "frozen_statement" => "subject_kind || ':' || subject_id || ' ' || period",
        "subject_unit" => "subject_kind || ':' || subject_id || ' ' || month",
        "period_close" => "period",
        "dispute_answer" => "dispute_id",
        "adjustment_decision" => "adjustment_id",
        _ => "one",
    }
}

/// Whether the verdict names the row of the table that was changed.
fn names(verdict: &Verdict, table: &str, column: &str, key: &str) -> bool {
    let is_key = ["subject_kind", "subject_id", "period", "month"].contains(&column);
    match (table, verdict) {
        ("fact" | "fact_subject", Verdict::Fact(id)) | ("scheme" | "scheme_version", Verdict::Scheme(id)) => {
            id.to_string() == key
        }
        ("posting", Verdict::Posting { seq, .. }) => seq.to_string() == key,
        // Under another key it is the row that nothing adds up to, or the one that is gone.
        (
            _,
            Verdict::Kept {
                table: named,
                subject,
                period,
            },
        ) => *named == table && (is_key || format!("{subject} {period}") == key),
        ("frozen_statement", Verdict::Statement { subject, period }) => {
            is_key || format!("{subject} {period}") == key
        }
        ("frozen_statement", Verdict::Close { .. }) => is_key,
        ("period_close", Verdict::Close { period, .. }) => is_key || period == key,
        // A close under another month shuts months that have later postings.
        ("period_close", Verdict::Posting { what: "closed", .. }) => is_key || column == "seq",
        (_, Verdict::Record { table: named, id }) => {
            *named == table && (id.to_string() == key || column.ends_with("_id"))
        }
        ("ledger_head", Verdict::Head { .. }) => ["one", "seq", "hash"].contains(&column),
        ("ledger_head", Verdict::Fact(_)) => ["last_fact", "facts_hash"].contains(&column),
        ("ledger_head", Verdict::Scheme(_)) => column == "schemes_hash",
        _ => false,
    }
}

#[tokio::test]
async fn whatever_cell_is_changed_verify_names_its_row() {
    let (_folder, file) = copied().await;
    let db = unguarded(&file).await;
    let verdict = ledger::verify(&db).await.expect("verify runs");
    assert!(verdict.is_whole(), "{verdict:?}");
    let (mut n, mut wrong) = (0, Vec::new());
    for table in TABLES {
        let key = key_of(table);
        let keys = format!("SELECT rowid || '|' || {key} FROM {table} ORDER BY rowid");
        let rows = texts(&db, &keys).await;
        assert!(!rows.is_empty(), "{table} has rows");
        let mut some = vec![&rows[0], &rows[rows.len() / 2], &rows[rows.len() - 1]];
        some.dedup();
        for column in columns(&db, table).await {
            for (rowid, key) in some.iter().filter_map(|row| row.split_once('|')) {
                execute(&db, "BEGIN").await;
                let value = another(&column);
                let sql = format!("UPDATE {table} SET {column} = {value} WHERE rowid = {rowid}");
                if let Err(error) = db.execute_unprepared(&sql).await {
                    // Its key is another row's already: that one is found as it stands.
                    assert!(error.to_string().contains("UNIQUE"), "{sql}: {error}");
                    execute(&db, "ROLLBACK").await;
                    continue;
                }
                let verdict = ledger::verify(&db).await.expect("verify runs");
                execute(&db, "ROLLBACK").await;
                n += 1;
                if !names(&verdict, table, &column, key) {
                    wrong.push(format!("{table}.{column} of {key}: {verdict:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    environment::say(&format!("{n} cells changed, {n} found and named"));
    let verdict = ledger::verify(&db).await.expect("verify runs");
    assert!(verdict.is_whole(), "all was taken back: {verdict:?}");
    db.close().await.expect("closed");
}

#[tokio::test]
async fn a_row_that_is_gone_or_one_too_many_is_named() {
    let (_folder, file) = copied().await;
    let db = unguarded(&file).await;
    let last = |table: &str, key: &str| format!("(SELECT max({key}) FROM {table})");
    let mut tried = Vec::new();
    for (table, key) in [("fact", "id"), ("posting", "seq"), ("scheme_version", "id")] {
        tried.push((
            table,
            format!("DELETE FROM {table} WHERE {key} = {}", last(table, key)),
        ));
        tried.push((table, format!("DELETE FROM {table} WHERE {key} = 1")));
    }
    for table in [
        "fact_subject",
        "total",
        "filed",
        "subject_unit",
        "frozen_statement",
        "period_close",
    ] {
        tried.push((
            table,
            format!("DELETE FROM {table} WHERE rowid = {}", last(table, "rowid")),
        ));
    }
    let invented = [
        (
            "fact_subject",
            "fact_id, subject_kind, subject_id, happened_on",
            "1, 'unit', 99, '2024-03-05'",
        ),
        (
            "fact_subject",
            "fact_id, subject_kind, subject_id, happened_on",
            "99999, 'unit', 99, '2024-03-05'",
        ),
        (
            "total",
            "subject_kind, subject_id, period, points, n_postings",
            "'unit', 99, '2024-03', 1, 1",
        ),
        (
            "filed",
            "subject_kind, subject_id, period, n, n_adopted",
            "'unit', 99, '2024-03', 1, 1",
        ),
        (
            "subject_unit",
            "month, subject_kind, subject_id, organisation_id",
            "'2024-03', 'unit', 99, 1",
        ),
    ];
    for (table, columns, values) in invented {
        tried.push((
            table,
            format!("INSERT INTO {table} ({columns}) VALUES ({values})"),
        ));
    }
    for (table, sql) in tried {
        execute(&db, "BEGIN").await;
        execute(&db, &sql).await;
        let verdict = ledger::verify(&db).await.expect("verify runs");
        execute(&db, "ROLLBACK").await;
        let is_named = match table {
            "fact" | "fact_subject" => matches!(verdict, Verdict::Fact(_)),
            "posting" => matches!(verdict, Verdict::Posting { .. } | Verdict::Head { .. }),
            "scheme_version" => matches!(verdict, Verdict::Scheme(_)),
            "total" | "filed" | "subject_unit" => {
                matches!(verdict, Verdict::Kept { table: named, .. } if named == table)
            }
            _ => matches!(verdict, Verdict::Close { .. } | Verdict::Statement { .. }),
        };
        assert!(is_named, "{sql}: {verdict:?}");
    }
    db.close().await.expect("closed");
}

/// Everything that the ledger's tables hold, or that they cannot be read.
async fn contents(db: &DatabaseConnection) -> Option<String> {
    let mut all = String::new();
    for table in TABLES {
        let names = texts_or_none(db, &format!("SELECT name FROM pragma_table_info('{table}')")).await?;
        let cells: Vec<String> = names.iter().map(|name| format!("quote({name})")).collect();
        let sql = format!(
            "SELECT {} FROM {table} NOT INDEXED ORDER BY rowid",
            cells.join(" || '|' || ")
        );
        writeln!(all, "{}", texts_or_none(db, &sql).await?.join("\n")).expect("written");
    }
    Some(all)
}

async fn texts_or_none(db: &DatabaseConnection, sql: &str) -> Option<Vec<String>> {
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .ok()?;
    rows.iter().map(|row| row.try_get_by_index(0).ok()).collect()
}

/// Places in the file at which the ledger's cells are written, by what they hold.
async fn places(db: &DatabaseConnection, bytes: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    for (table, column) in [
        ("fact", "body"),
        ("fact", "digest"),
        ("posting", "line"),
        ("posting", "sentence"),
        ("posting", "trace"),
        ("posting", "hash"),
        ("scheme_version", "document"),
        ("frozen_statement", "digest"),
        ("period_close", "digest"),
    ] {
        for cell in texts(
            db,
            &format!("SELECT {column} FROM {table} ORDER BY rowid LIMIT 12"),
        )
        .await
        {
            // A long cell goes on elsewhere: its beginning is enough to find it.
            let start = &cell.as_bytes()[..cell.len().min(48)];
            // A page that was split keeps old bytes in its free space: every place where it is written is tried.
            let windows = bytes.windows(start.len()).enumerate();
            let found = windows.filter(|(_, window)| *window == start);
            places.extend(found.map(|(at, _)| at + start.len() / 2));
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

#[tokio::test]
async fn whatever_byte_is_flipped_verify_or_the_database_speaks() {
    let (folder, file) = copied().await;
    let bytes = std::fs::read(&file).expect("read");
    let whole = zhibao::db::open_copy(&file).await.expect("it opens");
    let before = contents(&whole).await.expect("readable");
    let mut at = places(&whole, &bytes).await;
    assert!(at.len() > 60, "cells were found in the file: {}", at.len());
    whole.close().await.expect("closed");
    // And anywhere at all, by a fixed sequence.
    let mut state = 20_240_331_u64;
    for _ in 0..120 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        at.push(usize::try_from(state >> 33).expect("small") % bytes.len());
    }
    let flipped = folder.path().join("flipped.sqlite3");
    let (mut n_changed, n) = (0, at.len());
    for (nth, at) in at.into_iter().enumerate() {
        let mut other = bytes.clone();
        other[at] ^= 1 << (nth % 8);
        std::fs::write(&flipped, &other).expect("written");
        let Ok(db) = zhibao::db::open_copy(&flipped).await else {
            n_changed += 1;
            continue;
        };
        let after = contents(&db).await;
        if after.as_ref() != Some(&before) {
            n_changed += 1;
            let is_quiet = ledger::verify(&db).await.is_ok_and(|verdict| verdict.is_whole());
            let flaws = zhibao::db::flaws(&db).await;
            assert!(
                !is_quiet || flaws.is_ok_and(|flaws| !flaws.is_empty()) || after.is_none(),
                "byte {at}, bit {}: nobody speaks",
                nth % 8
            );
        }
        let _ = db.close().await;
    }
    assert!(n_changed > 60, "{n_changed} of {n} flips reached the ledger");
    environment::say(&format!(
        "{n} bytes flipped, {n_changed} of them in the ledger's rows, all found"
    ));
}
