//! 排名公布: the full list, the top or one's own place, the same by page, sheet and API, while the month is open and once
//! it is closed; and the sum of a ranking with its adoption rate, as G4 prints it.

use entity::{PersonId, Role, Scope, SubjectKind};
use serde_json::Value;
use zhibao::ledger::{RankFilter, TieRule};
use zhibao::newsroom::{self, Decision, Sight};
use zhibao::settings::Publication;

use super::closing::world::World;
use crate::api::desk;
use crate::sheets::reading::{read, sheet_href, table};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::client::Client;

stories! {
    everybody_is_shown_what_the_house_publishes_and_their_own_place_by_every_door
    the_sum_has_its_rate_and_nothing_of_nothing_is_0
    an_assessment_year_has_its_ranking_and_its_statements
}

/// What somebody is shown: mode, kind, and the names in their order.
type Shown = (Publication, &'static str, &'static [&'static str]);

const ALL_UNITS: &[&str] = &["甲街道", "乙街道", "丙街道"];
const ALL_PEOPLE: &[&str] = &["执笔人甲", "执笔人乙", "执笔人丙"];
const OF_SECOND_REPORTER: [Shown; 6] = [
    (Publication::Full, "unit", ALL_UNITS),
    (Publication::Full, "person", ALL_PEOPLE),
    (Publication::Top, "unit", &["甲街道", "乙街道"]),
    (Publication::Top, "person", &["执笔人甲", "执笔人乙"]),
    (Publication::Own, "unit", &["乙街道"]),
    (Publication::Own, "person", &["执笔人乙"]),
];
/// A unit reviewer has no place as a person.
const OF_THIRD_REVIEWER: [Shown; 6] = [
    (Publication::Full, "unit", ALL_UNITS),
    (Publication::Full, "person", ALL_PEOPLE),
    (Publication::Top, "unit", &["甲街道", "丙街道"]),
    (Publication::Top, "person", &["执笔人甲"]),
    (Publication::Own, "unit", &["丙街道"]),
    (Publication::Own, "person", &[]),
];
const OF_THE_DESK: [Shown; 6] = [
    (Publication::Full, "unit", ALL_UNITS),
    (Publication::Full, "person", ALL_PEOPLE),
    (Publication::Top, "unit", ALL_UNITS),
    (Publication::Top, "person", ALL_PEOPLE),
    (Publication::Own, "unit", ALL_UNITS),
    (Publication::Own, "person", ALL_PEOPLE),
];

async fn everybody_is_shown_what_the_house_publishes_and_their_own_place_by_every_door(house: TestApp) {
    let mut world = World::of_march(house).await;
    let third = world.house.unit("丙街道", false).await;
    world.house.person("执笔人丙", Role::Reporter, third).await;
    let reviewer = world.house.person("审签丙", Role::UnitReviewer, third).await;
    let supervisor = world
        .house
        .person("监督员", Role::Supervisor, world.house.top)
        .await;
    let everybody: [(PersonId, &[Shown; 6]); 5] = [
        (world.reporters[1], &OF_SECOND_REPORTER),
        (reviewer, &OF_THIRD_REVIEWER),
        (world.editor, &OF_THE_DESK),
        (world.office, &OF_THE_DESK),
        (supervisor, &OF_THE_DESK),
    ];
    for is_closed in [false, true] {
        if is_closed {
            world.close_march().await;
        }
        for mode in [Publication::Full, Publication::Top, Publication::Own] {
            world
                .house
                .reopen(|settings| {
                    settings.newsroom.publication = mode;
                    settings.newsroom.publication_top = 1;
                })
                .await;
            let visitor = desk::serve(&world.house).await;
            for (n, (who, shown)) in everybody.iter().enumerate() {
                // A minute each, so that the budget of exports is not what is tested.
                let minute = n + if is_closed { 30 } else { 0 } + mode as usize * 10;
                world.house.clock(&format!("2024-04-02 10:{minute:02}:00"));
                let token = desk::token(&world.house, *who, Scope::Read).await;
                let doors = (
                    world.house.signed_in(&visitor, *who).await,
                    visitor.with_token(&token),
                );
                for (_, kind, names) in shown.iter().filter(|shown| shown.0 == mode) {
                    let what = format!("{who} {mode:?} {kind} closed {is_closed}");
                    let is_whole = names.len() == 3;
                    assert_eq!(by_page(&doors.0, kind, is_whole).await, *names, "page: {what}");
                    assert_eq!(by_api(&doors.1, kind, is_whole).await, *names, "API: {what}");
                }
            }
            let admin = world.house.viewer(world.house.admin).await;
            assert!(Sight::of(&admin, &world.house.app.settings.newsroom).is_whole());
        }
    }
    world.house.end().await;
}

/// The names that page and sheet print; the last row is the sum where all of them are shown.
async fn by_page(client: &Client, kind: &str, is_whole: bool) -> Vec<String> {
    let path = format!("/standings?kind={kind}&period=2024-03");
    let html = client.get(&path).await.expect_status(200).text();
    let sheet = read(&client.get(&sheet_href(&html)).await.expect_status(200).body);
    let in_sheet: Vec<String> = sheet.rows.iter().map(|row| row[1].to_string()).collect();
    let mut names: Vec<String> = if html.contains("<tbody>") {
        table(&html).rows.iter().map(|row| row[1][0].clone()).collect()
    } else {
        Vec::new()
    };
    assert_eq!(names, in_sheet, "the sheet is the screen");
    let sum = names.iter().position(|name| name == "合计");
    assert_eq!(sum, is_whole.then_some(3), "{names:?}");
    names.truncate(sum.unwrap_or(names.len()));
    let hidden = ALL_UNITS.iter().chain(ALL_PEOPLE).filter(|name| {
        let of_kind = name.starts_with("执笔人") == (kind == "person");
        of_kind && !names.contains(&(**name).to_owned())
    });
    for name in hidden {
        assert!(!html.contains(name), "{name} stands somewhere on the page");
    }
    names
}

async fn by_api(program: &Client, kind: &str, is_whole: bool) -> Vec<String> {
    let path = format!("/api/v1/standings?kind={kind}&period=2024-03");
    let told: Value = program.get(&path).await.expect_status(200).json();
    assert_eq!(told["total"].is_object(), is_whole, "{told}");
    assert_eq!(told["n_ranked"], 3);
    let places = told["places"].as_array().expect("places").iter();
    places
        .map(|place| place["name"].as_str().expect("a name").to_owned())
        .collect()
}

async fn the_sum_has_its_rate_and_nothing_of_nothing_is_0(house: TestApp) {
    let outlet = house.outlet("市府信息", "municipal").await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    // As in G4: 7 of 14 and 4 of 14, and a unit that filed nothing.
    for (name, n_filed, n_adopted) in [("甲局", 14, 7), ("乙局", 14, 4), ("丙局", 0, 0)] {
        let unit = house.unit(name, false).await;
        let reporter = house.person(&format!("{name}执笔人"), Role::Reporter, unit).await;
        for n in 0..n_filed {
            let article = house.submit(reporter, &format!("{name}动态之{n}"), 300).await.id;
            if n < n_adopted {
                house
                    .decide(editor, article, Decision::Accept, "")
                    .await
                    .expect("accepted");
                house
                    .adopt(editor, adoption(article, outlet, "2024-03-04"))
                    .await
                    .expect("adopted");
            }
        }
    }
    let visitor = desk::serve(&house).await;
    let client = house.signed_in(&visitor, editor).await;
    let html = client
        .get("/standings?kind=unit&period=2024-03")
        .await
        .expect_status(200)
        .text();
    let printed: Vec<(String, String, String, String)> = table(&html)
        .rows
        .iter()
        .map(|row| {
            let cell = |n: usize| row[n].first().cloned().unwrap_or_default();
            (cell(1), cell(5), cell(6), cell(7))
        })
        .collect();
    let expected = [
        ("甲局", "14", "7", "50.0%"),
        ("乙局", "14", "4", "28.6%"),
        ("丙局", "0", "0", "0"),
        ("合计", "28", "11", "39.3%"),
    ];
    let said: Vec<_> = printed
        .iter()
        .map(|(name, filed, adopted, rate)| (name.as_str(), filed.as_str(), adopted.as_str(), rate.as_str()))
        .collect();
    assert_eq!(said, expected);
    let program = visitor.with_token(&desk::token(&house, editor, Scope::Read).await);
    let told: Value = program
        .get("/api/v1/standings?kind=unit&period=2024-03")
        .await
        .expect_status(200)
        .json();
    let rates: Vec<&Value> = told["places"]
        .as_array()
        .expect("places")
        .iter()
        .map(|place| &place["rate"])
        .chain([&told["total"]["rate"]])
        .collect();
    assert_eq!(rates, ["50.0", "28.6", "0.0", "39.3"]);
    house.end().await;
}

const DECEMBER: &str = include_str!("../fixtures/december.toml");

async fn an_assessment_year_has_its_ranking_and_its_statements(house: TestApp) {
    house.clock("2024-11-20 09:00:00");
    house.scheme(DECEMBER, "2024-01-01").await;
    let unit = house.unit("甲局", false).await;
    let reporter = house.person("执笔人", Role::Reporter, unit).await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("市日报", "municipal").await;
    for month in ["2024-11", "2024-12", "2025-06", "2025-11", "2025-12"] {
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
    let filter = |period: &str| RankFilter {
        kind: SubjectKind::Unit,
        period: period.into(),
        class: None,
        ties: TieRule::Standard,
    };
    let db = house.app.db.reader();
    for (text, points) in [
        ("2024-12..2025-11", 1_500),
        ("2023-12..2024-11", 500),
        ("2025", 1_500),
        ("2024", 1_000),
    ] {
        let period = newsroom::ranked_period(db, text)
            .await
            .expect("read")
            .expect(text);
        let ranking = newsroom::ranking(db, Sight::whole(), &filter(text), period)
            .await
            .expect("a ranking");
        assert_eq!(ranking.row_of(unit.0).expect("a row").points, points, "{text}");
        assert_eq!(
            house.points(SubjectKind::Unit, unit.0, text).await,
            (points / 100).to_string()
        );
    }
    let visitor = desk::serve(&house).await;
    let client = house.signed_in(&visitor, reporter).await;
    for kind_and_id in [format!("person/{reporter}"), format!("unit/{unit}")] {
        let html = client
            .get(&format!("/statements/{kind_and_id}?period=2024-12..2025-11"))
            .await
            .expect_status(200)
            .text();
        assert!(html.contains("2024年12月至2025年11月考核年度"), "{kind_and_id}");
        assert_eq!(table(&html).rows.len(), 3, "December, June and November");
    }
    let html = client.get("/standings?kind=unit").await.expect_status(200).text();
    assert!(
        html.contains("period=2025-12..2026-11"),
        "a switch leads to the year"
    );
    assert!(
        html.contains("value=\"2024-12..2025-11\""),
        "past years can be chosen"
    );
    let program = visitor.with_token(&desk::token(&house, reporter, Scope::Read).await);
    let told: Value = program
        .get(&format!("/api/v1/statements/unit/{unit}?period=2024-12..2025-11"))
        .await
        .expect_status(200)
        .json();
    assert_eq!(told["points"], "15.00");
    let told: Value = program
        .get("/api/v1/standings?kind=unit&period=2024-12..2025-11")
        .await
        .expect_status(200)
        .json();
    assert_eq!(
        (&told["places"][0]["points"], &told["places"][0]["moved"]),
        (&"15.00".into(), &0.into())
    );
    // No scheme says that a year begins in July.
    client
        .get("/standings?period=2024-07..2025-06")
        .await
        .expect_status(404);
    program
        .get("/api/v1/standings?kind=unit&period=2024-07..2025-06")
        .await
        .expect_status(422);
    house.end().await;
}
