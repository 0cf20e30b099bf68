//! What nobody can do to the ledger: the database refuses, and where the guards are taken away, verify names the row.

use entity::{Role, SubjectKind};
use sea_orm::ConnectionTrait;
use zhibao::ledger::{self, Verdict};
use zhibao::newsroom::Decision;

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    a_posting_a_revision_and_a_fact_cannot_be_changed
}

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

async fn with_postings(house: &TestApp) -> i64 {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let outlet = house.outlet("市府信息", "municipal").await;
    let article = house.submit(reporter, "动不了的账", 300).await.id;
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    house
        .adopt(editor, adoption(article, outlet, "2024-03-04"))
        .await
        .expect("recorded");
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "5"
    );
    ledger::head(house.app.db.reader()).await.expect("a head").seq
}

async fn a_posting_a_revision_and_a_fact_cannot_be_changed(house: TestApp) {
    let n = with_postings(&house).await;
    assert!(n >= 2);
    let db = house.app.db.for_migrations();
    for (table, column) in [
        ("posting", "points = points + 100"),
        ("revision", "title = 'x'"),
        ("fact", "body = '{}'"),
        ("decision", "remark = 'x'"),
        ("audit", "detail = 'x'"),
        ("scheme_version", "document = ''"),
        ("adoption", "headline = 'x'"),
    ] {
        let update = db
            .execute_unprepared(&format!("UPDATE {table} SET {column}"))
            .await;
        assert!(update.is_err(), "UPDATE {table}");
        let delete = db.execute_unprepared(&format!("DELETE FROM {table}")).await;
        assert!(delete.is_err(), "DELETE {table}");
    }
    if db.get_database_backend() == sea_orm::DbBackend::Sqlite {
        let replace = "INSERT OR REPLACE INTO posting SELECT seq, line, revision, reverses, subject_kind, subject_id, period, \
            origin_period, happened_on, 50000, contra, rule, scheme_version_id, article_id, facts, last_fact, sentence, trace, recorded_at, \
            recorded_by, hash FROM posting";
        assert!(db.execute_unprepared(replace).await.is_err(), "REPLACE");
        db.execute_unprepared("DROP TRIGGER posting_is_never_updated")
            .await
            .expect("the guard is taken away");
    } else {
        assert!(
            db.execute_unprepared("TRUNCATE posting CASCADE").await.is_err(),
            "TRUNCATE"
        );
        db.execute_unprepared("ALTER TABLE posting DISABLE TRIGGER USER")
            .await
            .expect("the guard is taken away");
    }
    house.assert_ledger_is_whole().await;
    db.execute_unprepared("UPDATE posting SET points = points + 100 WHERE seq = 2")
        .await
        .expect("tampered");
    let verdict = ledger::verify(house.app.db.reader()).await.expect("verify runs");
    assert_eq!(verdict, Verdict::Posting { seq: 2, what: "hash" });
    house.end().await;
}
