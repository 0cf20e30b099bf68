//! What nobody can do to the ledger: the database refuses, and where the guards are taken away, verify names the row.

use std::collections::BTreeSet;

use entity::{OccurrenceKind, OrganisationClass, PersonId, Role, SubjectKind};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use zhibao::ledger::{self, Verdict};
use zhibao::newsroom::{self, Decision, NewAnswer, NewInstruction, NewOccurrence};

use super::closing::world::World;
use crate::people::roll::change;
use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    a_posting_a_revision_and_a_fact_cannot_be_changed
    no_row_of_an_append_only_table_is_changed_deleted_or_replaced
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
    if db.get_database_backend() == DbBackend::Sqlite {
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

/// The tables whose rows are written once, by hand: what DESIGN section 2 and QUALITY F2, C13 and G3 name.
const APPEND_ONLY: [&str; 16] = [
    "adjustment",
    "adjustment_decision",
    "audit",
    "circular_template",
    "decision",
    "dispute",
    "dispute_answer",
    "fact",
    "fact_subject",
    "former_class",
    "frozen_statement",
    "payment",
    "period_close",
    "posting",
    "revision",
    "scheme_version",
];

/// The tables whose rows can only be withdrawn.
const WITHDRAW_ONLY: [&str; 3] = ["adoption", "instruction", "occurrence"];

/// A closed month with a row in every one of these tables.
async fn filled(house: TestApp) -> World {
    let world = World::of_march(house).await;
    let (house, app) = (&world.house, &world.house.app);
    let second = house.person("办公室己", Role::Office, house.top).await;
    let proof = async |id: PersonId| house.viewer(id).await.office().expect("the office");
    let new = newsroom::NewAdjustment {
        subject: (SubjectKind::Unit, world.units[1].0),
        day: day("2024-03-25"),
        points: "2".parse().expect("points"),
        reason: "会议表彰".into(),
    };
    let row = newsroom::enter_adjustment(app, &proof(second).await, &new)
        .await
        .expect("entered");
    newsroom::decide_adjustment(app, &proof(world.office).await, row.id, (true, ""))
        .await
        .expect("approved");
    let reporter = world.reporters[0];
    let own = (SubjectKind::Person, reporter.0);
    let statement = ledger::statement(app.db.reader(), own, "2024-03")
        .await
        .expect("a statement");
    let row = statement.rows.first().expect("a posting");
    let claimant = house.viewer(reporter).await.claimant().expect("a claimant");
    let dispute = newsroom::raise_dispute(app, &claimant, row.posting.seq, "少计了分")
        .await
        .expect("raised");
    let answer = NewAnswer {
        answer: "按市级计分，无误。".into(),
        corrected_by: None,
    };
    newsroom::answer_dispute(app, &proof(second).await, dispute.id, &answer)
        .await
        .expect("answered");
    change(house, world.units[1], |to| to.class = OrganisationClass::Village).await;
    let editor = house.viewer(world.editor).await.editor().expect("an editor");
    let new = NewInstruction {
        article_id: row.posting.article_id.expect("an article"),
        leader: "区长某".into(),
        leader_level: "district".into(),
        instructed_on: day("2024-03-26"),
        excerpt: String::new(),
        is_confidential: false,
        has_copy: true,
        granted: newsroom::Granted::default(),
        evidence: None,
    };
    newsroom::instruct(app, &editor, &new).await.expect("instructed");
    let views = NewOccurrence {
        article_id: Some(new.article_id),
        n_views: Some(12_000),
        ..NewOccurrence::of(OccurrenceKind::Measure, day("2024-03-26"))
    };
    let recorder = house.viewer(world.office).await.recorder().expect("the office");
    newsroom::record_occurrence(app, &recorder, &views)
        .await
        .expect("recorded");
    let template = newsroom::NewFile {
        name: "通报.docx".into(),
        bytes: newsroom::template_in_force(app.db.reader())
            .await
            .expect("a template"),
    };
    newsroom::set_circular_template(app, &proof(world.office).await, template)
        .await
        .expect("a template");
    // This scheme pays nothing, so the row of a payment is written by hand.
    let paid = format!(
        "INSERT INTO payment (subject_kind, subject_id, period, fen, reason, recorded_by, recorded_at) \
         VALUES ('person', {}, '2024-03', 500, '', {}, 0)",
        reporter.0, world.office.0
    );
    let db = app.db.for_migrations();
    db.execute_unprepared(&paid).await.expect("a payment");
    world.close_march().await;
    world
}

/// The first column of what a query finds.
async fn column(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect()
}

/// That the guards are on these tables and on no other.
async fn assert_guarded(db: &DatabaseConnection) {
    let guards = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT DISTINCT tbl_name FROM sqlite_master WHERE name LIKE '%_is_never_replaced'"
        }
        _ => {
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_is_never_truncated'"
        }
    };
    let guarded: BTreeSet<String> = column(db, guards).await.into_iter().collect();
    let wanted = APPEND_ONLY.iter().chain(&WITHDRAW_ONLY);
    assert_eq!(guarded, wanted.map(|&table| table.to_owned()).collect());
}

async fn no_row_of_an_append_only_table_is_changed_deleted_or_replaced(house: TestApp) {
    let world = filled(house).await;
    let db = world.house.app.db.for_migrations();
    assert_guarded(db).await;
    let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
    for table in APPEND_ONLY.iter().chain(&WITHDRAW_ONLY) {
        let names = if is_sqlite {
            format!("SELECT name FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' \
                 AND table_schema = current_schema() ORDER BY ordinal_position"
            )
        };
        let columns = column(db, &names).await;
        assert!(!columns.is_empty(), "{table}");
        let n = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
        let before = column(db, &n).await;
        assert_ne!(before, ["0"], "{table} is empty: nothing would be shown");
        let mut attempts = vec![format!("DELETE FROM {table}")];
        if APPEND_ONLY.contains(table) {
            attempts.extend(
                columns
                    .iter()
                    .map(|name| format!("UPDATE {table} SET {name} = {name}")),
            );
        } else {
            attempts.push(format!("UPDATE {table} SET article_id = article_id + 1"));
        }
        if is_sqlite {
            attempts.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"));
            attempts.push(format!("REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"));
        } else {
            attempts.push(format!("TRUNCATE {table} CASCADE"));
        }
        for attempt in attempts {
            assert!(db.execute_unprepared(&attempt).await.is_err(), "{attempt}");
        }
        if is_sqlite {
            // A connection that forgot `recursive_triggers`: the guard before the insert holds by itself.
            db.execute_unprepared("PRAGMA recursive_triggers=OFF")
                .await
                .expect("set");
            let replace = format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}");
            assert!(
                db.execute_unprepared(&replace).await.is_err(),
                "{replace}, without recursive triggers"
            );
            db.execute_unprepared("PRAGMA recursive_triggers=ON")
                .await
                .expect("set");
        }
        assert_eq!(column(db, &n).await, before, "{table}");
    }
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}
