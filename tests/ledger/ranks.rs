//! Rankings: ties by the declared rule, exempt and encouraged units without a place, a table for each class, and the
//! assessment year of the scheme.

use entity::{OrganisationId, PersonId, Role, SubjectKind};
use zhibao::actor::Actor;
use zhibao::ledger::{self, NewFact, RankFilter, TieRule, Unranked};
use zhibao::newsroom::{self, Decision, Ranking, Sight};
use zhibao::scheme::{self, Body, Exemption, Named, Roster, Subject};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    g5_two_units_with_264_share_a_place_and_the_rule_says_what_follows
    exempt_and_encouraged_units_stand_below_without_a_place_and_with_the_reason
    cumulative_points_follow_the_assessment_year_of_the_scheme
}

async fn ranking(house: &TestApp, period: &str, ties: TieRule) -> Ranking {
    let filter = RankFilter {
        kind: SubjectKind::Unit,
        period: period.into(),
        class: None,
        ties,
    };
    let period = period.parse().expect("a period");
    newsroom::ranking(house.app.db.reader(), Sight::whole(), &filter, period)
        .await
        .expect("a ranking")
}

fn printed(ranking: &Ranking) -> Vec<(Option<usize>, &str, i64)> {
    let rows = ranking.table.rows.iter();
    rows.map(|row| (row.place, row.member.name.as_str(), row.points / 100))
        .collect()
}

/// Points that somebody enters and somebody else approves.
async fn give(house: &TestApp, office: [PersonId; 2], unit: OrganisationId, (on, points): (&str, &str)) {
    let proof = async |id| house.viewer(id).await.office().expect("the office");
    let new = newsroom::NewAdjustment {
        subject: (SubjectKind::Unit, unit.0),
        day: day(on),
        points: points.parse().expect("points"),
        reason: "通报所列".into(),
    };
    let row = newsroom::enter_adjustment(&house.app, &proof(office[0]).await, &new)
        .await
        .expect("entered");
    newsroom::decide_adjustment(&house.app, &proof(office[1]).await, row.id, (true, ""))
        .await
        .expect("approved");
}

async fn offices(house: &TestApp) -> [PersonId; 2] {
    [
        house.person("办公室甲", Role::Office, house.top).await,
        house.person("办公室乙", Role::Office, house.top).await,
    ]
}

async fn g5_two_units_with_264_share_a_place_and_the_rule_says_what_follows(house: TestApp) {
    let office = offices(&house).await;
    for (name, points) in [
        ("甲局", "300"),
        ("乙局", "264"),
        ("丙局", "264"),
        ("丁局", "260"),
        ("戊局", "245"),
    ] {
        let unit = house.unit(name, false).await;
        give(&house, office, unit, ("2024-03-01", points)).await;
    }
    let expected = |places: [usize; 5]| {
        let rows = [
            ("甲局", 300),
            ("乙局", 264),
            ("丙局", 264),
            ("丁局", 260),
            ("戊局", 245),
        ];
        let rows = rows.into_iter().zip(places);
        rows.map(|((name, points), place)| (Some(place), name, points))
            .collect::<Vec<_>>()
    };
    let standard = ranking(&house, "2024-03", TieRule::Standard).await;
    assert_eq!(printed(&standard), expected([1, 2, 2, 4, 5]));
    let dense = ranking(&house, "2024-03", TieRule::Dense).await;
    assert_eq!(printed(&dense), expected([1, 2, 2, 3, 4]));
    house.end().await;
}

async fn exempt_and_encouraged_units_stand_below_without_a_place_and_with_the_reason(house: TestApp) {
    let office = offices(&house).await;
    let mut units = Vec::new();
    for (name, points) in [("甲局", "30"), ("乙局", "50"), ("丙局", "40"), ("丁局", "20")] {
        let unit = house.unit(name, false).await;
        give(&house, office, unit, ("2024-03-01", points)).await;
        units.push(unit);
    }
    let subject = |unit: OrganisationId| Subject::Unit(scheme::UnitId(unit.0));
    let exemption = |unit, until: &str| {
        Body::Exemption(Exemption {
            subject: Some(subject(unit)),
            from: day("2024-01-01"),
            until: day(until),
            why: "自办网站".into(),
        })
    };
    let roster = Body::Roster(Roster {
        named: Named {
            subject: subject(units[2]),
            name: "丙局".into(),
            class: String::new(),
        },
        from: day("2024-01-01"),
        until: None,
        encouraged: true,
        targets: Vec::new(),
    });
    // 丁局 is excused for a part of the month only: it keeps its place.
    let facts = [
        exemption(units[1], "2024-12-31"),
        roster,
        exemption(units[3], "2024-03-15"),
    ];
    let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
    for (n, body) in facts.into_iter().enumerate() {
        let new = NewFact {
            body,
            source: Some(format!("test:{n}")),
            replaces: None,
        };
        let actor = Actor {
            person: Some(office[0]),
            ..Actor::system("test")
        };
        ledger::record(&tx, new, &actor, house.app.clock.now())
            .await
            .expect("recorded");
    }
    tx.commit().await.expect("committed");
    let march = ranking(&house, "2024-03", TieRule::Standard).await;
    let expected = [
        (Some(1), "甲局", 30),
        (Some(2), "丁局", 20),
        (None, "乙局", 50),
        (None, "丙局", 40),
    ];
    assert_eq!(printed(&march), expected);
    assert_eq!(
        march.table.rows[2].unranked,
        Some(Unranked::Exempt("自办网站".into()))
    );
    assert_eq!(march.table.rows[3].unranked, Some(Unranked::Encouraged));
    assert_eq!(march.table.n_ranked, 2);
    let tables = march.by_class();
    assert_eq!(tables.len(), 1, "all are of one class");
    assert_eq!(tables[0].1.rows.len(), 4);
    house.end().await;
}

const DECEMBER: &str = include_str!("../fixtures/december.toml");

async fn cumulative_points_follow_the_assessment_year_of_the_scheme(house: TestApp) {
    house.clock("2024-11-20 09:00:00");
    house.scheme(DECEMBER, "2024-01-01").await;
    let unit = house.unit("甲局", false).await;
    let reporter = house.person("执笔人", Role::Reporter, unit).await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("市日报", "municipal").await;
    for month in ["2024-11", "2024-12", "2025-01"] {
        house.clock(&format!("{month}-20 09:00:00"));
        let article = house.submit(reporter, &format!("{month} 的动态"), 300).await.id;
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        house
            .adopt(editor, adoption(article, outlet, &format!("{month}-15")))
            .await
            .expect("recorded");
    }
    let january = ranking(&house, "2025-01", TieRule::Standard).await;
    let row = january.row_of(unit.0).expect("a row");
    assert_eq!(
        (row.points, row.to_date),
        (500, 1_000),
        "December and January, not November"
    );
    let november = ranking(&house, "2024-11", TieRule::Standard).await;
    assert_eq!(november.row_of(unit.0).expect("a row").to_date, 500);
    let years = newsroom::AssessmentYears::around(house.app.db.reader(), "2025-01".parse().expect("a month"))
        .await
        .expect("years");
    assert!(years.differ_from_calendar());
    house.end().await;
}
