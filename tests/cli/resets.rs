//! A forgotten password: an admin gives a new first one by page, by API or at the console; it opens nothing but its
//! own change.

use entity::{Role, Scope};
use serde_json::json;
use zhibao::people::{self, NewToken};

use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;
use crate::support::command::zhibao;

stories! {
    a_password_reset_on_the_page_must_be_changed_before_anything_else
    a_password_reset_by_the_api_ends_sessions_and_tokens_until_it_is_changed
    a_password_reset_at_the_console_must_be_changed_before_anything_else
}

async fn signed_in(client: &Client, username: &str, password: &str) -> bool {
    let fields = [("login", username), ("password", password), ("next", "/")];
    let answer = client.submit("/sign-in", "/sign-in", &fields).await;
    answer.status == 303 && client.cookie("__Host-sid").is_some()
}

/// That a password opens its own change and nothing else, and that after the change everything is open.
async fn must_change(house: &TestApp, client: &Client, username: &str, first: &str) {
    let again = Client::new(client.origin());
    assert!(
        !signed_in(&again, username, PASSWORD).await,
        "the old one is gone"
    );
    let again = Client::new(client.origin());
    assert!(signed_in(&again, username, first).await);
    for page in ["/", "/articles", "/search", "/notices"] {
        let answer = again.get(page).await;
        assert!(
            answer.status == 403 || answer.status == 303,
            "{page}: {}",
            answer.status
        );
    }
    let own = "Windy-Harbour-9-Stones";
    let fields = [
        ("username", username),
        ("old_password", first),
        ("password", own),
        ("again", own),
    ];
    let answer = again.submit("/password", "/password", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let fresh = Client::new(client.origin());
    assert!(signed_in(&fresh, username, own).await);
    fresh.get("/articles").await.expect_status(200);
    assert!(
        zhibao::audit::verify(house.app.db.reader())
            .await
            .expect("walked")
            .is_ok()
    );
}

async fn a_password_reset_on_the_page_must_be_changed_before_anything_else(house: TestApp) {
    let client = house.serve().await;
    let unit = house.unit("甲街道", false).await;
    let id = house.person("执笔人甲", Role::Reporter, unit).await;
    let before = Client::new(client.origin());
    assert!(signed_in(&before, "p1", PASSWORD).await);
    before.get("/articles").await.expect_status(200);
    assert!(signed_in(&client, "first", PASSWORD).await);
    let answer = client
        .submit(
            &format!("/people/{}", id.0),
            &format!("/people/{}/password", id.0),
            &[],
        )
        .await
        .expect_status(200);
    assert_eq!(
        before.get("/articles").await.status,
        303,
        "the open session has ended"
    );
    let page = answer.text();
    let first = page
        .split(['<', '>'])
        .map(str::trim)
        .find(|text| text.len() >= 12 && text.matches('-').count() >= 2 && !text.contains(['=', ' ', '/']))
        .unwrap_or_else(|| panic!("no password on\n{page}"));
    must_change(&house, &client, "p1", first).await;
    house.end().await;
}

async fn a_password_reset_by_the_api_ends_sessions_and_tokens_until_it_is_changed(house: TestApp) {
    let desk = crate::api::desk::open(house).await;
    let house = &desk.house;
    let token = async |person| {
        let new = NewToken {
            name: "程序".into(),
            scope: Scope::Write,
            days: 5,
        };
        let viewer = house.viewer(person).await;
        let (_, key) = people::make_token(&house.app, &viewer, &new)
            .await
            .expect("a token");
        desk.visitor.with_token(key.reveal())
    };
    let reporter = token(desk.reporter.0).await;
    reporter.get("/api/v1/me").await.expect_status(200);
    let path = format!("/api/v1/people/{}/password", desk.reporter.0.0);
    let body = json!({ "password": "First-Again-6-Barrels" });
    desk.editor.1.post_json(&path, &body).await.expect_status(403);
    let short = json!({ "password": "short" });
    desk.admin.post_json(&path, &short).await.expect_status(422);
    desk.admin.post_json(&path, &body).await.expect_status(200);
    reporter.get("/api/v1/me").await.expect_status(401);
    let nobody = "/api/v1/people/999999/password";
    desk.admin.post_json(nobody, &body).await.expect_status(404);
    must_change(house, &desk.visitor, "p1", "First-Again-6-Barrels").await;
    reporter.get("/api/v1/me").await.expect_status(200);
    desk.house.end().await;
}

async fn a_password_reset_at_the_console_must_be_changed_before_anything_else(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    house.person("执笔人甲", Role::Reporter, unit).await;
    let client = house.serve().await;
    let data = house.app.settings.data_dir.clone();
    let said = tokio::task::spawn_blocking(move || {
        zhibao(&data, &["person", "reset", "p1"], "Console-Given-3-Keys\n")
    })
    .await
    .expect("it ran");
    assert_eq!(said.code, 0, "{said:?}");
    must_change(&house, &client, "p1", "Console-Given-3-Keys").await;
    house.end().await;
}
