//! 自定任务: a quota asks one unit or person for another number than the scheme says, from the day on which it is set.

use entity::{Role, Scope, SubjectKind};
use poem::http::Method;
use serde_json::json;
use zhibao::{jobs, people};

use crate::api::desk::{self, read};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::CSRF_FIELD;

stories! {
    a_target_of_one_s_own_decides_whether_a_quota_is_met
}

/// A unit files two pieces a month, or loses five.
const MONTHLY: &str = "code = \"月\"\nname = \"月任务\"\n\
    [[quota]]\ncode = \"月报\"\nsubject = \"unit\"\nperiod = \"month\"\nmin = 2\nmissed = -5\n\
    [[quota]]\ncode = \"个人月报\"\nsubject = \"person\"\nperiod = \"month\"\nmin = 1\nmissed = -3\n";

async fn a_target_of_one_s_own_decides_whether_a_quota_is_met(house: TestApp) {
    house.scheme(MONTHLY, "2024-03-01").await;
    let door = desk::serve(&house).await;
    let (own, other) = (
        house.unit("小街道", false).await,
        house.unit("大街道", false).await,
    );
    let reporter = house.person("小街道的人", Role::Reporter, own).await;
    let neighbour = house.person("大街道的人", Role::Reporter, other).await;
    house.submit(reporter, "三月的一篇", 300).await;
    house.submit(neighbour, "三月的另一篇", 300).await;
    let admin = house.signed_in(&door, house.admin).await;
    let page = format!("/organisations/{own}");
    let version = people::organisation(house.app.db.reader(), own)
        .await
        .expect("a unit")
        .version
        .to_string();
    let shown = admin.get(&page).await.expect_status(200).text();
    assert!(
        shown.contains("<option value=\"月报\">"),
        "the quotas in force: {shown}"
    );
    let csrf = admin.csrf(&page).await;
    let post = async |quota: &str, min: &str| {
        let form = [
            (CSRF_FIELD, csrf.as_str()),
            ("version", &version),
            ("quota", quota),
            ("min", min),
            ("quota", ""),
            ("min", ""),
        ];
        admin.post_form(&format!("{page}/targets"), &form).await
    };
    let refused = post("没有的任务", "1").await.expect_status(422).text();
    assert!(refused.contains("没有“没有的任务”这项任务"), "{refused}");
    let refused = post("月报", "一").await.expect_status(422).text();
    assert!(
        refused.contains("value=\"一\""),
        "what was typed stays: {refused}"
    );
    post("月报", "1").await.expect_status(303);
    post("月报", "3").await.expect_status(409);
    let shown = admin.get(&page).await.expect_status(200).text();
    assert!(shown.contains("value=\"月报\""), "{shown}");
    let log = admin
        .get("/audit?deed=set_targets")
        .await
        .expect_status(200)
        .text();
    assert!(log.contains("自定任务：<del>（空）</del> → 月报 1"), "{log}");

    house.clock("2024-04-01 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    let points = async |unit: entity::OrganisationId, month: &str| {
        house.points(SubjectKind::Unit, unit.0, month).await
    };
    assert_eq!(points(own, "2024-03").await, "0", "one of one");
    assert_eq!(points(other, "2024-03").await, "-5", "one of two");

    // By API for the next month, and for a person; March stays as it was asked.
    house.clock("2024-04-02 09:00:00");
    let program = door.with_token(&desk::token(&house, house.admin, Scope::Write).await);
    let path = format!("/api/v1/organisations/{own}/targets");
    let sheet = read(program.get(&path).await, 200);
    assert_eq!(sheet["targets"], json!([{ "quota": "月报", "min": 1 }]));
    let body = json!({ "version": sheet["version"], "targets": [{ "quota": "月报", "min": 3 }] });
    read(program.send_json(Method::PUT, &path, &body).await, 200);
    read(program.send_json(Method::PUT, &path, &body).await, 409);
    let path = format!("/api/v1/people/{reporter}/targets");
    let sheet = read(program.get(&path).await, 200);
    let body = json!({ "version": sheet["version"], "targets": [{ "quota": "个人月报", "min": 3 }] });
    read(program.send_json(Method::PUT, &path, &body).await, 200);
    for title in ["四月的第一篇", "四月的第二篇"] {
        house.submit(reporter, title, 300).await;
        house.submit(neighbour, title, 300).await;
    }
    house.clock("2024-05-01 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    assert_eq!(points(own, "2024-03").await, "0");
    assert_eq!(points(own, "2024-04").await, "-5", "two of three");
    assert_eq!(points(other, "2024-04").await, "0", "two of two");
    let person = async |id: entity::PersonId| house.points(SubjectKind::Person, id.0, "2024-04").await;
    assert_eq!(person(reporter).await, "-3", "two of three");
    assert_eq!(person(neighbour).await, "0");
    house.assert_ledger_is_whole().await;
    house.end().await;
}
