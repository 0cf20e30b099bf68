//! The second factor at the door: a code is good once and for its moment, a password alone opens nothing, wrong codes
//! lock like wrong passwords (QUALITY C4, T9).

mod keeping;
mod ways_out;

use chrono::TimeDelta;
use entity::{PersonId, Role};
use totp_rs::{Builder, Totp};
use zhibao::people::{self, Secret};

use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};

stories! {
    a_code_opens_the_house_once_and_near_its_moment_alone
    a_right_password_alone_opens_nothing_but_the_page_of_the_code
    wrong_codes_lock_an_account_as_wrong_passwords_do
}

/// An app on a phone, and the recovery codes on paper.
pub struct Phone {
    totp: Totp,
    pub seed: String,
    pub recovery: Vec<String>,
}

impl Phone {
    /// An app that took over a seed.
    pub fn with(seed: &str) -> Self {
        let secret = totp_rs::Secret::try_from_base32(seed.replace(' ', "")).expect("a seed");
        Self {
            totp: Builder::new()
                .with_secret(secret)
                .build()
                .expect("a seed of 160 bits"),
            seed: seed.replace(' ', ""),
            recovery: Vec::new(),
        }
    }

    /// What it shows so many steps from now.
    pub fn code(&self, house: &TestApp, steps: i64) -> String {
        let at = house.app.clock.now().0 / 1000 + steps * 30;
        self.totp.generate(at.try_into().expect("after 1970")).to_string()
    }
}

/// Switches a person's factor on.
pub async fn enrolled(house: &TestApp, id: PersonId) -> Phone {
    let viewer = house.viewer(id).await;
    let password = Secret::new(PASSWORD.into());
    let begun = people::begin_factor(&house.app, &viewer, &password)
        .await
        .expect("begun");
    let phone = Phone::with(begun.seed.reveal());
    let code = phone.code(house, 0);
    let (_, recovery) = people::confirm_factor(&house.app, &viewer, &code, "a test")
        .await
        .expect("confirmed");
    Phone {
        recovery: recovery.iter().map(|code| code.reveal().to_owned()).collect(),
        ..phone
    }
}

fn pass(house: &TestApp, seconds: i64) {
    house
        .app
        .clock
        .set(house.app.clock.now().plus(TimeDelta::seconds(seconds)));
}

/// Types a password; whoever comes is a new browser.
async fn knocks(house: &TestApp, door: &Client, id: PersonId, password: &str) -> (Client, Answer) {
    let client = Client::new(door.origin());
    let username = house.viewer(id).await.person.username;
    let fields = [
        ("login", username.as_str()),
        ("password", password),
        ("next", "/notices"),
    ];
    let answer = client.submit("/sign-in", "/sign-in", &fields).await;
    (client, answer)
}

/// Types the right password, which leads to the page of the code.
async fn half(house: &TestApp, door: &Client, id: PersonId) -> Client {
    let (client, answer) = knocks(house, door, id, PASSWORD).await;
    let answer = answer.expect_status(303);
    assert_eq!(answer.location(), Some("/sign-in/code?next=%2Fnotices"));
    client
}

async fn types(client: &Client, code: &str) -> Answer {
    let fields = [("code", code), ("next", "/notices")];
    client.submit("/sign-in/code", "/sign-in/code", &fields).await
}

fn came_in(answer: &Answer) -> bool {
    answer.status == 303 && answer.location() == Some("/notices")
}

async fn a_code_opens_the_house_once_and_near_its_moment_alone(house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let phone = enrolled(&house, editor).await;
    let door = house.serve().await;
    // The code by which it was switched on is used up as well.
    let client = half(&house, &door, editor).await;
    let again = types(&client, &phone.code(&house, 0)).await.expect_status(422);
    assert!(again.text().contains("已经用过"), "{}", again.text());
    pass(&house, 300);
    for (steps, opens) in [
        (-2, false),
        (-1, true),
        (-1, false),
        (0, true),
        (0, false),
        (-1, false),
        (2, false),
        (1, true),
        (1, false),
        (0, false),
    ] {
        let client = half(&house, &door, editor).await;
        let answer = types(&client, &phone.code(&house, steps)).await;
        assert_eq!(
            came_in(&answer),
            opens,
            "{steps} steps from now: {}",
            answer.status
        );
        if !opens {
            // Four in a row do not lock yet; whoever comes in starts afresh.
            answer.expect_status(422);
        }
    }
    pass(&house, 600);
    let client = half(&house, &door, editor).await;
    let spaced: String = phone
        .code(&house, 0)
        .chars()
        .flat_map(|digit| [digit, ' '])
        .collect();
    assert!(came_in(&types(&client, &spaced).await), "as people type it");
    house.end().await;
}

async fn a_right_password_alone_opens_nothing_but_the_page_of_the_code(house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let phone = enrolled(&house, editor).await;
    let door = desk::serve(&house).await;
    let client = half(&house, &door, editor).await;
    let key = client.cookie("__Host-sid").expect("a key");
    for page in ["/", "/desk", "/me", "/second-factor", "/session", "/password"] {
        let told = client.get(page).await;
        let to = told.location().unwrap_or_default().to_owned();
        assert!(
            told.status == 303 && to.starts_with("/sign-in?next="),
            "{page}: {to}"
        );
    }
    assert_eq!(
        client.get("/sign-in").await.location(),
        Some("/sign-in/code?next=%2F")
    );
    let csrf = client.csrf("/sign-in/code").await;
    for action in [
        "/me/tokens",
        "/password",
        "/second-factor/begin",
        "/me/sessions/end-all",
    ] {
        client
            .post_form(action, &[("csrf", csrf.as_str())])
            .await
            .expect_status(401);
    }
    door.with_token(&key).get("/api/v1/me").await.expect_status(401);
    let db = house.app.db.reader();
    let listed = people::sessions(db, editor, house.app.clock.now())
        .await
        .expect("sessions");
    assert_eq!(
        listed.len(),
        1,
        "the one that switched it on: half a session is no device"
    );

    pass(&house, 60);
    assert!(came_in(&types(&client, &phone.code(&house, 0)).await));
    assert_ne!(
        client.cookie("__Host-sid"),
        Some(key.clone()),
        "the key changes with the right"
    );
    client.get("/desk").await.expect_status(200);
    let thief = Client::new(door.origin());
    thief.set_cookie("__Host-sid", &key);
    assert_eq!(thief.get("/desk").await.status, 303, "the half session has ended");
    assert_eq!(thief.get("/sign-in/code").await.location(), Some("/sign-in"));

    // It ends by itself, and by leaving.
    let client = half(&house, &door, editor).await;
    pass(&house, 601);
    assert_eq!(client.get("/sign-in/code").await.location(), Some("/sign-in"));
    let client = half(&house, &door, editor).await;
    client
        .submit("/sign-in/code", "/sign-in/cancel", &[])
        .await
        .expect_status(303);
    client.get("/sign-in").await.expect_status(200);
    house.end().await;
}

async fn wrong_codes_lock_an_account_as_wrong_passwords_do(house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let phone = enrolled(&house, editor).await;
    let door = house.serve().await;
    pass(&house, 60);
    for _ in 0..2 {
        knocks(&house, &door, editor, "Wrong-Paper-7-Lamps")
            .await
            .1
            .expect_status(422);
    }
    // A right password forgives nothing: else codes could be tried for ever.
    for wrong in ["000000", "ABCD-EFGH-JKLM-NPQR", "12"] {
        let client = half(&house, &door, editor).await;
        let wrong = if wrong == phone.code(&house, 0) {
            "000001"
        } else {
            wrong
        };
        types(&client, wrong).await.expect_status(422);
    }
    let (_, answer) = knocks(&house, &door, editor, PASSWORD).await;
    answer.expect_status(429);
    pass(&house, 15 * 60 + 1);
    let client = half(&house, &door, editor).await;
    for n in 0..5 {
        let wrong = format!("{:06}", n + 1);
        types(&client, &wrong).await;
    }
    let right = types(&client, &phone.code(&house, 0)).await.expect_status(429);
    assert!(right.header("retry-after").is_some());
    pass(&house, 15 * 60 + 1);
    let client = half(&house, &door, editor).await;
    assert!(came_in(&types(&client, &phone.code(&house, 0)).await));
    assert!(
        zhibao::audit::verify(house.app.db.reader())
            .await
            .expect("walked")
            .is_ok()
    );
    house.end().await;
}
