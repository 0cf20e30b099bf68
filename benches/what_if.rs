//! A draft scheme tried over 24 months of a district of 3,000 reporters who file two articles a week, every fifth of them
//! adopted: `cargo bench --bench what_if`, or `-- 300` for fewer reporters. The facts go straight into the table; the
//! trial is the product's.

mod stage;

use std::time::Instant;

use chrono::{Datelike, Days, NaiveDate};
use entity::{SubjectKind, counter, fact, fact_subject};
use sea_orm::{ActiveValue::Set, ConnectOptions, ConnectionTrait, Database, EntityTrait, TransactionTrait};
use stage::figures::{head, say};
use stage::support::app::{On, TestApp, day};
use zhibao::ledger::{self, WhatIfRange};
use zhibao::scheme::{
    Adoption, ArticleId, Author, Body, Craft, OutletId, OutletRef, PersonId, Piece, Scheme, Standing,
    Submission, UnitId, UnitRef,
};

const SCHEME: &str = include_str!("../assets/schemes/demo-1.toml");
const FIRST: &str = "2024-01-01";
const WEEKS: u64 = 104;
/// Reporters of a unit.
const OF_UNIT: i64 = 10;
/// Rows of one statement.
const ROWS: usize = 400;

fn piece(reporter: i64, article: i64) -> Piece {
    let unit = reporter / OF_UNIT;
    Piece {
        title: format!("街道动态第 {article} 篇：社区服务送上门"),
        unit: UnitRef {
            id: UnitId(unit + 1),
            name: format!("第{unit}街道"),
            class: "subdistrict".to_owned(),
            share: None,
        },
        joint_units: Vec::new(),
        article_type: if article % 7 == 0 {
            "调研报告"
        } else {
            "动态信息"
        }
        .to_owned(),
        n_words: 900,
        n_pictures: 0,
        authors: vec![Author {
            person: PersonId(reporter + 1),
            name: format!("执笔人{reporter}"),
            craft: Craft::Writer,
            share: None,
            external: false,
            full_time: false,
        }],
        tags: Vec::new(),
    }
}

/// The facts of one article: filed, and every fifth adopted.
fn facts(reporter: i64, article: i64, on: NaiveDate) -> Vec<Body> {
    let piece = piece(reporter, article);
    let mut bodies = vec![Body::Submission(Submission {
        article: ArticleId(article),
        piece: piece.clone(),
        first_submitted_at: 0,
        day: Some(on),
        late: false,
        standing: Standing::Accepted,
    })];
    if article % 5 == 0 {
        let (name, level) = [("云河周报", "区级"), ("市报", "市级"), ("省报", "省级")]
            [usize::try_from(article / 5 % 3).expect("small")];
        bodies.push(Body::Adoption(Adoption {
            article: ArticleId(article),
            piece: Some(piece),
            outlet: OutletRef {
                id: OutletId(1 + article / 5 % 3),
                name: name.to_owned(),
                level: level.to_owned(),
                class: "报".to_owned(),
            },
            adopted_on: on,
            recorded_on: None,
            positions: Vec::new(),
            form: "独立".to_owned(),
            repost: false,
            route: String::new(),
            as_type: None,
            n_words: None,
            proven: true,
            granted: None,
            late_approved: false,
        }));
    }
    bodies
}

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
    let (mut id, mut article) = (0, 0);
    for week in 0..WEEKS {
        let tx = db.begin().await.expect("begun");
        let (mut rows, mut subjects) = (Vec::new(), Vec::new());
        for reporter in 0..n_reporters {
            for turn in 0..2 {
                article += 1;
                let on = first + Days::new(week * 7 + turn * 2);
                for body in facts(reporter, article, on) {
                    id += 1;
                    rows.push(row(id, article, reporter, on, &body, house.admin));
                    for (kind, subject) in [
                        (SubjectKind::Person, reporter + 1),
                        (SubjectKind::Unit, reporter / OF_UNIT + 1),
                    ] {
                        subjects.push(fact_subject::ActiveModel {
                            fact_id: Set(entity::FactId(id)),
                            subject_kind: Set(kind),
                            subject_id: Set(subject),
                            happened_on: Set(on),
                        });
                    }
                }
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

fn row(
    id: i64,
    article: i64,
    reporter: i64,
    on: NaiveDate,
    body: &Body,
    by: entity::PersonId,
) -> fact::ActiveModel {
    let kind = if matches!(body, Body::Adoption(_)) {
        "adoption"
    } else {
        "submission"
    };
    fact::ActiveModel {
        id: Set(entity::FactId(id)),
        kind: Set(kind.to_owned()),
        source: Set(format!("{kind}:{id}")),
        article_id: Set(Some(entity::ArticleId(article))),
        organisation_id: Set(Some(entity::OrganisationId(reporter / OF_UNIT + 1))),
        happened_on: Set(on),
        recorded_at: Set(entity::Instant(0)),
        recorded_by: Set(by),
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
