//! The ledger of 3,000 reporters, filled by the product's own bulk loader with the chain computed and its months closed
//! as they end, then what an office does with it: one adoption settled, rankings, the two walks. Beside it the same rows
//! put into a bare table, and the ledger doubleentry. `cargo bench --bench ledger` fills a million postings, another
//! number as many as it says (LEDGER section 3.11 asks for 10,000,000: an hour and a half or two, and 14 GB), in the folder for
//! temporary files; `-- postgres` on the server that `ZHIBAO_TEST_POSTGRES` names.

#![expect(clippy::float_arithmetic, reason = "rates and ratios")]

mod stage;

use std::time::{Duration, Instant};

use chrono::{Datelike, Days, NaiveDate};
use entity::{PersonId, Role, SubjectKind, article, counter, index_change, posting};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, QueryOrder, QuerySelect,
};
use stage::district::{self, OF_UNIT, Reporter, SCHEME};
use stage::figures::{Run, head, say};
use stage::support::app::{On, TestApp, day};
use stage::{house, peers};
use zhibao::actor::Actor;
use zhibao::calendar::{Month, Period};
use zhibao::db;
use zhibao::ledger::{self, NewFact, RankFilter, Scope, TieRule};
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
    /// How many facts there were when PostgreSQL last looked at its tables.
    n_analysed: usize,
    /// How long the rows of the articles took, which the newsroom keeps and no scheme reads.
    articles: Duration,
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
        n_analysed: 0,
        articles: Duration::ZERO,
    }
}

impl District {
    /// Loads so many weeks that end where the house's time begins, and closes every month once it is over, as an office
    /// would have. How long each load took, and each close.
    async fn fill(&mut self, n_weeks: u64) -> (Vec<Duration>, Vec<Duration>) {
        let end = day(END);
        let mut monday = end - Days::new(7 * n_weeks);
        let (mut loads, mut closes) = (Vec::new(), Vec::new());
        // Closed after everything was published, as ever.
        self.house.clock("2024-03-05 09:00:00");
        let mut open = Month::of(monday);
        while monday < end {
            let until = end.min(monday + Days::new(7 * WEEKS_AT_ONCE));
            let begun = Instant::now();
            self.load(monday, until).await;
            loads.push(begun.elapsed());
            // The last week of a month may count for it by its Thursday.
            while open.last_day() + Days::new(7) < until {
                closes.push(self.close(open).await);
                open = open.plus(1);
            }
            monday = until;
        }
        (loads, closes)
    }

    /// Notes that time is settled up to the day before.
    async fn settled_before(&self, until: NaiveDate, tx: &sea_orm::DatabaseTransaction) {
        let row = counter::ActiveModel {
            name: Set("ledger:settled_through".to_owned()),
            value: Set(i64::from((until - Days::new(1)).num_days_from_ce())),
        };
        let grow = OnConflict::column(counter::Column::Name)
            .update_column(counter::Column::Value)
            .to_owned();
        counter::Entity::insert(row)
            .on_conflict(grow)
            .exec_without_returning(tx)
            .await
            .expect("settled");
    }

    /// Loads weeks, each recorded as it ended, and settles them together.
    async fn load(&mut self, from: NaiveDate, until: NaiveDate) {
        let tx = db::write(&self.house.app.db).await.expect("a writer");
        self.settled_before(until, &tx).await;
        let (mut scope, mut monday) = (Scope::default(), from);
        while monday < until {
            scope = scope.and(&self.record(&tx, monday).await);
            monday = monday + Days::new(7);
        }
        // It plans by statistics, which its daemon renews only after the commit; settling comes before.
        let has_grown = self.n_facts > self.n_analysed + self.n_analysed / 10;
        if has_grown {
            self.analyse(&tx, "fact, fact_subject").await;
        }
        ledger::settle(&tx, scope, self.house.admin, end_of(until))
            .await
            .expect("settled");
        // Nobody searches these articles.
        index_change::Entity::delete_many()
            .exec(&tx)
            .await
            .expect("emptied");
        tx.commit().await.expect("committed");
        // What its daemon does within a minute of a load by which a table has grown so much.
        if has_grown {
            self.analyse(self.house.app.db.reader(), "").await;
            self.n_analysed = self.n_facts;
        }
    }

    /// Records the articles and facts of a week.
    async fn record(&mut self, tx: &sea_orm::DatabaseTransaction, monday: NaiveDate) -> Scope {
        let bodies = district::week(&self.reporters, monday, &mut self.n_articles);
        self.n_facts += bodies.len();
        let filed = bodies
            .iter()
            .filter(|(.., body)| matches!(body, Body::Submission(_)));
        let rows: Vec<article::ActiveModel> =
            filed.map(|(by, on, body)| article_row(*by, *on, body)).collect();
        let begun = Instant::now();
        db::insert_rows(tx, rows, None).await.expect("inserted");
        self.articles += begun.elapsed();
        let new = bodies.into_iter().map(|(.., body)| NewFact {
            source: Some(source(&body)),
            body,
            replaces: None,
        });
        let now = end_of(monday + Days::new(7));
        ledger::record_all(tx, new.collect(), &self.actor, now)
            .await
            .expect("recorded")
    }

    /// Has PostgreSQL look anew at some tables, or at all.
    async fn analyse(&self, db: &impl ConnectionTrait, tables: &str) {
        if db.get_database_backend() == DbBackend::Postgres {
            let analysed = db.execute_unprepared(&format!("ANALYZE {tables}")).await;
            analysed.expect("analysed");
        }
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

    async fn rankings(&self, period: &str) {
        for kind in [SubjectKind::Person, SubjectKind::Unit] {
            let (begun, mut latencies) = (Instant::now(), Vec::new());
            for _ in 0..100 {
                let filter = RankFilter {
                    kind,
                    period: period.to_owned(),
                    class: None,
                    ties: TieRule::Standard,
                };
                let asked = Instant::now();
                let of: Period = period.parse().expect("a period");
                let ranking =
                    newsroom::ranking(self.house.app.db.reader(), Sight::whole(), &filter, of).await;
                let rows = ranking.expect("a ranking").table.rows;
                latencies.push(asked.elapsed());
                assert!(rows.len() >= N_REPORTERS / OF_UNIT, "{period}");
            }
            let name = format!("ranking of {period}, {}", kind.code());
            Run::new(&name, latencies, begun.elapsed(), 0).print("p99 50 ms", None);
        }
    }

    /// The circular of a closed month, as the page downloads it.
    async fn circulars(&self, month: &str) {
        let (begun, mut latencies) = (Instant::now(), Vec::new());
        for _ in 0..5 {
            let asked = Instant::now();
            let of: Month = month.parse().expect("a month");
            let document = newsroom::circular_document(&self.house.app, of).await;
            latencies.push(asked.elapsed());
            assert!(document.expect("a circular").len() > 10_000, "{month}");
        }
        let name = format!("circular of {month}, {N_REPORTERS} persons");
        Run::new(&name, latencies, begun.elapsed(), 0).print("p99 5 s", None);
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

/// The last instant before a day.
fn end_of(until: NaiveDate) -> entity::Instant {
    entity::Instant(zhibao::calendar::first_instant(until) - 1)
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
    let (loads, closes) = district.fill(n_weeks).await;
    let filled: Duration = loads.iter().sum();
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
    let ledger_alone = filled.saturating_sub(district.articles);
    say(&format!(
        "of it the newsroom's rows of the articles: {:.1?}; facts and postings alone: {ledger_alone:.1?}, {:.0} a second",
        district.articles,
        rate(n_postings, ledger_alone)
    ));
    told("four weeks loaded", &loads);
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
    let alone = district
        .adoptions("an adoption recorded and settled (FULL)", 200)
        .await;
    alone.print("", None);
    // The open month, the last closed one, a year of both kinds and the last whole one.
    for period in ["2024-02", "2024-01", "2024", "2023"] {
        district.rankings(period).await;
    }
    district.circulars("2024-01").await;
    told("a month closed, its walk included", &closes);
    let verified = walks(&district, n_postings).await;
    district.house.end().await;
    match peers::doubleentry(N_REPORTERS, 100_000) {
        Some(peer) => {
            say(&format!(
                "the peer doubleentry 0.8.0 (SQLite, FULL, an entry of two postings and nothing priced): {:.0} entries a second one a commit, {:.0} a thousand a commit, {:.0} audited",
                peer.alone, peer.together, peer.audited
            ));
            say(&format!(
                "ours to it: an adoption recorded, priced and settled {:.2}, bulk {:.2}, verify {:.2}",
                alone.rate() / peer.alone,
                ours / peer.together,
                verified / peer.audited
            ));
        }
        None => say("the peer doubleentry could not be built: no ratio to it"),
    }
}

/// Steps of the fill: do the last ones take longer than the first?
fn told(name: &str, steps: &[Duration]) {
    let some = steps.len().min(12);
    let mean = |of: &[Duration]| of.iter().sum::<Duration>() / u32::try_from(some.max(1)).expect("few");
    let (first, last) = (mean(&steps[..some]), mean(&steps[steps.len() - some..]));
    say(&format!(
        "{name}: {} times, the first {some} {first:.2?} each, the last {some} {last:.2?}",
        steps.len()
    ));
    Run::new(name, steps.to_vec(), steps.iter().sum(), 0).print("", None);
}

/// The two walks and the pricing alone; how many postings a second were verified.
async fn walks(district: &District, n_postings: usize) -> f64 {
    let db = &district.house.app.db;
    let begun = Instant::now();
    let verdict = ledger::verify(&db::read(db).await.expect("a moment"))
        .await
        .expect("walked");
    assert!(verdict.is_whole(), "{verdict:?}");
    let took = begun.elapsed();
    let verified = rate(n_postings, took);
    say(&format!("verify: {took:.1?}, {verified:.0} postings a second"));
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
    verified
}
