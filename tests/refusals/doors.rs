//! Requests that fit no door: methods and paths that are not offered, bodies of the wrong size or kind, endless
//! headers, bytes that are no text (QUALITY F11, T26, C6).

use poem::http::StatusCode;
use poem::middleware::CookieJarManager;
use poem::test::TestClient;
use poem::{EndpointExt, Response, endpoint};
use reqwest::Method;
use serde_json::{Value, json};
use zhibao::people::policy::Act;

use crate::api::desk::{self, read};
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::CSRF_FIELD;

stories! {
    what_is_not_offered_is_said_in_the_readers_language
    a_body_too_large_or_of_another_kind_is_refused
    an_endless_header_ends_nothing_but_its_request
    bytes_that_are_no_text_are_refused_or_mended
    a_handler_that_panics_is_answered_as_our_fault
}

async fn what_is_not_offered_is_said_in_the_readers_language(house: TestApp) {
    let desk = desk::open(house).await;
    let browser = desk.house.signed_in(&desk.visitor, desk.editor.0).await;
    let english = browser.with_header("accept-language", "en");
    for (method, path, status) in [
        (Method::GET, "/nowhere", 404),
        (Method::GET, "/articles/1/../../etc", 404),
        (Method::DELETE, "/desk", 405),
        (Method::PATCH, "/me", 405),
        (Method::GET, "/sign-out", 405),
        (Method::PUT, "/sign-in", 405),
        (Method::TRACE, "/", 405),
    ] {
        let chinese = browser
            .send(method.clone(), path, None, Vec::new())
            .await
            .expect_status(status);
        let said = chinese.text();
        assert!(
            said.contains("首页") && !said.contains('<'),
            "{method} {path}: {said}"
        );
        let said = english.send(method.clone(), path, None, Vec::new()).await.text();
        assert!(said.contains("home page"), "{method} {path}: {said}");
    }
    for method in [Method::DELETE, Method::PATCH, Method::PUT] {
        let client = desk.editor.1.with_header("accept-language", "en");
        let problem = read(
            client.send_json(method.clone(), "/api/v1/me", &json!({})).await,
            405,
        );
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|said| said.contains("method")),
            "{problem}"
        );
    }
    desk.house.end().await;
}

async fn a_body_too_large_or_of_another_kind_is_refused(house: TestApp) {
    let desk = desk::open(house).await;
    let browser = desk.house.signed_in(&desk.visitor, desk.reporter.0).await;
    let csrf = browser.csrf("/me").await;
    let large = format!("{CSRF_FIELD}={csrf}&title={}", "a".repeat(3 << 20)).into_bytes();
    let form = Some("application/x-www-form-urlencoded");
    let answer = browser
        .send(Method::POST, "/articles", form, large)
        .await
        .expect_status(413);
    assert!(answer.text().contains("MB"), "{}", answer.text());
    for kind in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let answer = desk
            .reporter
            .1
            .send(
                Method::POST,
                "/api/v1/articles",
                Some(kind),
                br#"{"title":"a"}"#.to_vec(),
            )
            .await;
        let problem = read(answer, 415);
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|said| said.contains("Content-Type")),
            "{kind}"
        );
    }
    read(
        desk.reporter
            .1
            .post_json("/api/v1/articles", &json!({ "title": "还能写" }))
            .await,
        201,
    );
    desk.house.end().await;
}

async fn an_endless_header_ends_nothing_but_its_request(house: TestApp) {
    let desk = desk::open(house).await;
    let endless = desk.reporter.1.with_header("user-agent", &"a".repeat(1 << 20));
    let answer = endless
        .try_send(Method::GET, "/api/v1/me", None, Vec::new())
        .await;
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 431));
    let long = desk.visitor.with_header("user-agent", &"b".repeat(4_000));
    long.get("/sign-in").await.expect_status(200);
    let username = desk.house.viewer(desk.reporter.0).await.person.username;
    let fields = [("login", username.as_str()), ("password", PASSWORD)];
    long.submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    long.get("/me").await.expect_status(200);
    let kept = zhibao::people::sessions(
        desk.house.app.db.reader(),
        desk.reporter.0,
        desk.house.app.clock.now(),
    )
    .await
    .expect("sessions");
    let agents: Vec<usize> = kept.iter().map(|session| session.agent.chars().count()).collect();
    assert_eq!(agents, [200], "what the client calls itself is kept short");
    desk.house.end().await;
}

async fn bytes_that_are_no_text_are_refused_or_mended(house: TestApp) {
    let desk = desk::open(house).await;
    let browser = desk.house.signed_in(&desk.visitor, desk.house.admin).await;
    let csrf = browser.csrf("/me").await;
    let form = Some("application/x-www-form-urlencoded");
    for (path, field, status) in [
        ("/sign-in", "login=%00&password=x", 422),
        ("/sign-in", "login=%ff%fe&password=x", 422),
        ("/organisations", "name=%00", 422),
        ("/organisations", "name=%ff%fe", 422),
        ("/people", "name=a%00b&username=ab", 422),
        ("/language", "lang=%ff", 422),
    ] {
        let body = format!("{CSRF_FIELD}={csrf}&{field}").into_bytes();
        let answer = browser.send(Method::POST, path, form, body).await;
        assert_eq!(answer.status, status, "{path} {field}: {}", answer.text());
    }
    let json = Some("application/json");
    for body in [
        &b"{\"title\":\"\xff\xfe\"}"[..],
        b"\xef\xbb\xbf{}",
        b"{\"title\":\"\\ud800\"}",
    ] {
        let answer = desk
            .reporter
            .1
            .send(Method::POST, "/api/v1/articles", json, body.to_vec())
            .await;
        assert_eq!(read(answer, 400)["status"], 400);
    }
    let nul = json!({ "title": "a\u{0}b", "authors": [{ "name": "甲\u{0}" }] });
    let problem: Value = read(desk.reporter.1.post_json("/api/v1/articles", &nul).await, 422);
    let fields: Vec<_> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|one| &one["field"])
        .collect();
    assert!(
        fields.contains(&&json!("title")) && fields.contains(&&json!("authors[0].name")),
        "{problem}"
    );
    desk.house.end().await;
}

async fn a_handler_that_panics_is_answered_as_our_fault(house: TestApp) {
    let boom = endpoint::make_sync(|_| -> Response { panic!("the inner word") });
    let door = zhibao::web::Door::new(house.app.clone()).get("/boom", Act::Enter, boom);
    let pages = TestClient::new(door.build().with(CookieJarManager::new()));
    for (kind, word) in [("text/html", "<html"), ("application/json", "request_id")] {
        let answer = pages.get("/boom").header("accept", kind).send().await;
        answer.assert_status(StatusCode::INTERNAL_SERVER_ERROR);
        let number = answer.0.header("x-request-id").expect("a number").to_owned();
        let said = answer.0.into_body().into_string().await.expect("text");
        assert!(said.contains(word) && said.contains(&number), "{said}");
        assert!(!said.contains("the inner word"), "{said}");
    }
    house.end().await;
}
