//! Many facts recorded at once come to what they come to one by one, and what cannot be recorded so is refused.

use entity::{ArticleId, Role, posting};
use sea_orm::{EntityTrait, QueryOrder};
use zhibao::actor::Actor;
use zhibao::db;
use zhibao::error::Error;
use zhibao::ledger::{self, NewFact, Scope};
use zhibao::scheme::{
    self, Adoption, Author, Body, Exemption, OutletRef, Piece, Standing, Submission, UnitRef,
};

use crate::stories;
use crate::support::app::{On, TestApp, day};

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

stories! {
    facts_recorded_at_once_come_to_what_they_come_to_one_by_one
    what_was_recorded_before_or_reaches_over_all_days_is_not_recorded_at_once
}

/// A house with two authors of two units and what they filed as drafts: the articles are there, the ledger is empty.
struct Filed {
    house: TestApp,
    actor: Actor,
    bodies: Vec<Body>,
}

async fn filed(house: TestApp) -> Filed {
    house.scheme(SCHEME, "2024-01-01").await;
    let (mut bodies, mut authors) = (Vec::new(), Vec::new());
    for name in ["甲街道", "乙街道"] {
        let unit = house.unit(name, false).await;
        let person = house.person(&format!("{name}的人"), Role::Reporter, unit).await;
        let author = Author {
            person: scheme::PersonId(person.0),
            name: format!("{name}的人"),
            ..Author::default()
        };
        authors.push((author, unit, person));
    }
    for n in 0..6 {
        let (author, unit, person) = &authors[n % 2];
        let article = house.draft(*person, &format!("第{n}篇"), 300).await.id;
        let piece = Piece {
            title: format!("第{n}篇"),
            unit: UnitRef {
                id: scheme::UnitId(unit.0),
                name: "街道".into(),
                ..UnitRef::default()
            },
            article_type: "动态信息".into(),
            n_words: 300,
            // Every third has an author of the other unit beside its own.
            authors: if n % 3 == 0 {
                authors.iter().map(|one| one.0.clone()).collect()
            } else {
                vec![author.clone()]
            },
            ..Piece::default()
        };
        bodies.extend(facts(article, &piece, n));
    }
    let actor = Actor {
        person: Some(house.admin),
        ..Actor::system("test")
    };
    house.clock("2024-03-20 10:00:00");
    Filed { house, actor, bodies }
}

/// Filed, and adopted by a medium of one of three levels.
fn facts(article: ArticleId, piece: &Piece, n: usize) -> [Body; 2] {
    let article = scheme::ArticleId(article.0);
    let submission = Submission {
        article,
        piece: piece.clone(),
        first_submitted_at: 0,
        day: Some(day("2024-03-05")),
        late: false,
        standing: Standing::Accepted,
    };
    let adoption = Adoption {
        article,
        outlet: OutletRef {
            id: scheme::OutletId(1),
            name: "云河周报".into(),
            level: ["区级", "市级", "省级"][n % 3].into(),
            class: "报纸".into(),
        },
        adopted_on: day("2024-03-12"),
        form: "独立".into(),
        proven: true,
        ..Adoption::default()
    };
    [Body::Submission(submission), Body::Adoption(adoption)]
}

fn new(n: usize, body: Body) -> NewFact {
    NewFact {
        body,
        source: Some(format!("test:{n}")),
        replaces: None,
    }
}

/// What stands: line, points in hundredths and sentence, by line.
async fn standing(house: &TestApp) -> Vec<(String, i64, String)> {
    house.assert_ledger_is_whole().await;
    let rows = posting::Entity::find()
        .order_by_asc(posting::Column::Line)
        .all(house.app.db.reader())
        .await
        .expect("postings");
    rows.into_iter()
        .map(|row| (row.line, row.points, row.sentence))
        .collect()
}

async fn facts_recorded_at_once_come_to_what_they_come_to_one_by_one(house: TestApp) {
    let on = if house.app.settings.database.url.is_empty() {
        On::Sqlite
    } else {
        On::Postgres
    };
    let one_by_one = filed(house).await;
    let (app, now) = (&one_by_one.house.app, one_by_one.house.app.clock.now());
    for (n, body) in one_by_one.bodies.iter().enumerate() {
        let tx = db::write(&app.db).await.expect("a transaction");
        let fact = new(n, body.clone());
        let (_, scope) = ledger::record(&tx, fact, &one_by_one.actor, now)
            .await
            .expect("recorded");
        ledger::settle(&tx, scope, one_by_one.house.admin, now)
            .await
            .expect("settled");
        tx.commit().await.expect("committed");
    }
    let wanted = standing(&one_by_one.house).await;
    assert!(wanted.len() > 12, "{wanted:?}");

    let at_once = filed(TestApp::start(on).await.expect("another house")).await;
    let app = &at_once.house.app;
    let all = at_once.bodies.iter().enumerate();
    let all = all.map(|(n, body)| new(n, body.clone())).collect();
    let tx = db::write(&app.db).await.expect("a transaction");
    let scope = ledger::record_all(&tx, all, &at_once.actor, now)
        .await
        .expect("recorded");
    let settled = ledger::settle(&tx, scope, at_once.house.admin, now)
        .await
        .expect("settled");
    tx.commit().await.expect("committed");
    assert!(settled.postings.iter().all(|row| row.reverses.is_none()));
    let found: Vec<_> = standing(&at_once.house).await;
    let sums = |rows: &[(String, i64, String)]| {
        let mut sums = std::collections::BTreeMap::new();
        for (line, points, _) in rows {
            *sums.entry(line.clone()).or_insert(0) += points;
        }
        sums.retain(|_, points| *points != 0);
        sums
    };
    assert_eq!(sums(&found), sums(&wanted));
    let stand: std::collections::BTreeSet<_> = wanted.into_iter().collect();
    assert!(found.iter().all(|row| stand.contains(row)), "{found:?}");
    one_by_one.house.end().await;
    at_once.house.end().await;
}

async fn what_was_recorded_before_or_reaches_over_all_days_is_not_recorded_at_once(house: TestApp) {
    let Filed { house, actor, bodies } = filed(house).await;
    let now = house.app.clock.now();
    let tx = db::write(&house.app.db).await.expect("a transaction");
    let record = async |facts: Vec<NewFact>| ledger::record_all(&tx, facts, &actor, now).await;
    let first: Vec<NewFact> = bodies[..1].iter().cloned().map(|body| new(0, body)).collect();
    let scope: Scope = record(first).await.expect("recorded");
    assert_eq!(scope.days, Some((day("2024-03-05"), day("2024-03-20"))));
    let again = record(vec![new(1, bodies[1].clone())]).await;
    assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
    let holiday = Body::Exemption(Exemption {
        subject: None,
        from: day("2024-03-11"),
        until: day("2024-03-17"),
        why: "节".into(),
    });
    let everybody = record(vec![new(2, holiday)]).await;
    assert!(matches!(everybody, Err(Error::Broken(_))), "{everybody:?}");
    let nameless = NewFact {
        source: None,
        ..new(3, bodies[2].clone())
    };
    let nameless = record(vec![nameless]).await;
    assert!(matches!(nameless, Err(Error::Broken(_))), "{nameless:?}");
    drop(tx);
    house.end().await;
}
