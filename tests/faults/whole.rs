//! What must be true of the premises whatever happened to them: asked of the database itself, sentence by sentence, and
//! of the executable's own checks.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinSet;

use crate::support::app::On;
use crate::support::command::zhibao;
use crate::support::patience;
use crate::support::premises::Premises;

/// A rule, and a query that finds what breaks it.
const RULES: [(&str, &str); 12] = [
    (
        "an article has as many revisions as its head says",
        "SELECT id FROM article a WHERE head <> (SELECT count(*) FROM revision r WHERE r.article_id = a.id)",
    ),
    (
        "numbers have no gap",
        "SELECT name FROM counter WHERE name LIKE 'article:%' AND value <> (
           SELECT count(*) FROM article WHERE number LIKE substr(name, 9) || '-%')",
    ),
    (
        "an article is where its last decision brought it",
        "SELECT id FROM article a WHERE state <> coalesce(
           (SELECT to_state FROM decision d WHERE d.article_id = a.id ORDER BY d.id DESC LIMIT 1), 'draft')",
    ),
    (
        "an article's version counts its decisions",
        "SELECT id FROM article a WHERE version <> 1 + (SELECT count(*) FROM decision d WHERE d.article_id = a.id)",
    ),
    (
        "every decision is in the audit log once",
        "SELECT d.article_id FROM decision d GROUP BY d.article_id, d.step HAVING count(*) <> (
           SELECT count(*) FROM audit u WHERE u.object_kind = 'article'
             AND u.object_id = CAST(d.article_id AS TEXT) AND u.deed = d.step)",
    ),
    (
        "an article has its draft and its author",
        "SELECT id FROM article a WHERE NOT EXISTS (SELECT 1 FROM draft d WHERE d.article_id = a.id)
           OR NOT EXISTS (SELECT 1 FROM author w WHERE w.article_id = a.id)",
    ),
    (
        "an article counts its standing adoptions",
        "SELECT id FROM article a WHERE n_adoptions <> (
           SELECT count(*) FROM adoption d WHERE d.article_id = a.id AND d.withdrawn_at IS NULL)",
    ),
    (
        "an adoption is one fact",
        "SELECT id FROM adoption d WHERE 1 <> (SELECT count(*) FROM fact f WHERE f.source = 'adoption:' || d.id)",
    ),
    (
        "a withdrawn adoption is a withdrawn fact, and no other is",
        "SELECT d.id FROM adoption d JOIN fact f ON f.source = 'adoption:' || d.id
           WHERE (d.withdrawn_at IS NOT NULL) <> EXISTS (SELECT 1 FROM fact w WHERE w.withdraws = f.id)",
    ),
    (
        "a filed article is a standing fact, and no other is",
        "SELECT id FROM article a WHERE (state NOT IN ('draft', 'unit_review', 'withdrawn')) <> EXISTS (
           SELECT 1 FROM fact f WHERE f.article_id = a.id AND f.kind = 'submission'
             AND json_extract(f.body, '$.standing') <> 'withdrawn'
             AND NOT EXISTS (SELECT 1 FROM fact w WHERE w.withdraws = f.id))",
    ),
    (
        "an accepted article stands as accepted in its fact",
        "SELECT a.id FROM article a JOIN fact f ON f.article_id = a.id AND f.kind = 'submission'
           WHERE NOT EXISTS (SELECT 1 FROM fact w WHERE w.withdraws = f.id)
             AND (a.state = 'accepted') <> (json_extract(f.body, '$.standing') = 'accepted')",
    ),
    (
        "a filed article is in the log that the index follows",
        "SELECT id FROM article WHERE number IS NOT NULL AND id NOT IN (SELECT article_id FROM index_change)",
    ),
];

/// Panics with the first rule that is broken.
pub async fn assert_whole(premises: &Premises) {
    assert_rules(premises).await;
    let data = premises.path();
    let mut checks = JoinSet::new();
    for arguments in [["ledger", "verify"], ["ledger", "replay"], ["audit", "verify"]] {
        let data = data.to_path_buf();
        checks.spawn_blocking(move || assert_clean(&data, arguments));
    }
    assert_indexed(data).await;
    while let Some(check) = checks.join_next().await {
        check.expect("the check holds");
    }
}

async fn assert_rules(premises: &Premises) {
    let db = premises.database().await;
    for (rule, query) in RULES {
        let query = match premises.on() {
            On::Sqlite => query.to_owned(),
            On::Postgres => query.replace(
                "json_extract(f.body, '$.standing')",
                "(f.body::json ->> 'standing')",
            ),
        };
        let broken = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), query))
            .await
            .unwrap_or_else(|error| panic!("{rule}: {error}"));
        assert!(broken.is_empty(), "{} times not so: {rule}", broken.len());
    }
    db.close().await.expect("it closes");
}

fn assert_clean(data: &Path, arguments: [&str; 2]) {
    let said = zhibao(data, &arguments, "");
    assert_eq!(said.code, 0, "{arguments:?}: {said:?}");
}

/// The relay follows when it can: the index is asked until it equals the database.
async fn assert_indexed(data: &Path) {
    patience::until(
        Duration::from_secs(20),
        "the index to equal the database",
        async || {
            let data = data.to_path_buf();
            let said = tokio::task::spawn_blocking(move || zhibao(&data, &["index", "check"], ""));
            let said = said.await.expect("it ends");
            (said.code == 0).then_some(()).ok_or_else(|| format!("{said:?}"))
        },
    )
    .await;
}
