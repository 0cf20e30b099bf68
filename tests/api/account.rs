//! The twins of 我的账号 and of the admin's pages: what is done by API holds at the pages, and the other way round.

use entity::{Role, Scope};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{self, id, read};
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

stories! {
    sessions_and_tokens_are_seen_and_ended
    a_password_and_a_language_are_changed
    an_account_is_closed_and_opened_again
    organisations_words_and_pages_are_changed_under_their_version
    a_draft_is_dropped_and_the_books_are_walked
}

async fn sessions_and_tokens_are_seen_and_ended(house: TestApp) {
    let desk = desk::open(house).await;
    let (person, program) = (desk.reporter.0, &desk.reporter.1);
    let browsers = [
        desk.house.signed_in(&desk.visitor, person).await,
        desk.house.signed_in(&desk.visitor, person).await,
    ];
    let open = read(program.get("/api/v1/me/sessions").await, 200);
    assert_eq!(open.as_array().map(Vec::len), Some(2), "{open}");
    assert!(!open.to_string().contains("hash"));
    let first = format!("/api/v1/me/sessions/{}/end", id(&open[1]));
    let nothing = || json!({});
    program.post_json(&first, &nothing()).await.expect_status(200);
    program.post_json(&first, &nothing()).await.expect_status(404);
    browsers[0].get("/me").await.expect_status(303);
    browsers[1].get("/me").await.expect_status(200);
    let others = read(desk.editor.1.get("/api/v1/me/sessions").await, 200);
    assert_eq!(others, json!([]));
    program
        .post_json("/api/v1/me/sessions/end", &nothing())
        .await
        .expect_status(200);
    browsers[1].get("/me").await.expect_status(303);

    let new = json!({ "name": "周报程序", "scope": "read", "days": 7 });
    let made = read(program.post_json("/api/v1/me/tokens", &new).await, 201);
    let secret = made["token"].as_str().expect("a token");
    let second = desk.visitor.with_token(secret);
    assert_eq!(read(second.get("/api/v1/me").await, 200)["may_write"], false);
    second
        .post_json("/api/v1/me/tokens", &new)
        .await
        .expect_status(403);
    let listed = program.get("/api/v1/me/tokens").await.expect_status(200);
    assert!(!listed.text().contains(secret), "a secret is shown once");
    let rows: Value = listed.json();
    assert_eq!(
        (&rows[0]["id"], &rows[0]["name"]),
        (&made["id"], &json!("周报程序"))
    );
    let revoke = format!("/api/v1/me/tokens/{}/revoke", id(&made));
    desk.editor
        .1
        .post_json(&revoke, &nothing())
        .await
        .expect_status(404);
    program.post_json(&revoke, &nothing()).await.expect_status(200);
    second.get("/api/v1/me").await.expect_status(401);
    for (field, wrong) in [
        ("days", json!(0)),
        ("name", json!("a\u{2028}b")),
        ("scope", json!("all")),
    ] {
        let mut new = new.clone();
        new[field] = wrong;
        let problem = read(program.post_json("/api/v1/me/tokens", &new).await, 422);
        assert_eq!(problem["errors"][0]["field"], field);
    }
    desk.house.end().await;
}

async fn a_password_and_a_language_are_changed(house: TestApp) {
    let desk = desk::open(house).await;
    let (person, program) = (desk.reporter.0, &desk.reporter.1);
    let browser = desk.house.signed_in(&desk.visitor, person).await;
    let change = |old: &str, new: &str| json!({ "old_password": old, "password": new });
    for (old, new, field) in [
        ("not it at all", "Quiet-Harbour-41-Gulls", "old_password"),
        (PASSWORD, "short", "password"),
    ] {
        let problem = read(
            program.post_json("/api/v1/me/password", &change(old, new)).await,
            422,
        );
        assert_eq!(problem["errors"][0]["field"], field);
    }
    browser.get("/me").await.expect_status(200);
    let new = change(PASSWORD, "Quiet-Harbour-41-Gulls");
    program
        .post_json("/api/v1/me/password", &new)
        .await
        .expect_status(200);
    browser.get("/me").await.expect_status(303);
    program.get("/api/v1/me").await.expect_status(200);
    let again = Client::new(desk.visitor.origin());
    let username = desk.house.viewer(person).await.person.username;
    let fields = [
        ("login", username.as_str()),
        ("password", "Quiet-Harbour-41-Gulls"),
    ];
    again
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);

    let english = json!({ "language": "en" });
    program
        .send_json(Method::PUT, "/api/v1/me/language", &english)
        .await
        .expect_status(200);
    assert_eq!(read(program.get("/api/v1/me").await, 200)["language"], "en");
    assert!(again.get("/me").await.text().contains("lang=\"en\""));
    let wrong = json!({ "language": "xx" });
    read(
        program
            .send_json(Method::PUT, "/api/v1/me/language", &wrong)
            .await,
        422,
    );
    desk.house.end().await;
}

async fn an_account_is_closed_and_opened_again(house: TestApp) {
    let desk = desk::open(house).await;
    let person = desk.reporter.0;
    let browser = desk.house.signed_in(&desk.visitor, person).await;
    let at = |step: &str| format!("/api/v1/people/{person}/{step}");
    let all = read(desk.admin.get("/api/v1/people").await, 200);
    let row = all
        .as_array()
        .expect("people")
        .iter()
        .find(|one| one["id"] == person.0)
        .expect("them")
        .clone();
    let stale = json!({ "version": 0 });
    let told = read(desk.admin.post_json(&at("disable"), &stale).await, 409);
    assert_eq!(told["version"], row["version"]);
    let step = json!({ "version": row["version"] });
    let closed = read(desk.admin.post_json(&at("disable"), &step).await, 200);
    assert!(closed["disabled_at"].is_string());
    desk.reporter.1.get("/api/v1/me").await.expect_status(401);
    browser.get("/me").await.expect_status(303);
    let step = json!({ "version": closed["version"] });
    let open = read(desk.admin.post_json(&at("enable"), &step).await, 200);
    assert_eq!(open["disabled_at"], Value::Null);
    desk.reporter.1.get("/api/v1/me").await.expect_status(200);
    let own = format!("/api/v1/people/{}/disable", desk.house.admin);
    read(desk.admin.post_json(&own, &json!({ "version": 1 })).await, 409);
    desk.house.end().await;
}

async fn organisations_words_and_pages_are_changed_under_their_version(house: TestApp) {
    let desk = desk::open(house).await;
    let all = read(desk.admin.get("/api/v1/organisations").await, 200);
    let was = all
        .as_array()
        .expect("units")
        .iter()
        .find(|one| one["id"] == desk.unit.0)
        .expect("it")
        .clone();
    let path = format!("/api/v1/organisations/{}", desk.unit);
    let mut update = json!({
        "version": was["version"], "name": "临川街道办事处", "short_name": "临川", "class": "subdistrict",
        "parent_id": was["parent_id"], "needs_signature": false, "is_contact_point": true, "is_model_point": false,
        "is_encouraged": false,
    });
    let now = read(desk.admin.send_json(Method::PUT, &path, &update).await, 200);
    assert_eq!(
        (&now["short_name"], &now["needs_signature"]),
        (&json!("临川"), &json!(false))
    );
    assert_eq!(now["opened_on"], was["opened_on"]);
    read(desk.admin.send_json(Method::PUT, &path, &update).await, 409);
    update["version"] = now["version"].clone();
    for (field, wrong) in [
        ("parent_id", json!(desk.unit.0)),
        ("name", json!("一\n二")),
        ("class", json!("planet")),
        ("closed_on", json!("2019-01-01")),
    ] {
        let mut update = update.clone();
        update[field] = wrong;
        let problem = read(desk.admin.send_json(Method::PUT, &path, &update).await, 422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    update["closed_on"] = json!("2024-03-05");
    let closed = read(desk.admin.send_json(Method::PUT, &path, &update).await, 200);
    assert_eq!(closed["closed_on"], "2024-03-05");

    let word =
        json!({ "name_zh": "事实待核实", "name_en": "Facts", "ord": 7, "is_active": false, "version": 1 });
    let path = "/api/v1/terms/return_reason/facts";
    let row = read(desk.admin.send_json(Method::PUT, path, &word).await, 200);
    assert_eq!((&row["ord"], &row["is_active"]), (&json!(7), &json!(false)));
    assert_eq!(row["version"], 2);
    // Whoever read it before that change is told so.
    read(desk.admin.send_json(Method::PUT, path, &word).await, 409);
    let words = read(desk.reporter.1.get("/api/v1/terms").await, 200);
    assert!(words.as_array().expect("words").contains(&row));
    // As long as the database takes it, and no longer.
    for (n, status) in [(40, 200), (41, 422)] {
        let name = "长".repeat(n);
        let long = json!({ "name_zh": name, "name_en": "Facts", "ord": 7, "is_active": false, "version": 2 });
        read(desk.admin.send_json(Method::PUT, path, &long).await, status);
    }
    let none = "/api/v1/terms/return_reason/none_such";
    read(desk.admin.send_json(Method::PUT, none, &word).await, 404);

    let outlet = desk.house.outlet("云岭日报", "provincial").await;
    let path = format!("/api/v1/outlets/{outlet}/pages");
    let pages = json!({ "version": 1, "pages": ["要闻", "民生"] });
    let row = read(desk.editor.1.send_json(Method::PUT, &path, &pages).await, 200);
    assert_eq!(row["pages"], json!(["要闻", "民生"]));
    read(desk.editor.1.send_json(Method::PUT, &path, &pages).await, 409);
    desk.house.end().await;
}

async fn a_draft_is_dropped_and_the_books_are_walked(house: TestApp) {
    let desk = desk::open(house).await;
    let supervisor = desk
        .house
        .person("监督员", Role::Supervisor, desk.house.top)
        .await;
    let supervisor = desk
        .visitor
        .with_token(&desk::token(&desk.house, supervisor, Scope::Write).await);
    let document = json!({ "document": include_str!("../../assets/schemes/s02.toml") });
    let saved = read(
        desk.admin.post_json("/api/v1/schemes/draft", &document).await,
        200,
    );
    // Whoever did not see that draft does not write over it.
    let unseen = desk.admin.post_json("/api/v1/schemes/draft", &document).await;
    assert_eq!(read(unseen, 409)["version"], 1);
    let seen = json!({ "document": document["document"], "version": 1 });
    let again = read(desk.admin.post_json("/api/v1/schemes/draft", &seen).await, 200);
    assert_eq!(again["draft"]["version"], 2);
    let path = format!("/api/v1/schemes/{}/discard", saved["scheme_id"]);
    desk.admin.post_json(&path, &json!({})).await.expect_status(200);
    desk.admin.post_json(&path, &json!({})).await.expect_status(404);

    let log = read(
        supervisor.post_json("/api/v1/audit/verify", &json!({})).await,
        200,
    );
    assert_eq!(log["is_whole"], true);
    assert!(log["n_entries"].as_i64().is_some_and(|n| n > 10), "{log}");
    let replayed = read(
        supervisor.post_json("/api/v1/ledger/replay", &json!({})).await,
        200,
    );
    assert_eq!(replayed["differences"], json!([]));
    desk.editor
        .1
        .post_json("/api/v1/audit/verify", &json!({}))
        .await
        .expect_status(403);
    desk.house.end().await;
}
