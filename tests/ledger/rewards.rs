//! 考核折算 and 稿酬: a year's points as a score with its arithmetic, a month's points and pieces as money, by page, sheet
//! and API; payments are written once, and what changes afterwards shows as a difference.

use entity::{OrganisationId, PersonId, Role, Scope, payment};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use zhibao::actor::Actor;
use zhibao::ledger::{self, NewFact};
use zhibao::newsroom::{self, Decision};
use zhibao::scheme::{self, Body, Incident, Named, Subject};

use crate::api::desk;
use crate::sheets::reading::{assert_equal, read, sheet_href, table};
use crate::stories;
use crate::support::app::{TestApp, adoption, day};
use crate::support::client::Client;

stories! {
    a_year_becomes_a_score_with_its_arithmetic_and_a_veto_takes_it_away
    a_month_becomes_money_that_is_paid_once_and_may_be_taken_back
    a_house_without_such_rules_says_how_to_get_them
}

pub const SCHEME: &str = include_str!("../fixtures/assessed.toml");
pub const FEES: &str = include_str!("../../assets/schemes/s30-fee.toml");
const YEAR: &str = "2024-12..2025-11";

struct World {
    house: TestApp,
    units: Vec<OrganisationId>,
    reporters: Vec<PersonId>,
    office: PersonId,
    editor: PersonId,
    adopted: Vec<entity::AdoptionId>,
}

/// Three units: the first and the third have 15 points in the year, the second 5; the first earned 5 in June.
async fn world(house: TestApp) -> World {
    house.clock("2024-11-20 09:00:00");
    house.scheme(SCHEME, "2024-01-01").await;
    let office = house.person("办公室", Role::Office, house.top).await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("市日报", "municipal").await;
    let (mut units, mut reporters) = (Vec::new(), Vec::new());
    for name in ["甲局", "乙局", "丙局"] {
        let unit = house.unit(name, false).await;
        reporters.push(house.person(&format!("{name}执笔人"), Role::Reporter, unit).await);
        units.push(unit);
    }
    let mut adopted = Vec::new();
    for (month, who) in [
        ("2024-11", 0),
        ("2024-12", 0),
        ("2024-12", 1),
        ("2025-01", 2),
        ("2025-02", 2),
        ("2025-06", 0),
        ("2025-10", 2),
        ("2025-11", 0),
    ] {
        house.clock(&format!("{month}-20 09:00:00"));
        let article = house
            .submit(reporters[who], &format!("{month} 的动态"), 300)
            .await
            .id;
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        let row = house
            .adopt(editor, adoption(article, outlet, &format!("{month}-15")))
            .await
            .expect("recorded");
        adopted.push(row.0.id);
    }
    house.clock("2025-12-05 09:00:00");
    World {
        house,
        units,
        reporters,
        office,
        editor,
        adopted,
    }
}

/// Notes an incident of a unit.
async fn incident(world: &World, unit: OrganisationId, what: &str, on: &str) {
    let house = &world.house;
    let body = Body::Incident(Incident {
        incident: what.into(),
        day: day(on),
        article: None,
        subjects: vec![Named {
            subject: Subject::Unit(scheme::UnitId(unit.0)),
            name: "丙局".into(),
            class: "街道".into(),
        }],
        note: "经核实".into(),
        granted: None,
    });
    let new = NewFact {
        body,
        source: Some(format!("test:{what}:{on}")),
        replaces: None,
    };
    let actor = Actor {
        person: Some(world.office),
        ..Actor::system("test")
    };
    let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
    ledger::record(&tx, new, &actor, house.app.clock.now())
        .await
        .expect("recorded");
    tx.commit().await.expect("committed");
}

async fn compare(client: &Client, path: &str) -> String {
    let page = client.get(path).await.expect_status(200).text();
    let sheet = client.get(&sheet_href(&page)).await.expect_status(200);
    assert_equal(&page, &sheet.body);
    page
}

async fn program(world: &World, visitor: &Client, who: PersonId) -> Client {
    visitor.with_token(&desk::token(&world.house, who, Scope::Write).await)
}

async fn a_year_becomes_a_score_with_its_arithmetic_and_a_veto_takes_it_away(house: TestApp) {
    let world = world(house).await;
    incident(&world, world.units[2], "secrecy", "2025-03-01").await;
    // Of another year, and of another kind.
    incident(&world, world.units[0], "secrecy", "2024-11-30").await;
    incident(&world, world.units[0], "late", "2025-03-01").await;
    let visitor = desk::serve(&world.house).await;
    let office = world.house.signed_in(&visitor, world.office).await;
    let path = format!("/assessments?kind=unit&year={YEAR}");
    let html = compare(&office, &path).await;
    let rows: Vec<(String, Vec<String>, String, String)> = table(&html)
        .rows
        .iter()
        .map(|row| {
            let cell = |n: usize| row[n].first().cloned().unwrap_or_default();
            (cell(0), row[3].clone(), cell(5), cell(6))
        })
        .collect();
    let words = |texts: [&str; 3]| texts.map(str::to_owned).to_vec();
    let expected = [
        (
            "甲局".to_owned(),
            words([
                "信息：15 ÷ 20 × 15 = 11.25",
                "档次：15 分，达到 10 分一档 = 5",
                "合计 16.25",
            ]),
            "达标".to_owned(),
            "16.25".to_owned(),
        ),
        (
            "乙局".to_owned(),
            words([
                "信息：5 ÷ 20 × 15 = 3.75",
                "档次：5 分，未达最低一档 = 0",
                "合计 3.75",
            ]),
            "不达标".to_owned(),
            "3.75".to_owned(),
        ),
        (
            "丙局".to_owned(),
            words([
                "信息：15 ÷ 20 × 15 = 11.25",
                "档次：15 分，达到 10 分一档 = 5",
                "合计 16.25；泄密一票否决（1 次）= 0",
            ]),
            "不达标".to_owned(),
            "0.00".to_owned(),
        ),
    ];
    assert_eq!(rows, expected);
    let statement = format!("/statements/unit/{}?period={YEAR}", world.units[0]);
    assert!(html.contains(&statement), "the name leads to the statement");
    office.get(&statement).await.expect_status(200);
    let persons = compare(&office, &format!("/assessments?kind=person&year={YEAR}")).await;
    assert_eq!(table(&persons).rows.len(), 3);

    let told: Value = program(&world, &visitor, world.office)
        .await
        .get(&format!("/api/v1/assessments?kind=unit&year={YEAR}"))
        .await
        .expect_status(200)
        .json();
    let scores = told["scores"].as_array().expect("scores");
    let said: Vec<&str> = scores.iter().filter_map(|one| one["score"].as_str()).collect();
    assert_eq!(said, ["16.25", "3.75", "0.00"]);
    assert_eq!(scores[0]["parts"][0]["sentence"], "信息：15 ÷ 20 × 15 = 11.25");
    // The year goes on from December; what is no year of the scheme is not found.
    assert_eq!(told["years"][0], "2025-12..2026-11");
    office.get("/assessments?year=2025").await.expect_status(404);

    // A reporter sees the own unit alone, an admin nothing.
    let reporter = world.house.signed_in(&visitor, world.reporters[1]).await;
    let own = reporter.get(&path).await.expect_status(200).text();
    assert!(
        own.contains("乙局") && !own.contains("甲局") && !own.contains("丙局"),
        "{own}"
    );
    world.house.end().await;
}

async fn a_month_becomes_money_that_is_paid_once_and_may_be_taken_back(house: TestApp) {
    let world = world(house).await;
    let before = world
        .house
        .points(entity::SubjectKind::Person, world.reporters[0].0, "2025-06")
        .await;
    world.house.scheme(FEES, "2025-01-01").await;
    world.house.assert_ledger_is_whole().await;
    let after = world
        .house
        .points(entity::SubjectKind::Person, world.reporters[0].0, "2025-06")
        .await;
    assert_eq!(
        (before.as_str(), after.as_str()),
        ("5", "5"),
        "a fee scheme stands beside the points"
    );

    let visitor = desk::serve(&world.house).await;
    let office = world.house.signed_in(&visitor, world.office).await;
    let june = "/fees?month=2025-06";
    let html = office.get(june).await.expect_status(200).text();
    let row = &table(&html).rows[0];
    assert_eq!(row[0], ["甲局执笔人"]);
    assert_eq!(row[2].len(), 2, "by points and by the piece: {:?}", row[2]);
    assert_eq!(row[2][0], "兑现：5 分 × 3 元 = 15 元");
    assert!(row[2][1].contains("50 元"), "{:?}", row[2]);
    let figures = |html: &str| -> Vec<String> {
        let row = &table(html).rows[0];
        (3..6)
            .map(|n| row[n][0].clone())
            .chain([row[6][0].clone()])
            .collect()
    };
    assert_eq!(figures(&html), ["65.00", "0.00", "65.00", "未发放"]);
    let sheet = read(&office.get(&sheet_href(&html)).await.expect_status(200).body);
    assert_eq!(sheet.headings.last().map(String::as_str), Some("领款人签字"));
    assert_eq!(sheet.rows[0][3].to_string(), "65");

    let key = format!("person:{}", world.reporters[0]);
    assert!(html.contains(&format!("value=\"{key}:6500\"")), "{html}");
    let pay = async |client: &Client, month: &str, fen: &str| {
        let key = format!("{key}:{fen}");
        let csrf = client.csrf("/adjustments").await;
        let fields = [
            ("csrf", csrf.as_str()),
            ("month", month),
            ("subject", key.as_str()),
        ];
        client.post_form("/fees/pay", &fields).await
    };
    let running = pay(&office, "2025-12", "6500").await.expect_status(409).text();
    assert!(running.contains("还没有结束"), "{running}");
    let stale = pay(&office, "2025-06", "5000").await.expect_status(409).text();
    assert!(
        stale.contains("甲局执笔人的未发金额已从 50.00 元变为 65.00 元"),
        "{stale}"
    );
    pay(&office, "2025-06", "6500").await.expect_status(303);
    let html = office.get(june).await.text();
    assert_eq!(figures(&html), ["65.00", "65.00", "0.00", "已发放"]);
    let twice = pay(&office, "2025-06", "6500").await.expect_status(409).text();
    assert!(twice.contains("没有未发的稿酬"), "{twice}");

    let db = world.house.app.db.reader();
    let paid = payment::Entity::find().all(db).await.expect("payments");
    assert_eq!(paid.len(), 1);

    // By API: taken back once, with a reason, and paid again.
    let program = program(&world, &visitor, world.office).await;
    let take_back = async |reason: &str| {
        let input = json!({ "payment_id": paid[0].id.0, "reason": reason });
        program.post_json("/api/v1/fees/take-back", &input).await
    };
    take_back("").await.expect_status(422);
    let row: Value = desk::read(take_back("账号有误，退回").await, 200);
    assert_eq!(
        (&row["yuan"], &row["takes_back"]),
        (&json!("-65.00"), &json!(paid[0].id.0))
    );
    take_back("再退一次").await.expect_status(409);
    let input = |open: &str| {
        let who = json!({ "subject_kind": "person", "subject_id": world.reporters[0].0, "open": open });
        json!({ "month": "2025-06", "subjects": [who] })
    };
    let pay = async |open: &str| program.post_json("/api/v1/fees/pay", &input(open)).await;
    let stale = pay("64.99").await.expect_status(409).text();
    assert!(stale.contains("甲局执笔人"), "{stale}");
    let again: Value = desk::read(pay("65").await, 200);
    assert_eq!(again[0]["yuan"], "65.00");

    // The adoption proves to be wrong: what was paid is too much.
    let editor = world
        .house
        .viewer(world.editor)
        .await
        .editor()
        .expect("an editor");
    newsroom::withdraw_adoption(&world.house.app, &editor, world.adopted[5], "误登")
        .await
        .expect("withdrawn");
    let told: Value = program
        .get("/api/v1/fees?month=2025-06")
        .await
        .expect_status(200)
        .json();
    let fee = &told["fees"][0];
    assert_eq!((&fee["due"], &fee["open"]), (&json!("0.00"), &json!("-65.00")));
    let html = office.get(june).await.text();
    assert_eq!(figures(&html)[3], "多发");

    each_sees_what_is_theirs(&world, &visitor, june).await;
    world.house.end().await;
}

/// Others than the office see what is theirs.
async fn each_sees_what_is_theirs(world: &World, visitor: &Client, june: &str) {
    let seen = async |who: PersonId| {
        let client = world.house.signed_in(visitor, who).await;
        client
            .get(june)
            .await
            .expect_status(200)
            .text()
            .contains("甲局执笔人</a>")
    };
    assert!(seen(world.reporters[0]).await);
    assert!(!seen(world.reporters[1]).await && !seen(world.editor).await);
}

async fn a_house_without_such_rules_says_how_to_get_them(house: TestApp) {
    let office = house.person("办公室", Role::Office, house.top).await;
    let visitor = desk::serve(&house).await;
    let client = house.signed_in(&visitor, office).await;
    let assessments = client.get("/assessments").await.expect_status(200).text();
    assert!(assessments.contains("[assessment]") && assessments.contains("href=\"/schemes\""));
    let fees = client.get("/fees").await.expect_status(200).text();
    assert!(fees.contains("[[fee]]") && fees.contains("href=\"/schemes\""));
    house.end().await;
}
