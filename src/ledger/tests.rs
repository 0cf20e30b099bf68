//! The ledger held against the oracle: any history, recorded one by one in any order and settled now and then, ends in
//! the totals that its truth is worth; replay and verify agree, settling again changes nothing, reversals come to nothing.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use entity::{
    Instant, PersonId, SchemeId, SchemeVersionId, SubjectKind, posting, scheme, scheme_version, total,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};

use super::settle::{everybody, settle};
use super::{NewFact, Scope, publishing, record, replay, settle_through, verify, withdraw_fact};
use crate::actor::Actor;
use crate::app::App;
use crate::clock::Clock;
use crate::scheme::tests::history::{History, draw, histories};
use crate::scheme::tests::oracle::{self, Totals};
use crate::scheme::tests::rulebook::{Rulebook, rulebooks};
use crate::scheme::{Body, Fact, Subject, UnitId};
use crate::settings::Settings;
use crate::{calendar, db};

const WRITER: PersonId = PersonId(1);

/// A house without people, organisations or articles: the ledger takes them at their numbers.
struct Bench {
    app: App,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn open(rules: &Rulebook) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings {
            data_dir: folder.path().to_path_buf(),
            ..Settings::default()
        };
        settings.database.durable = Some(false);
        let clock = Clock::standing_at(noon(day("2024-01-02")));
        let app = App::open(settings, clock).await.expect("the house opens");
        app.db
            .for_migrations()
            .execute_unprepared("PRAGMA foreign_keys = OFF")
            .await
            .expect("off");
        let bench = Self { app, _folder: folder };
        bench.publish(rules).await;
        bench
    }

    async fn publish(&self, rules: &Rulebook) {
        let now = self.app.clock.now();
        let tx = db::write(&self.app.db).await.expect("a transaction");
        let row = scheme::Model {
            id: SchemeId(1),
            code: "N".to_owned(),
            created_at: now,
        };
        scheme::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await
            .expect("a scheme");
        let version = scheme_version::Model {
            id: SchemeVersionId(0),
            scheme_id: SchemeId(1),
            n: 1,
            name: "N".to_owned(),
            document: rules.document(),
            digest: String::new(),
            effective_from: day("2023-01-01"),
            drafted_by: WRITER,
            published_by: WRITER,
            published_at: now,
            reason: "试行".to_owned(),
        };
        publishing::write(&tx, version).await.expect("published");
        tx.commit().await.expect("committed");
    }

    /// Records the facts in the order of their numbers, settling after every few of them; time passes meanwhile.
    async fn tell(&self, facts: &[Fact], seed: u64) {
        let mut state = seed ^ 0x5eed;
        let actor = Actor {
            person: Some(WRITER),
            ..Actor::system("test")
        };
        let mut today = day("2024-01-02");
        let mut facts = facts.iter().peekable();
        while facts.peek().is_some() {
            today = today + Days::new(draw(&mut state) % 4);
            let now = noon(today);
            let tx = db::write(&self.app.db).await.expect("a transaction");
            let mut scope = Scope::default();
            let n = 1 + draw(&mut state) % 3;
            for fact in facts.by_ref().take(usize::try_from(n).expect("few")) {
                let touched = if let Body::Withdrawal(it) = &fact.body {
                    let id = entity::FactId(it.withdraws.0);
                    withdraw_fact(&tx, id, &it.reason, &actor, now)
                        .await
                        .expect("withdrawn")
                } else {
                    let new = NewFact {
                        body: fact.body.clone(),
                        source: Some(format!("test:{}", fact.id)),
                        replaces: fact.replaces.map(|id| entity::FactId(id.0)),
                    };
                    let (id, touched) = record(&tx, new, &actor, now).await.expect("recorded");
                    assert_eq!(id.0, fact.id.0, "the ledger numbers as the history does");
                    touched
                };
                scope = scope.and(&touched);
            }
            settle(&tx, scope, WRITER, now).await.expect("settled");
            if draw(&mut state).is_multiple_of(8) {
                let yesterday = today - Days::new(1);
                settle_through(&tx, yesterday, WRITER, now)
                    .await
                    .expect("settled");
            }
            tx.commit().await.expect("committed");
        }
    }

    /// Time passes to the end of June; then everything is settled once more.
    async fn end(&self) -> usize {
        let (last, now) = (day("2024-06-30"), noon(day("2024-07-01")));
        let tx = db::write(&self.app.db).await.expect("a transaction");
        settle_through(&tx, last, WRITER, now).await.expect("settled");
        let all = everybody(&tx, None, last).await.expect("everybody");
        let again = settle(&tx, all, WRITER, now).await.expect("settled again");
        tx.commit().await.expect("committed");
        again.postings.len()
    }

    /// What the ledger's own totals say of each month.
    async fn totals(&self) -> Totals {
        let rows = total::Entity::find()
            .all(self.app.db.reader())
            .await
            .expect("totals");
        let months = rows
            .into_iter()
            .filter(|row| row.period.len() == 7 && !row.period.contains('Q'));
        let months = months.map(|row| {
            let month: calendar::Month = row.period.parse().expect("a month");
            let slot = (month.year(), month.number());
            ((subject(row.subject_kind, row.subject_id), slot), row.points)
        });
        let mut totals: Totals = months.collect();
        totals.retain(|_, points| *points != 0);
        totals
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn noon(day: NaiveDate) -> Instant {
    Instant(calendar::first_instant(day) + 12 * 3_600_000)
}

const fn subject(kind: SubjectKind, id: i64) -> Subject {
    match kind {
        SubjectKind::Unit => Subject::Unit(UnitId(id)),
        SubjectKind::Person => Subject::Person(crate::scheme::PersonId(id)),
    }
}

async fn holds(history: &History, rules: &Rulebook) -> TestCaseResult {
    let (facts, truth) = history.told();
    let bench = Bench::open(rules).await;
    bench.tell(&facts, history.seed).await;
    let n_again = bench.end().await;
    prop_assert_eq!(n_again, 0, "settling again posts nothing");
    prop_assert_eq!(bench.totals().await, oracle::totals(&truth, rules));
    let db = bench.app.db.reader();
    let (_, differences) = replay(db).await.expect("replay runs");
    prop_assert_eq!(differences, []);
    let verdict = verify(db).await.expect("verify runs");
    prop_assert!(verdict.is_whole(), "{:?}", verdict);
    let rows = posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(db)
        .await
        .expect("postings");
    let of: BTreeMap<i64, &posting::Model> = rows.iter().map(|row| (row.seq, row)).collect();
    for row in &rows {
        if let Some(seq) = row.reverses {
            prop_assert_eq!(of[&seq].points + row.points, 0);
            prop_assert!(row.sentence.contains("（因"), "{}", row.sentence);
        }
    }
    bench.app.tasks.end().await;
    bench.app.db.close().await;
    Ok(())
}

/// A database a case: one case where the pure laws have thirty-two.
fn few() -> Config {
    let config = Config::default();
    Config {
        cases: config.cases.div_ceil(32),
        max_shrink_iters: 64,
        ..config
    }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn any_history_ends_in_what_its_truth_is_worth(history in histories(5), rules in rulebooks()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(holds(&history, &rules))?;
    }
}
