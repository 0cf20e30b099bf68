//! How often somebody may ask (QUALITY C18), and whom the lock of an account holds (T9): by the address that nobody can
//! make up (F9).

use std::time::Duration;

use entity::{Role, Scope};
use serde_json::Value;
use zhibao::settings::Settings;

use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};

stories! {
    other_addresses_in_a_header_do_not_open_a_locked_account
    behind_a_proxy_the_lock_holds_for_the_network_that_the_proxy_names
    an_address_that_asks_too_often_is_told_when_to_come_again
    a_person_searches_so_often_in_a_minute_by_both_doors_together
}

/// Tries to sign in, as the client that a header names.
async fn try_in(door: &Client, forwarded: &str, username: &str, password: &str) -> Answer {
    let visitor = Client::new(door.origin()).with_header("x-forwarded-for", forwarded);
    let fields = [("login", username), ("password", password)];
    visitor.submit("/sign-in", "/sign-in", &fields).await
}

async fn other_addresses_in_a_header_do_not_open_a_locked_account(house: TestApp) {
    let door = desk::serve(&house).await;
    let unit = house.unit("甲街道", false).await;
    let id = house.person("执笔人", Role::Reporter, unit).await;
    let username = house.viewer(id).await.person.username;
    for n in 0..5 {
        let told = try_in(&door, &format!("203.0.{n}.7"), &username, "wrong").await;
        told.expect_status(422);
    }
    for forwarded in ["198.51.100.1", "127.0.0.1", "", "203.0.113.7, 198.51.100.1"] {
        let told = try_in(&door, forwarded, &username, PASSWORD)
            .await
            .expect_status(429);
        assert_eq!(told.header("retry-after"), Some("900"), "{forwarded}");
    }
    house.clock("2024-03-04 09:15:01");
    try_in(&door, "", &username, PASSWORD).await.expect_status(303);
    house.end().await;
}

async fn behind_a_proxy_the_lock_holds_for_the_network_that_the_proxy_names(mut house: TestApp) {
    let proxy = "127.0.0.1".parse().expect("an address");
    house
        .reopen(|settings| settings.http.trusted_proxies = vec![proxy])
        .await;
    let door = desk::serve(&house).await;
    let unit = house.unit("甲街道", false).await;
    let id = house.person("执笔人", Role::Reporter, unit).await;
    let username = house.viewer(id).await.person.username;
    // What the client writes itself stands before what the proxy adds.
    for n in 0..5 {
        let told = try_in(&door, &format!("203.0.{n}.7, 198.51.100.9"), &username, "wrong").await;
        told.expect_status(422);
    }
    let from_there = try_in(&door, "192.0.2.1, 198.51.100.9", &username, PASSWORD).await;
    from_there.expect_status(429);
    // The true owner comes from elsewhere.
    try_in(&door, "192.0.2.1", &username, PASSWORD)
        .await
        .expect_status(303);
    house.end().await;
}

/// A house that lets an address ask so often, behind a proxy that names the clients.
async fn paced(mut house: TestApp, change: impl FnOnce(&mut Settings)) -> (TestApp, Client) {
    let proxy = "127.0.0.1".parse().expect("an address");
    house
        .reopen(|settings| {
            settings.http.trusted_proxies = vec![proxy];
            change(settings);
        })
        .await;
    let door = desk::serve(&house).await;
    (house, door)
}

/// That an answer says 429 and when to come again; in seconds.
fn told_to_wait(answer: &Answer, max_s: u64) -> u64 {
    assert_eq!(answer.status, 429, "{}", answer.text());
    let wait: u64 = answer
        .header("retry-after")
        .expect("a time")
        .parse()
        .expect("seconds");
    assert!((1..=max_s).contains(&wait), "{wait} s");
    wait
}

async fn an_address_that_asks_too_often_is_told_when_to_come_again(house: TestApp) {
    let (house, door) = paced(house, |settings| settings.limits.requests_per_s = 1).await;
    let one = door.with_header("x-forwarded-for", "198.51.100.9");
    let mut refused = None;
    for n in 0..40 {
        let answer = one.get("/sign-in").await;
        if answer.status != 200 {
            assert!(n >= 3, "a burst is let pass, not {n}");
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a refusal");
    let wait = told_to_wait(&refused, 2);
    assert_eq!(refused.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(refused.text().contains("操作太频繁"), "{}", refused.text());
    assert_eq!(refused.header("x-content-type-options"), Some("nosniff"));
    // A programme is told by a problem document, at either door.
    for (path, client) in [
        ("/sign-in", one.with_header("accept", "application/json")),
        ("/api/v1/me", one.clone()),
    ] {
        let refused = client.get(path).await;
        told_to_wait(&refused, 2);
        assert_eq!(
            refused.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        assert_eq!(refused.json::<Value>()["status"], 429, "{path}");
    }
    // Others are served, and may sign in.
    let username = house.viewer(house.admin).await.person.username;
    try_in(&door, "192.0.2.1", &username, PASSWORD)
        .await
        .expect_status(303);
    // Whoever waits as told is served again.
    tokio::time::sleep(Duration::from_secs(wait)).await;
    one.get("/sign-in").await.expect_status(200);
    house.end().await;
}

async fn a_person_searches_so_often_in_a_minute_by_both_doors_together(house: TestApp) {
    let (house, door) = paced(house, |settings| settings.limits.searches_per_minute = 4).await;
    let unit = house.unit("甲街道", false).await;
    let (one, other) = (
        house.person("执笔人", Role::Reporter, unit).await,
        house.person("同事", Role::Reporter, unit).await,
    );
    let page = house.signed_in(&door, one).await;
    let program = door.with_token(&desk::token(&house, one, Scope::Read).await);
    for _ in 0..2 {
        page.get("/search?q=夜校").await.expect_status(200);
        program.get("/api/v1/search?q=夜校").await.expect_status(200);
    }
    let refused = page.get("/search?q=夜校").await;
    told_to_wait(&refused, 16);
    assert!(refused.text().contains("<html"), "a page, with the way back");
    let refused = program.get("/api/v1/search?q=夜校").await;
    told_to_wait(&refused, 16);
    assert_eq!(refused.json::<Value>()["status"], 429);
    page.get("/articles").await.expect_status(200);
    let colleague = house.signed_in(&door, other).await;
    colleague.get("/search?q=夜校").await.expect_status(200);
    house.end().await;
}
