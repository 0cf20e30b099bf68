//! A draft scheme tried over 24 months of a district of 3,000 reporters who file two articles a week, every fifth of them
//! adopted: `cargo bench --bench what_if`, or `-- 300` for fewer reporters. The facts go straight into the table; the
//! trial is the product's.

mod stage;

use std::time::Instant;

use chrono::{Datelike, Days, NaiveDate};
use entity::{SubjectKind, counter, fact, fact_subject};
use sea_orm::{ActiveValue::Set, ConnectOptions, ConnectionTrait, Database, EntityTrait, TransactionTrait};
use stage::district::{self, OF_UNIT, Reporter, SCHEME};
use stage::figures::{head, say};
use stage::support::app::{On, TestApp, day};
use zhibao::ledger::{self, WhatIfRange};
use zhibao::scheme::{Body, Scheme};

const FIRST: &str = "2024-01-01";
const WEEKS: u64 = 104;
/// Rows of one statement.
const ROWS: usize = 400;

/// Puts the facts into the table; returns how many.
#[expect(
    clippy::disallowed_methods,
    reason = "a connection of its own, to a file that nobody else has open yet"
)]
async fn fill(house: &TestApp, n_reporters: i64) -> i64 {
    let file = house.app.settings.data_dir.join("zhibao.sqlite3");
    let mut options = ConnectOptions::new(format!("sqlite://{}", file.display()));
    options.max_connections(1);
    let db = Database::connect(options).await.expect("it opens");
    // The articles themselves are not there: a trial never looks at them.
    db.execute_unprepared("PRAGMA foreign_keys = OFF")
        .await
        .expect("off");
    let first: NaiveDate = FIRST.parse().expect("a day");
    let of_unit = i64::try_from(OF_UNIT).expect("small");
    let reporters: Vec<Reporter> = (0..n_reporters)
        .map(|n| Reporter {
            person: n + 1,
            unit: n / of_unit + 1,
        })
        .collect();
    let (mut id, mut article) = (0, 0);
    for week in 0..WEEKS {
        let tx = db.begin().await.expect("begun");
        let (mut rows, mut subjects) = (Vec::new(), Vec::new());
        for (by, on, body) in district::week(&reporters, first + Days::new(week * 7), &mut article) {
            id += 1;
            rows.push(row(id, by, on, &body, house.admin));
            for (kind, subject) in [(SubjectKind::Person, by.person), (SubjectKind::Unit, by.unit)] {
                subjects.push(fact_subject::ActiveModel {
                    fact_id: Set(entity::FactId(id)),
                    subject_kind: Set(kind),
                    subject_id: Set(subject),
                    happened_on: Set(on),
                });
            }
        }
        for some in rows.chunks(ROWS) {
            let insert = fact::Entity::insert_many(some.iter().cloned());
            insert.exec_without_returning(&tx).await.expect("inserted");
        }
        for some in subjects.chunks(ROWS) {
            let insert = fact_subject::Entity::insert_many(some.iter().cloned());
            insert.exec_without_returning(&tx).await.expect("inserted");
        }
        tx.commit().await.expect("committed");
    }
    // As the recorder writes down beside each fact, which this filling goes around.
    db.execute_unprepared(
        "INSERT INTO subject_unit (month, subject_kind, subject_id, organisation_id)
         SELECT DISTINCT substr(named.happened_on, 1, 7), subject_kind, subject_id, organisation_id
         FROM fact_subject AS named JOIN fact ON fact.id = named.fact_id",
    )
    .await
    .expect("named");
    let through = first + Days::new(WEEKS * 7);
    let settled = counter::ActiveModel {
        name: Set("ledger:settled_through".to_owned()),
        value: Set(i64::from(through.num_days_from_ce())),
    };
    counter::Entity::insert(settled)
        .exec_without_returning(&db)
        .await
        .expect("settled");
    db.close().await.expect("closed");
    id
}

fn row(id: i64, by: Reporter, on: NaiveDate, body: &Body, admin: entity::PersonId) -> fact::ActiveModel {
    let kind = if matches!(body, Body::Adoption(_)) {
        "adoption"
    } else {
        "submission"
    };
    fact::ActiveModel {
        id: Set(entity::FactId(id)),
        kind: Set(kind.to_owned()),
        source: Set(format!("{kind}:{id}")),
        article_id: Set(body.article().map(|article| entity::ArticleId(article.0))),
        organisation_id: Set(Some(entity::OrganisationId(by.unit))),
        happened_on: Set(on),
        recorded_at: Set(entity::Instant(0)),
        recorded_by: Set(admin),
        withdraws: Set(None),
        digest: Set("0".repeat(64)),
        body: Set(serde_json::to_string(body).expect("JSON")),
    }
}

#[tokio::main]
async fn main() {
    let n_reporters = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(3_000);
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    house.scheme(SCHEME, FIRST).await;
    let filling = Instant::now();
    let n_facts = fill(&house, n_reporters).await;
    head(&format!(
        "a draft over 24 months of {n_reporters} reporters: {n_facts} facts, filled in {:.0?}",
        filling.elapsed()
    ));
    let draft = Scheme::parse(&SCHEME.replace("form = \"独立\", points = 6", "form = \"独立\", points = 8"))
        .expect("a sound draft");
    let asked = WhatIfRange {
        n_months: 24,
        until: day("2025-12-31"),
        n_lines: 200,
        with_titles: true,
    };
    for _ in 0..3 {
        let begun = Instant::now();
        let found = ledger::what_if(house.app.db.reader(), &draft, asked)
            .await
            .expect("a trial");
        say(&format!(
            "tried in {:.2?} (promise: 10 s): {} facts priced twice, {} lines differ, {} subjects move",
            begun.elapsed(),
            found.n_facts,
            found.n_changed,
            found.moves.len()
        ));
    }
    house.end().await;
}
