//! Rankings: ties by the declared rule, exempt and encouraged units without a place, a table for each class, and the
//! assessment year of the scheme.

use entity::{OrganisationClass, OrganisationId, PersonId, Role, SubjectKind};
use zhibao::actor::Actor;
use zhibao::ledger::{self, NewFact, RankFilter, TieRule, Unranked};
use zhibao::newsroom::{self, Decision, Ranking, Sight};
use zhibao::people::{self, NewOrganisation};
use zhibao::scheme::{self, Body, Exemption, Named, Roster, Subject};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    g5_two_units_with_264_share_a_place_and_the_rule_says_what_follows
    exempt_and_encouraged_units_stand_below_without_a_place_and_with_the_reason
    each_class_has_places_and_a_sum_of_its_own
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

/// Adds a unit of a class.
async fn unit_of(house: &TestApp, name: &str, class: OrganisationClass) -> OrganisationId {
    let new = NewOrganisation {
        name: name.to_owned(),
        short_name: name.to_owned(),
        class,
        parent_id: Some(house.top),
        needs_signature: false,
        is_contact_point: false,
        is_model_point: false,
        is_encouraged: false,
        opened_on: day("2020-01-01"),
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    people::add_organisation(&house.app, &admin, &new)
        .await
        .expect("a unit")
}

/// A class with its rows (place, name, points) and what they come to.
type Table = (Option<OrganisationClass>, Vec<(Option<usize>, String, i64)>, i64);

/// The table of each class.
fn tables(ranking: &Ranking) -> Vec<Table> {
    let tables = ranking.by_class().into_iter();
    tables
        .map(|(class, table)| {
            let sum = table.total.expect("all is shown").points / 100;
            let rows = table.rows.into_iter();
            let rows = rows
                .map(|row| (row.place, row.member.name, row.points / 100))
                .collect();
            (class, rows, sum)
        })
        .collect()
}

async fn each_class_has_places_and_a_sum_of_its_own(house: TestApp) {
    use OrganisationClass::{DistrictDepartment, Subdistrict, Village};

    let office = offices(&house).await;
    for (name, class, points) in [
        ("甲街道", Subdistrict, "30"),
        ("乙街道", Subdistrict, "20"),
        ("丙街道", Subdistrict, "20"),
        ("丁街道", Subdistrict, "5"),
        ("甲村", Village, "50"),
        ("乙村", Village, "10"),
        ("某局", DistrictDepartment, "25"),
    ] {
        let unit = unit_of(&house, name, class).await;
        give(&house, office, unit, ("2024-03-01", points)).await;
    }
    let all = ranking(&house, "2024-03", TieRule::Standard).await;
    let row = |place: usize, name: &str, points: i64| (Some(place), name.to_owned(), points);
    let expected = [
        (
            Some(Subdistrict),
            vec![
                row(1, "甲街道", 30),
                row(2, "乙街道", 20),
                row(2, "丙街道", 20),
                row(4, "丁街道", 5),
            ],
            75,
        ),
        (Some(DistrictDepartment), vec![row(1, "某局", 25)], 25),
        (Some(Village), vec![row(1, "甲村", 50), row(2, "乙村", 10)], 60),
    ];
    assert_eq!(tables(&all), expected);
    let points: i64 = all.table.rows.iter().map(|row| row.points / 100).sum();
    assert_eq!(points, 75 + 25 + 60, "nobody stands in two tables or in none");
    assert_eq!(
        all.row_of(all.table.rows[0].member.id).expect("a row").place,
        Some(1)
    );
    assert_eq!(
        all.table.rows[0].member.name, "甲村",
        "the places of all together are others"
    );
    // One class asked for by itself is the same table.
    for (class, rows, _) in expected {
        let filter = RankFilter {
            kind: SubjectKind::Unit,
            period: "2024-03".into(),
            class,
            ties: TieRule::Standard,
        };
        let month = "2024-03".parse().expect("a period");
        let one = newsroom::ranking(house.app.db.reader(), Sight::whole(), &filter, month)
            .await
            .expect("a ranking");
        let seen: Vec<_> = one
            .table
            .rows
            .into_iter()
            .map(|row| (row.place, row.member.name, row.points / 100))
            .collect();
        assert_eq!(seen, rows, "{class:?}");
    }
    // The page prints a table for each, in the same order.
    let door = crate::api::desk::serve(&house).await;
    let page = house.signed_in(&door, office[0]).await;
    let text = page
        .get("/standings?kind=unit&period=2024-03&class=each")
        .await
        .expect_status(200)
        .text();
    let places: Vec<usize> = ["甲街道", "丁街道", "某局", "甲村", "乙村"]
        .iter()
        .map(|name| text.find(name).unwrap_or_else(|| panic!("no {name}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(text.matches("<table").count(), 3, "{text}");
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
