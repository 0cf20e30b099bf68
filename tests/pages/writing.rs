//! A reporter writes: with a script, without one, in two windows, with pictures and Word files.

use entity::{ArticleState, PersonId, Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen};
use crate::support::client::{Attachment, Client};

stories! {
    a_plain_form_writes_and_submits_and_gives_faults_back
    a_stale_form_shows_both_texts
    autosave_keeps_the_text_while_shares_are_half_typed
    nobody_else_reaches_a_draft_or_its_files
    a_word_file_comes_in_with_its_pictures
    a_reporter_writes_in_a_browser
}

const DOCX: &[u8] = include_bytes!("../fixtures/manuscripts/night-school.docx");

/// A house with one reporter who is signed in.
async fn newsroom(house: TestApp) -> (TestApp, PersonId, Client) {
    let unit = house.unit("滨海街道", false).await;
    let reporter = house.person("林岚", Role::Reporter, unit).await;
    let client = house.serve().await;
    sign_in(&client, "p1").await;
    (house, reporter, client)
}

async fn sign_in(client: &Client, username: &str) {
    let fields = [("login", username), ("password", PASSWORD)];
    client
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
}

/// Starts a piece by the form and returns its address.
async fn begin(client: &Client) -> String {
    let begun = client
        .submit("/write", "/articles", &[("type", "work_update")])
        .await
        .expect_status(303);
    let page = begun.location().expect("the writing page").to_owned();
    page.trim_end_matches("/edit").to_owned()
}

fn draft(version: i64, title: &str, share: &str) -> Value {
    json!({
        "version": version, "title": title, "type": "work_update",
        "body_html": format!("<p>{}</p>", "实".repeat(120)), "note": "",
        "authors": [{ "name": "林岚", "role": "writer", "share": share }], "pictures": [],
    })
}

/// A client whose requests are those of a script on the page.
async fn script(client: &Client, page: &str) -> Client {
    let token = client.csrf(page).await;
    client
        .with_header("x-csrf-token", &token)
        .with_header("accept", "application/json")
}

async fn a_plain_form_writes_and_submits_and_gives_faults_back(house: TestApp) {
    let (house, _, client) = newsroom(house).await;
    let article = begin(&client).await;
    let edit = format!("{article}/edit");
    let short = [
        ("version", "1"),
        ("body_kind", "text"),
        ("title", "社区夜校开课"),
        ("type", "work_update"),
        ("body", "太短了"),
        ("author", "林岚"),
        ("author_role", "writer"),
        ("share", ""),
    ];
    let refused = client
        .submit(&edit, &format!("{article}/submit"), &short)
        .await
        .expect_status(422);
    let page = refused.text();
    assert!(
        page.contains("href=\"#body\"") && page.contains("太短了"),
        "{page}"
    );
    let long = "实".repeat(120);
    let mut whole = short;
    whole[0].1 = "2";
    whole[4].1 = &long;
    client
        .submit(&edit, &format!("{article}/submit"), &whole)
        .await
        .expect_status(303);
    let id = article.trim_start_matches("/articles/").parse().expect("a key");
    let filed = house.article(id).await;
    assert_eq!(filed.state, ArticleState::Submitted);
    assert_eq!(filed.number.as_deref(), Some("2024-000001"));
    let list = client
        .get("/articles?state=valid")
        .await
        .expect_status(200)
        .text();
    assert!(
        list.contains("社区夜校开课") && list.contains("2024-000001"),
        "{list}"
    );
    house.end().await;
}

async fn a_stale_form_shows_both_texts(house: TestApp) {
    let (house, _, client) = newsroom(house).await;
    let article = begin(&client).await;
    let edit = format!("{article}/edit");
    let save = format!("{article}/save");
    let fields = |title: &'static str| {
        [
            ("version", "1"),
            ("body_kind", "text"),
            ("title", title),
            ("type", "work_update"),
            ("body", title),
        ]
    };
    client
        .submit(&edit, &save, &fields("先存的这一份"))
        .await
        .expect_status(303);
    let both = client
        .submit(&edit, &save, &fields("后存的那一份"))
        .await
        .expect_status(409);
    let page = both.text();
    assert!(
        page.contains("先存的这一份") && page.contains("后存的那一份"),
        "{page}"
    );
    house.end().await;
}

async fn autosave_keeps_the_text_while_shares_are_half_typed(house: TestApp) {
    let (house, _, client) = newsroom(house).await;
    let article = begin(&client).await;
    let script = script(&client, &format!("{article}/edit")).await;
    let path = format!("{article}/draft");
    let saved = script
        .send_json(Method::PUT, &path, &draft(1, "夜校", "60"))
        .await
        .expect_status(200)
        .json::<Value>();
    assert_eq!(saved["version"], 2);
    assert_eq!(saved["unsaved"].as_array().map(Vec::len), Some(1), "{saved}");
    let stale = script
        .send_json(Method::PUT, &path, &draft(1, "夜校另一份", "100"))
        .await
        .expect_status(409)
        .json::<Value>();
    assert_eq!((&stale["version"], &stale["title"]), (&json!(2), &json!("夜校")));
    let whole = script
        .send_json(Method::PUT, &path, &draft(2, "夜校", "100"))
        .await
        .expect_status(200)
        .json::<Value>();
    assert_eq!(whole["unsaved"], json!([]));
    house.end().await;
}

async fn nobody_else_reaches_a_draft_or_its_files(house: TestApp) {
    let (house, _, client) = newsroom(house).await;
    let article = begin(&client).await;
    let owner = script(&client, &format!("{article}/edit")).await;
    let picture = include_bytes!("../../assets/seal.svg");
    let upload = |bytes: &'static [u8], name: &'static str| Attachment {
        field: "file",
        file_name: name,
        content_type: "application/octet-stream",
        bytes,
    };
    owner
        .post_multipart(&format!("{article}/pictures"), &[], &[upload(picture, "a.svg")])
        .await
        .expect_status(415);
    let other = house.unit("岚山街道", false).await;
    house.person("周正", Role::Reporter, other).await;
    let stranger = house.serve().await;
    sign_in(&stranger, "p2").await;
    stranger.get(&format!("{article}/edit")).await.expect_status(404);
    let theirs = script(&stranger, "/write").await;
    for path in ["pictures", "manuscript"] {
        theirs
            .post_multipart(&format!("{article}/{path}"), &[], &[upload(DOCX, "a.docx")])
            .await
            .expect_status(404);
    }
    theirs
        .send_json(Method::PUT, &format!("{article}/draft"), &draft(1, "抢", ""))
        .await
        .expect_status(404);
    house.end().await;
}

async fn a_word_file_comes_in_with_its_pictures(house: TestApp) {
    let (house, _, client) = newsroom(house).await;
    let article = begin(&client).await;
    let script = script(&client, &format!("{article}/edit")).await;
    let file = Attachment {
        field: "file",
        file_name: "夜校.docx",
        content_type: "application/octet-stream",
        bytes: DOCX,
    };
    let read = script
        .post_multipart(&format!("{article}/manuscript"), &[], &[file])
        .await
        .expect_status(200)
        .json::<Value>();
    assert!(!read["title"].as_str().unwrap_or_default().is_empty(), "{read}");
    let picture = &read["pictures"][0]["location"];
    let location = picture.as_str().expect("a picture").to_owned();
    assert!(
        read["body_html"].as_str().unwrap_or_default().contains(&location),
        "{read}"
    );
    let shown = client.get(&location).await.expect_status(200);
    assert!(
        shown
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("image/"))
    );
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    assert!(
        shown
            .header("content-security-policy")
            .is_some_and(|policy| policy.contains("sandbox"))
    );
    let etag = shown.header("etag").expect("an ETag").to_owned();
    let again = client.with_header("if-none-match", &etag).get(&location).await;
    assert_eq!(again.status, 304);
    let pdf = Attachment {
        field: "file",
        file_name: "夜校.docx",
        content_type: "application/octet-stream",
        bytes: b"%PDF-1.7 not a manuscript",
    };
    let refused = script
        .post_multipart(&format!("{article}/manuscript"), &[], &[pdf])
        .await
        .expect_status(415)
        .json::<Value>();
    assert!(
        refused["detail"].as_str().unwrap_or_default().contains("PDF"),
        "{refused}"
    );
    house.end().await;
}

async fn a_reporter_writes_in_a_browser(house: TestApp) {
    let (house, _, client) = newsroom(house).await;
    let origin = client.origin().to_owned();
    let browser = Browser::open().await;
    for screen in [Screen::Desk, Screen::Phone] {
        let tab = browser.signed_in(screen, &origin, "p1").await;
        tab.screenshot("home").await;
        tab.assert_fits().await;
        tab.goto(&format!("{origin}/write")).await;
        tab.screenshot("start").await;
        tab.follow("button", "开始写").await;
        tab.wait_for_text("报送前检查").await;
        tab.fill("标题", "社区夜校开课第一天").await;
        tab.wait_for_text("已保存").await;
        tab.screenshot("write").await;
        tab.assert_fits().await;
        tab.reload().await;
        assert_eq!(tab.value_of("标题").await, "社区夜校开课第一天");
        tab.goto(&format!("{origin}/articles")).await;
        tab.wait_for_text("社区夜校开课第一天").await;
        tab.screenshot("articles").await;
        tab.assert_fits().await;
        tab.assert_accessible().await;
        tab.assert_quiet().await;
    }
    browser.close().await;
    house.end().await;
}
