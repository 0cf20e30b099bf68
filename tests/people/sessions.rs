//! How long a session holds (QUALITY C5), what its cookie says of itself, and that a session which ended stays ended
//! (F8, T8).

use entity::{PersonId, Role};
use futures_util::future::join_all;
use sea_orm::EntityTrait;

use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};

stories! {
    a_session_ends_after_half_an_hour_of_rest
    a_session_ends_after_twelve_hours_whatever_happens
    a_key_is_new_at_each_sign_in_and_the_old_one_is_dead
    no_request_that_races_the_sign_out_brings_the_session_back
    every_cookie_is_for_this_host_alone_and_not_for_scripts
    over_plain_http_the_cookie_has_another_name_and_every_page_warns
}

/// The cookie of a session over TLS and on loopback.
const COOKIE: &str = "__Host-sid";

async fn somebody(house: &TestApp) -> (Client, PersonId, Client) {
    let door = desk::serve(house).await;
    let unit = house.unit("甲街道", false).await;
    let id = house.person("执笔人", Role::Reporter, unit).await;
    let browser = house.signed_in(&door, id).await;
    (door, id, browser)
}

/// Whether a browser is signed in still.
async fn holds(browser: &Client) -> bool {
    let answer = browser
        .with_header("accept", "application/json")
        .get("/session")
        .await;
    assert!(matches!(answer.status, 200 | 401), "{}", answer.status);
    answer.status == 200
}

/// A browser that has nothing but a key.
fn with_key(door: &Client, key: &str) -> Client {
    let browser = Client::new(door.origin());
    browser.set_cookie(COOKIE, key);
    browser
}

async fn a_session_ends_after_half_an_hour_of_rest(house: TestApp) {
    let (_, _, browser) = somebody(&house).await;
    for clock in ["09:29:59", "09:59:58", "10:29:57"] {
        house.clock(&format!("2024-03-04 {clock}"));
        assert!(holds(&browser).await, "it was used, at {clock}");
    }
    house.clock("2024-03-04 10:59:57");
    assert!(!holds(&browser).await, "thirty minutes of rest");
    let home = browser.get("/").await.expect_status(303);
    assert_eq!(home.location(), Some("/sign-in?next=%2F"));
    // What was refused does not count as use.
    house.clock("2024-03-04 11:20:00");
    assert!(!holds(&browser).await);
    house.end().await;
}

async fn a_session_ends_after_twelve_hours_whatever_happens(house: TestApp) {
    let (_, _, browser) = somebody(&house).await;
    for quarter in 1..48 {
        let (hour, minute) = (9 + quarter / 4, quarter % 4 * 15);
        house.clock(&format!("2024-03-04 {hour:02}:{minute:02}:00"));
        assert!(holds(&browser).await, "in use, at {hour}:{minute:02}");
    }
    house.clock("2024-03-04 20:59:59");
    assert!(holds(&browser).await);
    house.clock("2024-03-04 21:00:00");
    assert!(!holds(&browser).await, "twelve hours are over");
    house.end().await;
}

async fn a_key_is_new_at_each_sign_in_and_the_old_one_is_dead(house: TestApp) {
    let (door, id, browser) = somebody(&house).await;
    let username = house.viewer(id).await.person.username;
    let first = browser.cookie(COOKIE).expect("a key");
    assert!(first.len() >= 43, "256 bits in base64: {first}");
    // A key that somebody else chose (fixation) is not taken.
    let fixed = "f".repeat(first.len());
    let victim = with_key(&door, &fixed);
    let fields = [("login", username.as_str()), ("password", PASSWORD)];
    victim
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    let own = victim.cookie(COOKIE).expect("a key");
    assert!(own != fixed && own != first);
    assert!(holds(&victim).await && !holds(&with_key(&door, &fixed)).await);
    // Signing in again in the same browser ends what it had.
    let token = browser.csrf("/me").await;
    let fields = [
        ("csrf", token.as_str()),
        ("login", &username),
        ("password", PASSWORD),
    ];
    browser.post_form("/sign-in", &fields).await.expect_status(303);
    assert_ne!(browser.cookie(COOKIE).as_deref(), Some(first.as_str()));
    assert!(holds(&browser).await && !holds(&with_key(&door, &first)).await);
    // A new password ends every other device.
    let token = browser.csrf("/password").await;
    let fields = [
        ("csrf", token.as_str()),
        ("username", ""),
        ("old_password", PASSWORD),
        ("password", "Evening-Paper-8-Lamps"),
        ("again", "Evening-Paper-8-Lamps"),
    ];
    browser.post_form("/password", &fields).await.expect_status(303);
    assert!(!holds(&victim).await, "the other device");
    assert!(!holds(&with_key(&door, &own)).await);
    house.end().await;
}

async fn no_request_that_races_the_sign_out_brings_the_session_back(house: TestApp) {
    let (door, id, browser) = somebody(&house).await;
    let key = browser.cookie(COOKIE).expect("a key");
    let token = browser.csrf("/me").await;
    let now = house.app.clock.now();
    // Old enough that each of them writes that the session was seen.
    house.clock("2024-03-04 09:10:00");
    let racing = join_all((0..100).map(|n| {
        let one = with_key(&door, &key);
        async move {
            // Some come before the sign-out, some with it, some after.
            tokio::time::sleep(std::time::Duration::from_millis(n)).await;
            holds(&one).await
        }
    }));
    let out = async {
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        browser
            .post_form("/sign-out", &[("csrf", &token)])
            .await
            .expect_status(303)
    };
    let (_, out) = tokio::join!(racing, out);
    let cookie = set_cookies(&out);
    assert!(
        cookie
            .iter()
            .any(|one| one.starts_with("__Host-sid=;") && one.contains("Max-Age=0")),
        "{cookie:?}"
    );
    assert_eq!(browser.cookie(COOKIE), None);
    for clock in ["09:10:00", "09:12:00", "09:20:00"] {
        house.clock(&format!("2024-03-04 {clock}"));
        assert!(
            !holds(&with_key(&door, &key)).await,
            "the key is dead, at {clock}"
        );
    }
    let rows = entity::session::Entity::find()
        .all(house.app.db.reader())
        .await
        .expect("rows");
    let own: Vec<_> = rows.iter().filter(|row| row.person_id == id).collect();
    assert!(
        !own.is_empty() && own.iter().all(|row| row.revoked_at.is_some_and(|at| at > now)),
        "{own:?}"
    );
    house.end().await;
}

/// What an answer asks a browser to keep.
fn set_cookies(answer: &Answer) -> Vec<String> {
    let all = answer.headers.get_all("set-cookie").iter();
    all.map(|value| value.to_str().expect("a cookie").to_owned())
        .collect()
}

/// The attributes of the cookie of that name, sorted.
fn attributes<'a>(cookies: &'a [String], name: &str) -> Vec<&'a str> {
    let found = cookies.iter().find(|one| one.starts_with(&format!("{name}=")));
    let found = found.unwrap_or_else(|| panic!("no {name} in {cookies:?}"));
    let mut all: Vec<&str> = found.split("; ").skip(1).collect();
    all.sort_unstable();
    all
}

async fn every_cookie_is_for_this_host_alone_and_not_for_scripts(house: TestApp) {
    let (door, id, browser) = somebody(&house).await;
    let visitor = Client::new(door.origin());
    let gate = visitor.get("/sign-in").await;
    let username = house.viewer(id).await.person.username;
    let fields = [("login", username.as_str()), ("password", PASSWORD)];
    let session = visitor
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    let language = browser
        .submit("/me", "/language", &[("lang", "en")])
        .await
        .expect_status(303);
    let admin = house.signed_in(&door, house.admin).await;
    let said = admin
        .submit("/audit", "/audit/verify", &[])
        .await
        .expect_status(303);
    let strict = ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"];
    for (answer, name) in [
        (&gate, "gate"),
        (&session, COOKIE),
        (&language, "lang"),
        (&said, "flash"),
    ] {
        assert_eq!(attributes(&set_cookies(answer), name), strict, "{name}");
    }
    house.end().await;
}

async fn over_plain_http_the_cookie_has_another_name_and_every_page_warns(mut house: TestApp) {
    let warning = zhibao::i18n::t(entity::Language::Chinese, "page.plain_http");
    let of_admin = zhibao::i18n::t(entity::Language::Chinese, "admin.warn_plain_http");
    let username = house.viewer(house.admin).await.person.username;
    let fields = [("login", username.as_str()), ("password", PASSWORD)];
    // Not allowed: the cookie is for TLS alone, so a browser in the office would not even keep it.
    let door = desk::serve(&house).await;
    let office = |door: &Client| {
        let visitor = Client::new(door.origin()).with_header("host", "zhibao.office");
        visitor.with_header("origin", "http://zhibao.office")
    };
    let strict = office(&door)
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    assert!(attributes(&set_cookies(&strict), COOKIE).contains(&"Secure"));
    house
        .reopen(|settings| settings.http.allow_plain_http = true)
        .await;
    let door = desk::serve(&house).await;
    let visitor = office(&door);
    let page = visitor.get("/sign-in").await.expect_status(200);
    assert!(page.text().contains(&warning), "{}", page.text());
    let plain = visitor
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    let cookies = set_cookies(&plain);
    assert_eq!(
        attributes(&cookies, "sid"),
        ["HttpOnly", "Path=/", "SameSite=Lax"]
    );
    assert!(!cookies.iter().any(|one| one.starts_with(COOKIE)), "{cookies:?}");
    let home = visitor.get("/").await.expect_status(200).text();
    assert!(home.contains(&warning), "{home}");
    let installation = visitor.get("/installation").await.expect_status(200).text();
    assert!(installation.contains(&of_admin), "{installation}");
    // On this machine itself nothing travels: the strict cookie, and no warning on the page.
    let near = house.signed_in(&door, house.admin).await;
    assert!(near.cookie(COOKIE).is_some() && near.cookie("sid").is_none());
    assert!(!near.get("/").await.text().contains(&warning));
    house.end().await;
}
