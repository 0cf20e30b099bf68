//! What the API does not do, and how it says so: the right status, a problem document, no inner text.

use entity::{Role, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{self, Desk, id, read};
use crate::stories;
use crate::support::app::TestApp;

stories! {
    without_a_token_that_holds_there_is_nothing
    a_role_that_may_not_is_told_so
    a_foreign_record_is_no_different_from_a_missing_one
    a_stale_version_is_refused
    a_body_that_is_not_as_described_is_refused_field_by_field
    what_is_not_offered_is_answered_alike
}

async fn draft(desk: &Desk) -> i64 {
    let made = read(
        desk.reporter
            .1
            .post_json("/api/v1/articles", &json!({ "title": "夜读" }))
            .await,
        201,
    );
    id(&made["article"])
}

async fn without_a_token_that_holds_there_is_nothing(house: TestApp) {
    let desk = desk::open(house).await;
    let wrong = desk
        .visitor
        .with_token("zb_0000000000000000000000000000000000000000000");
    let basic = desk.visitor.with_header("authorization", "Basic eDp5");
    desk.visitor.set_cookie("sid", "whatever");
    for client in [&desk.visitor, &wrong, &basic] {
        for answer in [
            client.get("/api/v1/me").await,
            client.get("/api/v1/nowhere").await,
        ] {
            assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"zhibao\""));
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(read(answer, 401)["status"], 401);
        }
    }
    let secret = desk::token(&desk.house, desk.reporter.0, Scope::Write).await;
    let client = desk.visitor.with_token(&secret);
    assert_eq!(read(client.get("/api/v1/me").await, 200)["name"], "执笔人甲");
    desk.house.clock("2024-05-04 09:00:00");
    client.get("/api/v1/me").await.expect_status(401);
    desk.house.end().await;
}

async fn a_role_that_may_not_is_told_so(house: TestApp) {
    let desk = desk::open(house).await;
    let article = draft(&desk).await;
    let claim = format!("/api/v1/articles/{article}/claim");
    let problem = read(
        desk.reporter.1.post_json(&claim, &json!({ "version": 1 })).await,
        403,
    );
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| !detail.contains("claim_article"))
    );
    desk.editor.1.get("/api/v1/audit").await.expect_status(403);
    desk.admin.get("/api/v1/articles").await.expect_status(403);
    desk.reporter
        .1
        .get("/api/v1/articles?shelf=desk")
        .await
        .expect_status(403);
    let reading = desk
        .visitor
        .with_token(&desk::token(&desk.house, desk.reporter.0, Scope::Read).await);
    reading.get("/api/v1/articles").await.expect_status(200);
    reading
        .post_json("/api/v1/articles", &json!({}))
        .await
        .expect_status(403);
    assert_eq!(read(reading.get("/api/v1/me").await, 200)["may_write"], false);
    desk.house.end().await;
}

async fn a_foreign_record_is_no_different_from_a_missing_one(house: TestApp) {
    let desk = desk::open(house).await;
    let article = draft(&desk).await;
    let other = desk.house.unit("另一街道", false).await;
    let stranger = desk.house.person("外单位执笔人", Role::Reporter, other).await;
    let stranger = desk
        .visitor
        .with_token(&desk::token(&desk.house, stranger, Scope::Write).await);
    let save = json!({ "version": 1, "title": "改", "type": "work_update", "body_html": "<p>改</p>" });
    let step = json!({ "version": 7 });
    let cases: [(Method, &str, Option<&Value>); 8] = [
        (Method::GET, "", None),
        (Method::GET, "/revisions", None),
        (Method::GET, "/revisions/1", None),
        (Method::GET, "/timeline", None),
        (Method::GET, "/files", None),
        (Method::PUT, "/draft", Some(&save)),
        (Method::POST, "/submit", Some(&step)),
        (Method::POST, "/withdraw", Some(&step)),
    ];
    for (method, rest, body) in cases {
        let mut told = Vec::new();
        for key in [article, 987_654_321] {
            let path = format!("/api/v1/articles/{key}{rest}");
            let answer = match body {
                None => stranger.get(&path).await,
                Some(body) => stranger.send_json(method.clone(), &path, body).await,
            };
            let mut problem = read(answer, 404);
            problem["request_id"] = Value::Null;
            told.push(problem);
        }
        assert_eq!(told[0], told[1], "{method} {rest}");
    }
    let reporter = desk.reporter.0;
    let statement = |key: i64| format!("/api/v1/statements/person/{key}?period=2024-03");
    stranger.get(&statement(reporter.0)).await.expect_status(404);
    stranger.get("/api/v1/articles/abc").await.expect_status(404);
    desk.house.end().await;
}

async fn a_stale_version_is_refused(house: TestApp) {
    let desk = desk::open(house).await;
    let path = format!("/api/v1/articles/{}/draft", draft(&desk).await);
    let save = |version: i64, title: &str| json!({ "version": version, "title": title, "type": "work_update", "body_html": "<p>文</p>" });
    read(
        desk.reporter
            .1
            .send_json(Method::PUT, &path, &save(1, "甲"))
            .await,
        200,
    );
    let problem = read(
        desk.reporter
            .1
            .send_json(Method::PUT, &path, &save(1, "乙"))
            .await,
        409,
    );
    assert_eq!(problem["version"], 2);
    desk.house.end().await;
}

async fn a_body_that_is_not_as_described_is_refused_field_by_field(house: TestApp) {
    let desk = desk::open(house).await;
    let wrong = json!({ "title": 5, "state": "accepted", "authors": [{ "name": "甲", "points": 9 }, "乙"] });
    let problem = read(desk.reporter.1.post_json("/api/v1/articles", &wrong).await, 422);
    let fields: Vec<_> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| error["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(fields, ["authors[0].points", "authors[1]", "state", "title"]);
    let english = desk.reporter.1.with_header("accept-language", "en");
    let problem = read(english.post_json("/api/v1/adoptions", &json!({})).await, 403);
    assert_eq!(problem["title"], "Not allowed");
    let editor = desk.editor.1.with_header("accept-language", "en-GB");
    let missing = json!({ "outlet_id": 1, "adopted_on": "2024-13-01" });
    let problem = read(editor.post_json("/api/v1/adoptions", &missing).await, 422);
    let said = problem["errors"].to_string();
    assert!(
        said.contains("article_id") && said.contains("This field is missing."),
        "{said}"
    );

    let json = Some("application/json");
    for text in ["{", "", "nil", r#"{"title":"甲","title":"乙"}"#] {
        let answer = desk
            .reporter
            .1
            .send(Method::POST, "/api/v1/articles", json, text.as_bytes().to_vec())
            .await;
        let status = if text.is_empty() { 422 } else { 400 };
        let said = answer.text();
        assert!(!said.contains("column") && !said.contains("EOF"), "{said}");
        read(answer, status);
    }
    let large = vec![b' '; 2 << 20];
    let answer = desk
        .reporter
        .1
        .send(Method::POST, "/api/v1/articles", json, large)
        .await;
    read(answer, 413);
    for query in [
        "?sate=accepted",
        "?state=nowhere",
        "?page=0",
        "?page_rows=100000",
        "?page=x",
        "?page=1&page=2",
    ] {
        read(desk.editor.1.get(&format!("/api/v1/articles{query}")).await, 422);
    }
    let words = "(".repeat(800);
    read(
        desk.editor
            .1
            .get(&format!("/api/v1/articles?words={words}"))
            .await,
        200,
    );
    desk.house.end().await;
}

async fn what_is_not_offered_is_answered_alike(house: TestApp) {
    let desk = desk::open(house).await;
    assert_eq!(
        read(desk.editor.1.get("/api/v1/nowhere").await, 404)["status"],
        404
    );
    let answer = desk
        .editor
        .1
        .send_json(Method::DELETE, "/api/v1/articles/1", &json!({}))
        .await;
    assert_eq!(read(answer, 405)["status"], 405);
    let page = desk.visitor.get("/api/v1/docs").await.expect_status(200);
    let policy = page
        .header("content-security-policy")
        .expect("a policy")
        .to_owned();
    assert!(
        !policy.contains("unsafe-eval") && !policy.contains("http"),
        "{policy}"
    );
    let html = page.text();
    assert!(!html.contains("//") || !html.contains("http"), "{html}");
    for part in html.split("=\"/assets/").skip(1) {
        let path = part.split('"').next().expect("an address");
        desk.visitor
            .get(&format!("/assets/{path}"))
            .await
            .expect_status(200);
    }
    desk.house.end().await;
}
