//! 期初: a sheet of past points is looked at row by row and booked whole or not at all, by page, API and console.

use entity::{Role, SubjectKind};
use serde_json::Value;

use crate::api::desk;
use crate::sheets::importing::{confirm, file, upload};
use crate::sheets::reading::read;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::command::zhibao;

stories! {
    a_sheet_of_past_points_is_booked_whole_or_not_at_all
    the_api_books_what_the_page_books
    past_points_come_in_from_the_console
}

pub const HEADINGS: [&str; 5] = ["姓名或单位", "对象", "月份", "积分", "来源"];
const GOOD: [&[&str]; 2] = [
    &["执笔人甲", "个人", "2023-12", "88", "旧台账"],
    &["甲街道", "单位", "2023年12月", "120.5", ""],
];

async fn a_sheet_of_past_points_is_booked_whole_or_not_at_all(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let office = house.person("办公室乙", Role::Office, house.top).await;
    let door = desk::serve(&house).await;
    let client = house.signed_in(&door, office).await;
    assert!(
        client
            .get("/adjustments")
            .await
            .text()
            .contains("href=\"/import/openings\"")
    );
    let bad: [&[&str]; 7] = [
        GOOD[0],
        &["执笔人甲", "村", "2023-11", "1", ""],
        &["查无此人", "个人", "2023-12", "1", ""],
        &["执笔人甲", "个人", "2024-03", "1", ""],
        &["执笔人甲", "个人", "2023-10", "1.234", ""],
        &["甲街道", "单位", "2023-12", "1", ""],
        &["甲街道", "单位", "2023/12", "1", ""],
    ];
    let report = upload(&client, "openings", &file(&HEADINGS, &bad))
        .await
        .expect_status(422)
        .text();
    for said in [
        "只能是：个人、单位",
        "名册里没有这个名字",
        "月份写作 2025-12",
        "最多两位小数",
        "只能有一行",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    assert!(!report.contains("name=\"digest\""), "nothing can be confirmed");
    let good = file(&HEADINGS, &GOOD);
    let report = upload(&client, "openings", &good).await.expect_status(200).text();
    let points = async |kind, id, period: &str| house.points(kind, id, period).await;
    assert_eq!(
        points(SubjectKind::Person, reporter.0, "2023-12").await,
        "0",
        "a dry run"
    );
    let done = confirm(&client, "openings", &report)
        .await
        .expect_status(200)
        .text();
    assert!(done.contains("新增 2 行"), "{done}");
    assert_eq!(points(SubjectKind::Person, reporter.0, "2023-12").await, "88");
    assert_eq!(points(SubjectKind::Unit, unit.0, "2023").await, "120.5");

    // The same sheet again, and what the house itself gives out, change nothing; another number is refused.
    let again = upload(&client, "openings", &good).await.expect_status(200).text();
    assert!(again.contains("没有要导入的内容"), "{again}");
    let current = client
        .get("/import/openings/sheet?rows=current")
        .await
        .expect_status(200)
        .body;
    assert_eq!(read(&current).rows.len(), 2);
    let again = upload(&client, "openings", &current)
        .await
        .expect_status(200)
        .text();
    assert!(again.contains("没有要导入的内容"), "{again}");
    let other = file(&HEADINGS, &[&["执笔人甲", "个人", "2023-12", "89", ""]]);
    let refused = upload(&client, "openings", &other)
        .await
        .expect_status(422)
        .text();
    assert!(refused.contains("已导入过 88 分"), "{refused}");
    let template = client.get("/import/openings/sheet").await.expect_status(200).body;
    let again = upload(&client, "openings", &template)
        .await
        .expect_status(200)
        .text();
    assert!(
        again.contains("没有要导入的内容"),
        "the invented row is passed over"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn the_api_books_what_the_page_books(house: TestApp) {
    let desk = desk::open(house).await;
    let sheet = file(&HEADINGS, &[&["执笔人甲", "个人", "2023-12", "88", "旧台账"]]);
    let send = async |client: &Client, query: &str| -> Answer {
        let path = format!("/api/v1/openings{query}");
        let kind = Some("application/octet-stream");
        client
            .send(reqwest::Method::POST, &path, kind, sheet.clone())
            .await
    };
    let points = async || {
        desk.house
            .points(SubjectKind::Person, desk.reporter.0.0, "2023-12")
            .await
    };
    send(&desk.editor.1, "").await.expect_status(403);
    let dry: Value = desk::read(send(&desk.office.1, "?dry_run=true").await, 200);
    assert_eq!((&dry["is_done"], &dry["n_added"]), (&false.into(), &1.into()));
    assert_eq!(points().await, "0");
    let done: Value = desk::read(send(&desk.office.1, "").await, 200);
    assert_eq!((&done["is_done"], &done["n_added"]), (&true.into(), &1.into()));
    assert_eq!(points().await, "88");
    let again: Value = desk::read(send(&desk.office.1, "").await, 200);
    assert_eq!((&again["is_done"], &again["n_left"]), (&false.into(), &1.into()));
    let current = desk
        .office
        .1
        .get("/api/v1/openings/sheet?rows=current")
        .await
        .expect_status(200);
    assert_eq!(read(&current.body).rows.len(), 1);
    desk.house.end().await;
}

async fn past_points_come_in_from_the_console(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    house.person("执笔人甲", Role::Reporter, unit).await;
    let office = house.person("办公室乙", Role::Office, house.top).await;
    let by = house.viewer(office).await.person.username;
    let data = house.app.settings.data_dir.clone();
    let path = data.join("openings.xlsx");
    std::fs::write(&path, file(&HEADINGS, &GOOD)).expect("a file");
    let name = path.to_str().expect("a path").to_owned();
    let dry = zhibao(
        &data,
        &["import", "openings", &name, "--by", &by, "--dry-run"],
        "",
    );
    assert!(dry.code == 0 && dry.out.contains("新增 2 行"), "{dry:?}");
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2023").await, "0");
    let nobody = zhibao(&data, &["import", "openings", &name, "--by", "first"], "");
    assert!(nobody.code != 0, "an admin is not of the office: {nobody:?}");
    let said = zhibao(&data, &["import", "openings", &name, "--by", &by], "");
    assert!(said.code == 0 && said.out.contains("已导入期初"), "{said:?}");
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2023").await, "120.5");
    let again = zhibao(&data, &["import", "openings", &name, "--by", &by], "");
    assert!(again.code == 0 && again.out.contains("不变 2 行"), "{again:?}");
    house.end().await;
}
