//! The main job by API alone: a reporter files, the unit signs, an editor decides and records, the ledger awards.

use entity::SubjectKind;
use reqwest::Method;
use serde_json::json;

use super::desk::{self, Desk, id, read};
use crate::stories;
use crate::support::app::TestApp;

stories! {
    an_article_goes_from_draft_to_points
    a_returned_article_comes_back_and_what_editors_say_among_themselves_stays_with_them
    pictures_and_evidence_travel_as_bytes
    the_roster_and_the_outlets_are_kept_by_api
}

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

pub async fn accepted(desk: &Desk, title: &str) -> i64 {
    let body = format!("<p>{}</p>", "实".repeat(300));
    let draft = json!({ "title": title, "type": "work_update", "body_html": body });
    let made = read(desk.reporter.1.post_json("/api/v1/articles", &draft).await, 201);
    let article = id(&made["article"]);
    let step = async |who: &crate::support::client::Client, step: &str, body: serde_json::Value| {
        read(
            who.post_json(&format!("/api/v1/articles/{article}/{step}"), &body)
                .await,
            200,
        )
    };
    let row = step(&desk.reporter.1, "submit", json!({ "version": 1 })).await;
    assert_eq!(row["state"], "unit_review");
    let row = step(&desk.reviewer.1, "sign", json!({ "version": row["version"] })).await;
    let row = step(&desk.editor.1, "claim", json!({ "version": row["version"] })).await;
    let accept = json!({ "version": row["version"], "kind": "accept", "internal_note": "可上头条" });
    let row = step(&desk.editor.1, "decisions", accept).await;
    assert_eq!(row["state"], "accepted");
    article
}

async fn an_article_goes_from_draft_to_points(house: TestApp) {
    let desk = desk::open(house).await;
    desk.house.scheme(SCHEME, "2024-01-01").await;
    let article = accepted(&desk, "街道夜间巡查进小区").await;
    let outlet = desk.house.outlet("市府信息", "municipal").await;
    let adoption =
        json!({ "article_id": article, "outlet_id": outlet.0, "adopted_on": "2024-03-02", "page": "1 版" });
    let made = read(desk.editor.1.post_json("/api/v1/adoptions", &adoption).await, 201);
    assert_eq!(made["level"], "municipal");
    read(desk.editor.1.post_json("/api/v1/adoptions", &adoption).await, 409);

    let seen = read(
        desk.reporter.1.get(&format!("/api/v1/articles/{article}")).await,
        200,
    );
    assert_eq!(seen["article"]["n_adoptions"], 1);
    assert_eq!(seen["adoptions"][0]["id"], made["id"]);
    let list = read(
        desk.editor
            .1
            .get("/api/v1/articles?shelf=desk&state=accepted")
            .await,
        200,
    );
    assert_eq!(
        (&list["total"], &list["rows"][0]["id"]),
        (&json!(1), &json!(article))
    );
    let register = read(desk.office.1.get("/api/v1/adoptions?level=municipal").await, 200);
    assert_eq!(register["total"], 1);

    let person = desk.reporter.0;
    let path = format!("/api/v1/statements/person/{person}?period=2024-03");
    let statement = read(desk.reporter.1.get(&path).await, 200);
    let printed = desk.house.points(SubjectKind::Person, person.0, "2024-03").await;
    let minor = statement["points_minor"].as_i64().expect("hundredths");
    assert_eq!(
        zhibao::points::Points::from_hundredths(minor).to_string(),
        printed
    );
    let sum: i64 = statement["postings"]
        .as_array()
        .expect("postings")
        .iter()
        .map(|posting| posting["points_minor"].as_i64().expect("hundredths"))
        .sum();
    assert_eq!(sum, minor);
    assert!(minor > 0, "{statement:#}");
    let posting = format!("/api/v1/postings/{}", statement["postings"][0]["seq"]);
    assert_eq!(
        read(desk.reporter.1.get(&posting).await, 200)["article_id"],
        article
    );
    zhibao::archive::catch_up(&desk.house.app).await.expect("indexed");
    let found = "/api/v1/search?q=%E5%A4%9C%E9%97%B4%E5%B7%A1%E6%9F%A5&level=municipal";
    for (client, n) in [(&desk.office.1, 1), (&desk.reporter.1, 1)] {
        let found = read(client.get(found).await, 200);
        assert_eq!(
            (&found["total"], &found["points_minor"].is_i64()),
            (&json!(n), &true)
        );
        assert_eq!(found["hits"][0]["article_id"], article);
        assert_eq!(found["hits"][0]["title_marks"][0], json!({ "from": 2, "to": 6 }));
    }
    read(desk.office.1.get("/api/v1/search?q=x&sort=best").await, 422);
    let ranking = read(
        desk.reporter
            .1
            .get("/api/v1/standings?kind=person&period=2024-03")
            .await,
        200,
    );
    assert_eq!(ranking["places"][0]["subject_id"], person.0);
    assert_eq!(ranking["places"][0]["points_minor"], minor);

    let undone = json!({ "reason": "登记错了版面" });
    let path = format!("/api/v1/adoptions/{}/withdraw", id(&made));
    let gone = read(desk.editor.1.post_json(&path, &undone).await, 200);
    assert_eq!(gone["withdrawn_reason"], "登记错了版面");
    let notices = read(desk.reporter.1.get("/api/v1/notices").await, 200);
    assert_eq!(notices[0]["kind"], "adoption_withdrawn");
    desk.house.assert_ledger_is_whole().await;
    desk.house.end().await;
}

async fn a_returned_article_comes_back_and_what_editors_say_among_themselves_stays_with_them(house: TestApp) {
    let desk = desk::open(house).await;
    let article = accepted(&desk, "老街改造听取意见").await;
    let at = |rest: &str| format!("/api/v1/articles/{article}/{rest}");
    let version = read(
        desk.editor.1.get(&format!("/api/v1/articles/{article}")).await,
        200,
    )["article"]["version"]
        .clone();
    let row = read(
        desk.editor
            .1
            .post_json(&at("reconsider"), &json!({ "version": version }))
            .await,
        200,
    );
    let missing = json!({ "version": row["version"], "kind": "return", "remark": "补充数据" });
    let problem = read(desk.editor.1.post_json(&at("decisions"), &missing).await, 422);
    assert_eq!(problem["errors"][0]["field"], "reason");
    let back = json!({ "version": row["version"], "kind": "return", "reason": "facts", "remark": "补充数据", "internal_note": "存疑" });
    let row = read(desk.editor.1.post_json(&at("decisions"), &back).await, 200);
    assert_eq!(
        (&row["state"], &row["due_on"]),
        (&json!("returned"), &json!("2024-03-06"))
    );

    let text = |who: &str| format!("{who}的时间线");
    for (who, client, notes) in [("记者", &desk.reporter.1, 0), ("编辑", &desk.editor.1, 2)] {
        let answer = client.get(&at("timeline")).await.expect_status(200);
        let timeline: serde_json::Value = answer.json();
        let said = timeline.as_array().expect("a timeline").iter();
        let n = said
            .filter(|decision| decision["internal_note"].is_string())
            .count();
        assert_eq!(n, notes, "{}", text(who));
        assert_eq!(answer.text().contains("存疑"), notes > 0, "{}", text(who));
    }
    let draft = read(
        desk.reporter.1.get(&format!("/api/v1/articles/{article}")).await,
        200,
    );
    let saved = json!({
        "version": draft["article"]["version"], "title": "老街改造听取两百户意见", "type": "work_update",
        "body_html": format!("<p>{}</p><script>alert(1)</script>", "新".repeat(320)),
    });
    let saved = read(
        desk.reporter.1.send_json(Method::PUT, &at("draft"), &saved).await,
        200,
    );
    assert!(
        !saved["draft"]["body_html"]
            .as_str()
            .expect("a body")
            .contains("script")
    );
    let again = json!({ "version": saved["article"]["version"] });
    read(desk.reporter.1.post_json(&at("submit"), &again).await, 200);
    let revisions = read(desk.reporter.1.get(&at("revisions")).await, 200);
    let causes: Vec<_> = revisions
        .as_array()
        .expect("revisions")
        .iter()
        .map(|one| &one["cause"])
        .collect();
    assert_eq!(causes, ["submit", "accept", "return", "submit"]);
    let first = read(desk.reporter.1.get(&at("revisions/1")).await, 200);
    assert_eq!(first["title"], "老街改造听取意见");
    desk.house.end().await;
}

async fn pictures_and_evidence_travel_as_bytes(house: TestApp) {
    let desk = desk::open(house).await;
    let article = accepted(&desk, "新菜场开张").await;
    let bytes = |kind: &'static str, body: Vec<u8>| (kind, body);
    let (kind, pdf) = bytes("application/octet-stream", b"%PDF-1.4\n%%EOF\n".to_vec());
    let path = format!("/api/v1/articles/{article}/evidence?name=%E5%89%AA%E6%8A%A5.pdf");
    let kept = desk
        .editor
        .1
        .send(Method::POST, &path, Some(kind), pdf.clone())
        .await;
    let kept = read(kept, 200);
    assert_eq!(
        (&kept["mime"], &kept["name"]),
        (&json!("application/pdf"), &json!("剪报.pdf"))
    );
    let file = format!("/api/v1/files/{}", kept["key"].as_str().expect("a key"));
    let got = desk.reporter.1.get(&file).await.expect_status(200);
    assert_eq!(got.body, pdf);
    assert!(
        got.header("content-disposition")
            .is_some_and(|value| value.starts_with("attachment"))
    );
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    desk.reviewer.1.get(&file).await.expect_status(404);

    let path = format!("/api/v1/articles/{article}/pictures");
    let refused = desk
        .reporter
        .1
        .send(Method::POST, &path, Some(kind), b"GIF89a".to_vec())
        .await;
    assert_eq!(refused.status, 409, "an accepted article takes no picture");
    let draft = read(
        desk.reporter.1.post_json("/api/v1/articles", &json!({})).await,
        201,
    );
    let path = format!("/api/v1/articles/{}/pictures", id(&draft["article"]));
    let broken = desk
        .reporter
        .1
        .send(Method::POST, &path, Some(kind), b"<svg/>".to_vec())
        .await;
    read(broken, 415);
    let wrong = desk
        .reporter
        .1
        .send(Method::POST, &path, Some("image/png"), b"x".to_vec())
        .await;
    read(wrong, 415);
    desk.house.end().await;
}

async fn the_roster_and_the_outlets_are_kept_by_api(house: TestApp) {
    let desk = desk::open(house).await;
    let unit =
        json!({ "name": "河东村", "short_name": "河东", "class": "village", "parent_id": desk.house.top.0 });
    let unit = read(desk.admin.post_json("/api/v1/organisations", &unit).await, 201);
    let person = json!({ "username": "hedong", "name": "村报道员", "password": "Morning-Paper-7-Lamps" });
    let person = read(desk.admin.post_json("/api/v1/people", &person).await, 201);
    assert!(person.get("password").is_none() && person.get("password_hash").is_none());
    let role = json!({ "person_id": person["id"], "organisation_id": unit["id"], "role": "reporter" });
    let held = read(desk.admin.post_json("/api/v1/appointments", &role).await, 201);
    assert_eq!(held["appointments"][0]["role"], "reporter");
    let path = format!("/api/v1/appointments/{}/dismiss", id(&held["appointments"][0]));
    desk.admin
        .post_json(&path, &json!({ "until_on": "2024-04-01" }))
        .await
        .expect_status(200);

    let outlet =
        json!({ "name": "河东之声", "level": "district", "class": "radio", "aliases": ["河东广播"] });
    let outlet = read(desk.editor.1.post_json("/api/v1/outlets", &outlet).await, 201);
    let path = format!("/api/v1/outlets/{}/standings", id(&outlet));
    let to = json!({ "level": "municipal", "class": "radio", "from_on": "2024-03-10" });
    let moved = read(desk.editor.1.post_json(&path, &to).await, 200);
    assert_eq!(
        (&moved["level"], &moved["standings"][0]["level"]),
        (&json!("district"), &json!("municipal"))
    );

    let log = read(desk.admin.get("/api/v1/audit?deed=add_outlet").await, 200);
    assert_eq!(log[0]["object_id"], id(&outlet).to_string());
    let head = read(
        desk.admin.post_json("/api/v1/ledger/verify", &json!({})).await,
        200,
    );
    assert_eq!(head["is_whole"], true);
    desk.house.end().await;
}
