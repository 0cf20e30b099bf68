//! A row of which the digest was mended with it.

use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use zhibao::ledger::{self, Verdict};

use super::copy::{copied, execute, texts, unguarded};

/// The digest of a fact by the recipe of docs/adr/ledger-chains.md, from its columns alone.
async fn digest(db: &impl ConnectionTrait, id: i64) -> String {
    let mut leaf = vec![0_u8];
    let mut add = |field: &str| {
        leaf.extend_from_slice(&(field.len() as u64).to_be_bytes());
        leaf.extend_from_slice(field.as_bytes());
    };
    let columns = [
        "'fact 2'",
        "id",
        "kind",
        "source",
        "coalesce(article_id, '')",
        "coalesce(organisation_id, '')",
        "happened_on",
        "recorded_at",
        "recorded_by",
        "coalesce(withdraws, '')",
        "body",
    ];
    for column in columns {
        let field = texts(
            db,
            &format!("SELECT CAST({column} AS TEXT) FROM fact WHERE id = {id}"),
        )
        .await;
        add(&field[0]);
    }
    let subjects = format!(
        "SELECT subject_kind || '|' || subject_id || '|' || happened_on FROM fact_subject WHERE fact_id = {id}
         ORDER BY subject_kind, subject_id, happened_on"
    );
    for row in texts(db, &subjects).await {
        row.split('|').for_each(&mut add);
    }
    let former = texts(db, &format!("SELECT digest FROM fact WHERE id = {id} - 1")).await;
    let former = former.first().cloned().unwrap_or_else(|| "0".repeat(64));
    let link = [&[1_u8], former.as_bytes(), Sha256::digest(&leaf).as_slice()].concat();
    hex::encode(Sha256::digest(link))
}

/// Whoever knows the recipe mends the digest with the body: the next fact, or the head, tells. Whoever mends the whole
/// chain of facts and its head meets the postings.
#[tokio::test]
async fn a_fact_and_its_digest_changed_together_are_found() {
    let (_folder, file) = copied().await;
    let db = unguarded(&file).await;
    let ids = texts(&db, "SELECT CAST(id AS TEXT) FROM fact ORDER BY id").await;
    let ids: Vec<i64> = ids.iter().map(|id| id.parse().expect("a number")).collect();
    let last = *ids.last().expect("facts");
    for id in &ids {
        let stored = texts(&db, &format!("SELECT digest FROM fact WHERE id = {id}")).await;
        assert_eq!(stored[0], digest(&db, *id).await, "the recipe of fact {id}");
    }
    let mend = async |id: i64| {
        let digest = digest(&db, id).await;
        execute(
            &db,
            &format!("UPDATE fact SET digest = '{digest}' WHERE id = {id}"),
        )
        .await;
    };
    let rests = texts(&db, "SELECT CAST(min(last_fact) AS TEXT) FROM posting").await;
    let first_known: i64 = rests[0].parse().expect("a number");
    for id in [1, first_known, last] {
        execute(&db, "BEGIN").await;
        execute(
            &db,
            &format!("UPDATE fact SET body = body || ' ' WHERE id = {id}"),
        )
        .await;
        assert_eq!(ledger::verify(&db).await.expect("verify runs"), Verdict::Fact(id));
        mend(id).await;
        let next = ledger::verify(&db).await.expect("verify runs");
        let is_next = next == Verdict::Fact((id + 1).min(last)) || matches!(next, Verdict::Posting { .. });
        assert!(is_next, "fact {id} with its digest: {next:?}");
        for later in id + 1..=last {
            mend(later).await;
        }
        let hash = format!("(SELECT digest FROM fact WHERE id = {last})");
        execute(&db, &format!("UPDATE ledger_head SET facts_hash = {hash}")).await;
        let whole = ledger::verify(&db).await.expect("verify runs");
        execute(&db, "ROLLBACK").await;
        let is_found = matches!(whole, Verdict::Posting { what: "hash", .. });
        assert!(
            is_found || id == last && !rests_on(&db, last).await,
            "fact {id} with all after it: {whole:?}"
        );
    }
    // A scheme, whose version is in the hash of what it priced.
    execute(
        &db,
        "UPDATE scheme_version SET digest = substr(digest, 2) || substr(digest, 1, 1)",
    )
    .await;
    let verdict = ledger::verify(&db).await.expect("verify runs");
    assert!(matches!(verdict, Verdict::Scheme(1)), "{verdict:?}");
    db.close().await.expect("closed");
}

/// Whether any posting was written when this fact was known already.
async fn rests_on(db: &impl ConnectionTrait, id: i64) -> bool {
    let n = texts(
        db,
        &format!("SELECT CAST(count(*) AS TEXT) FROM posting WHERE last_fact >= {id}"),
    )
    .await;
    n[0] != "0"
}
