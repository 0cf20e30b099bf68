//! The ledger of 3,000 reporters, filled by the product's own bulk loader with the chain computed, then what an office
//! does with it: one adoption settled, rankings, the two walks, a month's close. Beside it the same rows
//! put into a bare table. `cargo bench --bench ledger` fills a million postings; another number as many as it
//! says (LEDGER section 3.11 asks for 10,000,000, which nobody has tried yet), in the folder for temporary files.
//! `-- postgres` does it on PostgreSQL, which was not tried either.

#![expect(clippy::float_arithmetic, reason = "rates and ratios")]

mod stage;

use std::time::{Duration, Instant};

use chrono::{Datelike, Days, NaiveDate};
use entity::{PersonId, Role, SubjectKind, article, counter, index_change, posting};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use stage::district::{self, OF_UNIT, Reporter, SCHEME};
use stage::figures::{Run, head, say};
use stage::house;
use stage::support::app::{On, TestApp, day};
use zhibao::actor::Actor;
use zhibao::calendar::{Month, Period};
use zhibao::db;
use zhibao::ledger::{self, NewFact, RankFilter, TieRule};
use zhibao::newsroom::{self, Sight};
use zhibao::scheme::Body;

const N_REPORTERS: usize = 3_000;
/// The Monday after the last week.
const END: &str = "2024-02-26";
/// Postings of a reporter's week: two articles and two fifths of an adoption, for the person and for the unit.
const OF_WEEK: usize = 4;
/// Weeks that one transaction loads.
const WEEKS_AT_ONCE: u64 = 4;
/// Rows of one statement.
const ROWS: usize = 500;

struct District {
    house: TestApp,
    actor: Actor,
    office: PersonId,
    reporters: Vec<Reporter>,
    n_articles: i64,
    n_facts: usize,
}

fn number() -> usize {
    std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000)
}

async fn people(on: On, first: NaiveDate) -> District {
    let house = TestApp::start(on).await.expect("a database");
    // In force from the first week that is loaded: nobody misses a quota before.
    house.scheme(SCHEME, &first.to_string()).await;
    let office = house.person("办公室主任", Role::Office, house.top).await;
    let (mut reporters, mut unit) = (Vec::with_capacity(N_REPORTERS), house.top);
    for n in 0..N_REPORTERS {
        if n % OF_UNIT == 0 {
            unit = house.unit(&format!("第{}街道", n / OF_UNIT + 1), false).await;
        }
        let person = house.person(&format!("执笔人{n}"), Role::Reporter, unit).await;
        reporters.push(Reporter {
            person: person.0,
            unit: unit.0,
        });
    }
    let actor = Actor {
        person: Some(house.admin),
        ..Actor::system("bench")
    };
    District {
        house,
        actor,
        office,
        reporters,
        n_articles: 0,
        n_facts: 0,
    }
}

impl District {
    /// Loads so many weeks that end where the house's time begins.
    async fn fill(&mut self, n_weeks: u64) {
        let end = day(END);
        let through = counter::ActiveModel {
            name: Set("ledger:settled_through".to_owned()),
            value: Set(i64::from((end - Days::new(1)).num_days_from_ce())),
        };
        let tx = db::write(&self.house.app.db).await.expect("a writer");
        through.insert(&tx).await.expect("settled");
        tx.commit().await.expect("committed");
        let mut monday = end - Days::new(7 * n_weeks);
        while monday < end {
            let until = end.min(monday + Days::new(7 * WEEKS_AT_ONCE));
            self.load(monday, until).await;
            monday = until;
        }
    }

    async fn load(&mut self, from: NaiveDate, until: NaiveDate) {
        let mut bodies = Vec::new();
        let mut monday = from;
        while monday < until {
            bodies.extend(district::week(&self.reporters, monday, &mut self.n_articles));
            monday = monday + Days::new(7);
        }
        self.n_facts += bodies.len();
        let now = entity::Instant(zhibao::calendar::first_instant(until) - 1);
        let tx = db::write(&self.house.app.db).await.expect("a writer");
        let filed = bodies
            .iter()
            .filter(|(.., body)| matches!(body, Body::Submission(_)));
        let rows: Vec<article::ActiveModel> =
            filed.map(|(by, on, body)| article_row(*by, *on, body)).collect();
        for some in rows.chunks(ROWS) {
            let insert = article::Entity::insert_many(some.iter().cloned());
            insert.exec_without_returning(&tx).await.expect("inserted");
        }
        let new = bodies.into_iter().map(|(.., body)| NewFact {
            source: Some(source(&body)),
            body,
            replaces: None,
        });
        let scope = ledger::record_all(&tx, new.collect(), &self.actor, now)
            .await
            .expect("recorded");
        ledger::settle(&tx, scope, self.house.admin, now)
            .await
            .expect("settled");
        // Nobody searches these articles.
        index_change::Entity::delete_many()
            .exec(&tx)
            .await
            .expect("emptied");
        tx.commit().await.expect("committed");
    }

    /// Records and settles an adoption of one of the last articles, `n` times.
    async fn adoptions(&self, name: &str, n: usize) -> Run {
        let begun = Instant::now();
        let mut latencies = Vec::with_capacity(n);
        for turn in 0..n {
            let at = turn * 7_919 % self.reporters.len();
            let newest = self.n_articles - i64::try_from(2 * (self.reporters.len() - at)).expect("small");
            let body = district::adoption(self.reporters[at], newest + 1, 2, day("2024-02-21"));
            let new = NewFact {
                source: Some(format!("late:{turn}")),
                body,
                replaces: None,
            };
            let asked = Instant::now();
            let tx = db::write(&self.house.app.db).await.expect("a writer");
            let now = self.house.app.clock.now();
            let (_, scope) = ledger::record(&tx, new, &self.actor, now)
                .await
                .expect("recorded");
            let settled = ledger::settle(&tx, scope, self.house.admin, now)
                .await
                .expect("settled");
            assert!(!settled.postings.is_empty(), "an adoption is worth something");
            index_change::Entity::delete_many()
                .exec(&tx)
                .await
                .expect("emptied");
            tx.commit().await.expect("committed");
            latencies.push(asked.elapsed());
        }
        Run::new(name, latencies, begun.elapsed(), 0)
    }

    async fn rankings(&self, period: &str) -> Run {
        let (begun, mut latencies) = (Instant::now(), Vec::new());
        for kind in [SubjectKind::Person, SubjectKind::Unit]
            .into_iter()
            .cycle()
            .take(20)
        {
            let filter = RankFilter {
                kind,
                period: period.to_owned(),
                class: None,
                ties: TieRule::Standard,
            };
            let asked = Instant::now();
            let of: Period = period.parse().expect("a period");
            let ranking = newsroom::ranking(self.house.app.db.reader(), Sight::whole(), &filter, of).await;
            assert!(ranking.expect("a ranking").table.rows.len() > 100, "{period}");
            latencies.push(asked.elapsed());
        }
        let name = format!("ranking of {period}, persons and units in turn");
        Run::new(&name, latencies, begun.elapsed(), 0)
    }

    async fn close(&self, month: Month) -> Duration {
        let office = self.house.viewer(self.office).await.office().expect("the office");
        let begun = Instant::now();
        newsroom::close_month(&self.house.app, &office, month, "基准")
            .await
            .expect("closed");
        begun.elapsed()
    }
}

fn source(body: &Body) -> String {
    let article = body.article().map_or(0, |article| article.0);
    match body {
        Body::Adoption(_) => format!("adoption:{article}"),
        _ => format!("submission:{article}:1"),
    }
}

fn article_row(by: Reporter, on: NaiveDate, body: &Body) -> article::ActiveModel {
    let key = body.article().expect("an article").0;
    let title = body.piece().expect("a piece").title.clone();
    let who = (PersonId(by.person), entity::OrganisationId(by.unit));
    house::article_row(key, who, (title, 900), zhibao::calendar::first_instant(on))
}

fn rate(n: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX)) / took.as_secs_f64()
}

/// The last postings once more, put into a bare table without an index or a guard, in transactions of as many rows as
/// the loader's.
async fn raw_insert(house: &TestApp, n: u64) -> (usize, Duration) {
    let rows = posting::Entity::find()
        .order_by_desc(posting::Column::Seq)
        .limit(n)
        .all(house.app.db.reader())
        .await
        .expect("postings");
    let tx = db::write(&house.app.db).await.expect("a writer");
    tx.execute_unprepared("CREATE TEMPORARY TABLE bare AS SELECT * FROM posting WHERE seq < 0")
        .await
        .expect("a table");
    let begun = Instant::now();
    for some in rows.chunks(ROWS) {
        let models = some
            .iter()
            .map(|row| posting::ActiveModel::from(row.clone()).reset_all());
        let insert = posting::Entity::insert_many(models);
        let mut query = sea_orm::QueryTrait::into_query(insert);
        query.into_table(sea_orm::sea_query::Alias::new("bare"));
        tx.execute(&query).await.expect("inserted");
    }
    let took = begun.elapsed();
    // Dropped, it is rolled back.
    drop(tx);
    (rows.len(), took)
}

#[tokio::main]
async fn main() {
    let on = if std::env::args().any(|argument| argument == "postgres") {
        On::Postgres
    } else {
        On::Sqlite
    };
    let asked = number();
    let n_weeks = (asked / (N_REPORTERS * OF_WEEK)).max(9) as u64;
    let first = day(END) - Days::new(7 * n_weeks);
    let mut district = people(on, first).await;
    let begun = Instant::now();
    district.fill(n_weeks).await;
    let filled = begun.elapsed();
    let last = ledger::head(district.house.app.db.reader())
        .await
        .expect("a head")
        .seq;
    let n_postings = usize::try_from(last).expect("positive");
    head(&format!(
        "a ledger of {n_postings} postings from {} facts of {N_REPORTERS} reporters in {n_weeks} weeks, on {on:?}",
        district.n_facts
    ));
    let ours = rate(n_postings, filled);
    say(&format!(
        "bulk load, priced and chained: {filled:.1?}, {ours:.0} postings a second (promise: 10 million in 15 min, 11111 a second)"
    ));
    let (n, took) = raw_insert(&district.house, 200_000).await;
    let bare = rate(n, took);
    say(&format!(
        "the same rows into a bare table: {bare:.0} a second; the loader's ratio {:.3}",
        ours / bare
    ));
    district
        .house
        .reopen(|settings| settings.database.durable = Some(true))
        .await;
    district
        .adoptions("an adoption recorded and settled (FULL)", 200)
        .await
        .print("", None);
    for period in ["2024-02", "2024", "2024-01"] {
        district.rankings(period).await.print("p99 50 ms", None);
    }
    walks(&district, n_postings).await;
    closes(&district).await;
    district.house.end().await;
}

async fn walks(district: &District, n_postings: usize) {
    let db = &district.house.app.db;
    let begun = Instant::now();
    let verdict = ledger::verify(&db::read(db).await.expect("a moment"))
        .await
        .expect("walked");
    assert!(verdict.is_whole(), "{verdict:?}");
    let took = begun.elapsed();
    say(&format!(
        "verify: {took:.1?}, {:.0} postings a second",
        rate(n_postings, took)
    ));
    let begun = Instant::now();
    let moment = db::read(db).await.expect("a moment");
    let (n_lines, differences) = ledger::replay(&moment).await.expect("priced");
    let took = begun.elapsed();
    assert!(
        differences.is_empty(),
        "{:?}",
        &differences[..differences.len().min(3)]
    );
    say(&format!(
        "replay, read and compared: {took:.1?}, {n_lines} lines, {:.0} facts a second",
        rate(district.n_facts, took)
    ));
    let published = ledger::book(&moment).await.expect("a book");
    let first = day(END) - Days::new(7 * 8);
    let mut article = 1;
    let mut facts = Vec::new();
    for week in 0..8 {
        for (_, _, body) in district::week(
            &district.reporters[..500],
            first + Days::new(7 * week),
            &mut article,
        ) {
            let id = zhibao::scheme::FactId(i64::try_from(facts.len()).expect("small") + 1);
            facts.push(zhibao::scheme::Fact {
                id,
                replaces: None,
                body,
            });
        }
    }
    let begun = Instant::now();
    let lines = zhibao::scheme::price_all(&published.book, &facts);
    let took = begun.elapsed();
    say(&format!(
        "priced on one core: {} facts to {} lines in {took:.2?}, {:.0} facts a second (promise: 200000)",
        facts.len(),
        lines.len(),
        rate(facts.len(), took)
    ));
}

async fn closes(district: &District) {
    let db = district.house.app.db.reader();
    for _ in 0..2 {
        let month = ledger::oldest_open(db).await.expect("it reads").expect("a month");
        let took = district.close(month).await;
        let frozen = entity::frozen_statement::Entity::find()
            .filter(entity::frozen_statement::Column::Period.eq(month.to_string()))
            .all(db)
            .await
            .expect("statements");
        say(&format!(
            "close of {month}: {took:.1?} for {} statements, the walks included",
            frozen.len()
        ));
        district
            .rankings(&month.to_string())
            .await
            .print("p99 50 ms", None);
    }
}
