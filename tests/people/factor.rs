//! The second factor: a code is good once and for its moment, wrong ones lock like wrong passwords, a lost factor has
//! three ways out, and whoever must have one reaches nothing else before (QUALITY C4, C16, T9).

use chrono::TimeDelta;
use entity::{PersonId, Role, Scope, second_factor};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use totp_rs::{Builder, Totp};
use zhibao::people::{self, Secret};
use zhibao::settings::SecondFactor;
use zhibao::{backup, newsroom};

use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::command::zhibao;

stories! {
    a_code_opens_the_house_once_and_near_its_moment_alone
    a_right_password_alone_opens_nothing_but_the_page_of_the_code
    wrong_codes_lock_an_account_as_wrong_passwords_do
    a_lost_factor_has_a_way_out_each_once
    who_must_have_a_factor_reaches_nothing_else_without_one
    who_may_have_a_factor_renews_and_removes_it_by_password
    a_seed_is_read_with_the_key_beside_the_database_alone
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

async fn a_lost_factor_has_a_way_out_each_once(house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let phone = enrolled(&house, editor).await;
    let door = desk::serve(&house).await;
    assert_eq!(phone.recovery.len(), 10);
    let client = half(&house, &door, editor).await;
    let typed = phone.recovery[3].to_lowercase().replace('-', " ");
    assert!(came_in(&types(&client, &typed).await), "a recovery code");
    let page = client.get("/second-factor").await.expect_status(200);
    assert!(page.text().contains("还有 9 个恢复码"), "{}", page.text());
    let second = half(&house, &door, editor).await;
    types(&second, &phone.recovery[3]).await.expect_status(422);

    // An admin on the page of the person, and by the API; the person is told.
    let admin = house.signed_in(&door, house.admin).await;
    let person = format!("/people/{editor}");
    let reset = format!("{person}/second-factor/reset");
    admin.submit(&person, &reset, &[]).await.expect_status(303);
    assert_eq!(client.get("/desk").await.status, 303, "every session has ended");
    let (back, answer) = knocks(&house, &door, editor, PASSWORD).await;
    assert!(came_in(&answer), "the password is enough again");
    let told = back.get("/notices").await.expect_status(200);
    assert!(told.text().contains("重置了您的动态验证码"), "{}", told.text());
    admin.submit(&person, &reset, &[]).await.expect_status(409);
    enrolled(&house, editor).await;
    let program = door.with_token(&desk::token(&house, house.admin, Scope::Write).await);
    let path = format!("/api/v1/people/{editor}/second-factor/reset");
    program.post_json(&path, &json!({})).await.expect_status(200);
    program.post_json(&path, &json!({})).await.expect_status(409);

    // At the console; a recovery code of a factor that is gone opens nothing.
    let phone = enrolled(&house, editor).await;
    if house.app.settings.database.url.is_empty() {
        let data = house.app.settings.data_dir.clone();
        let username = house.viewer(editor).await.person.username;
        let said =
            tokio::task::spawn_blocking(move || zhibao(&data, &["person", "reset-factor", &username], ""))
                .await
                .expect("it ran");
        assert_eq!(said.code, 0, "{said:?}");
    } else {
        let console = people::console_admin(&house.app).await.expect("the console");
        newsroom::reset_factor(&house.app, &console, editor)
            .await
            .expect("reset");
    }
    let fresh = enrolled(&house, editor).await;
    let client = half(&house, &door, editor).await;
    types(&client, &phone.recovery[0]).await.expect_status(422);
    assert!(came_in(&types(&client, &fresh.recovery[0]).await));
    house.end().await;
}

async fn who_must_have_a_factor_reaches_nothing_else_without_one(mut house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人", Role::Reporter, unit).await;
    let held: Vec<PersonId> = [
        house.person("编辑", Role::Editor, house.top).await,
        house.person("监督", Role::Supervisor, house.top).await,
        house.admin,
    ]
    .into();
    house
        .reopen(|settings| settings.sign_in.second_factor = Some(SecondFactor::Required))
        .await;
    let door = desk::serve(&house).await;
    let (free, answer) = knocks(&house, &door, reporter, PASSWORD).await;
    assert!(came_in(&answer));
    free.get("/articles").await.expect_status(200);
    for id in &held {
        let (client, _) = knocks(&house, &door, *id, PASSWORD).await;
        for page in ["/", "/notices", "/outlets", "/terms"] {
            assert_eq!(
                client.get(page).await.location(),
                Some("/second-factor"),
                "{page}"
            );
        }
        let csrf = client.csrf("/second-factor").await;
        for action in ["/me/tokens", "/notices/read-all"] {
            client
                .post_form(action, &[("csrf", csrf.as_str())])
                .await
                .expect_status(403);
        }
    }
    let (client, _) = knocks(&house, &door, held[0], PASSWORD).await;
    let before = client.cookie("__Host-sid").expect("a key");
    let begin = async |password: &str| {
        client
            .submit(
                "/second-factor",
                "/second-factor/begin",
                &[("password", password)],
            )
            .await
    };
    begin("Wrong-Paper-7-Lamps").await.expect_status(422);
    let page = begin(PASSWORD).await.expect_status(200).text();
    assert!(page.contains("<svg"), "{page}");
    let seed = page.split("id=\"seed\">").nth(1).expect("a seed");
    let phone = Phone::with(seed.split('<').next().expect("its end"));
    let wrong = if phone.code(&house, 0) == "000000" {
        "000001"
    } else {
        "000000"
    };
    let confirm = async |code: &str| {
        client
            .submit("/second-factor", "/second-factor/confirm", &[("code", code)])
            .await
    };
    let again = confirm(wrong).await.expect_status(422).text();
    assert!(again.contains("id=\"seed\">"), "the picture is still there");
    let done = confirm(&phone.code(&house, 0)).await.expect_status(200).text();
    let paper = done.split("id=\"recovery-codes\"").nth(1).expect("codes");
    assert_eq!(
        paper
            .split("</ol>")
            .next()
            .expect("a list")
            .matches("<li")
            .count(),
        10
    );
    client.get("/desk").await.expect_status(200);
    let thief = Client::new(door.origin());
    thief.set_cookie("__Host-sid", &before);
    assert_eq!(
        thief.get("/me").await.status,
        303,
        "the key changes with the right"
    );
    let shown = client.get("/second-factor").await.expect_status(200).text();
    assert!(!shown.contains("id=\"seed\""), "a seed is shown once");

    // It cannot be switched off again, on no door.
    let fields = [("password", PASSWORD)];
    client
        .submit("/second-factor", "/second-factor/remove", &fields)
        .await
        .expect_status(409);
    let program = door.with_token(&desk::token(&house, held[0], Scope::Write).await);
    let state: Value = program
        .get("/api/v1/me/second-factor")
        .await
        .expect_status(200)
        .json();
    assert_eq!(
        (&state["is_required"], &state["n_recovery_codes"]),
        (&json!(true), &json!(10))
    );
    let body = json!({ "password": PASSWORD });
    let path = "/api/v1/me/second-factor/remove";
    program.post_json(path, &body).await.expect_status(409);
    // Whoever had a session before they were appointed is held up from that moment on.
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    let promoted = people::NewAppointment {
        person_id: reporter,
        organisation_id: house.top,
        role: Role::Editor,
        from_on: house.app.today(),
        until_on: None,
    };
    newsroom::appoint(&house.app, &admin, &promoted)
        .await
        .expect("appointed");
    assert_eq!(free.get("/articles").await.location(), Some("/second-factor"));
    house.end().await;
}

async fn who_may_have_a_factor_renews_and_removes_it_by_password(house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let old = enrolled(&house, editor).await;
    let door = desk::serve(&house).await;
    // A renewal that is not confirmed changes nothing.
    let viewer = house.viewer(editor).await;
    let password = Secret::new(PASSWORD.into());
    people::begin_factor(&house.app, &viewer, &password)
        .await
        .expect("begun");
    pass(&house, 60);
    let client = half(&house, &door, editor).await;
    assert!(came_in(&types(&client, &old.code(&house, 0)).await));
    let new = enrolled(&house, editor).await;
    assert_eq!(client.get("/desk").await.status, 303, "other sessions end");
    pass(&house, 60);
    let client = half(&house, &door, editor).await;
    types(&client, &old.code(&house, 0)).await.expect_status(422);
    types(&client, &old.recovery[0]).await.expect_status(422);
    assert!(came_in(&types(&client, &new.code(&house, 0)).await));

    // An enrolment does not wait for ever.
    let viewer = house.viewer(editor).await;
    let begun = people::begin_factor(&house.app, &viewer, &password)
        .await
        .expect("begun");
    pass(&house, 601);
    let late = Phone::with(begun.seed.reveal()).code(&house, 0);
    let confirmed = people::confirm_factor(&house.app, &viewer, &late, "a test").await;
    assert!(
        matches!(confirmed, Err(zhibao::Error::Refused(_))),
        "{confirmed:?}"
    );

    let remove = async |password: &str| {
        client
            .submit(
                "/second-factor",
                "/second-factor/remove",
                &[("password", password)],
            )
            .await
    };
    remove("Wrong-Paper-7-Lamps").await.expect_status(422);
    remove(PASSWORD).await.expect_status(303);
    let (_, answer) = knocks(&house, &door, editor, PASSWORD).await;
    assert!(came_in(&answer), "the password is enough again");
    enrolled(&house, editor).await;
    let program = door.with_token(&desk::token(&house, editor, Scope::Write).await);
    let path = "/api/v1/me/second-factor/remove";
    let body = |password: &str| json!({ "password": password });
    program
        .post_json(path, &body("Wrong-Paper-7-Lamps"))
        .await
        .expect_status(422);
    program.post_json(path, &body(PASSWORD)).await.expect_status(200);
    program.post_json(path, &body(PASSWORD)).await.expect_status(409);
    assert!(
        zhibao::audit::verify(house.app.db.reader())
            .await
            .expect("walked")
            .is_ok()
    );
    house.end().await;
}

async fn a_seed_is_read_with_the_key_beside_the_database_alone(house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let phone = enrolled(&house, editor).await;
    let row = second_factor::Entity::find_by_id(editor)
        .one(house.app.db.reader())
        .await
        .expect("read")
        .expect("a row");
    assert!(!format!("{row:?}").contains(&phone.seed));
    let folder = &house.app.settings.data_dir;
    for name in ["zhibao.sqlite3", "zhibao.sqlite3-wal"] {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        let raw = phone.totp.secret().as_bytes();
        let plain = [phone.seed.as_bytes(), raw, phone.recovery[0].as_bytes()];
        for secret in plain {
            assert!(!bytes.windows(secret.len()).any(|some| some == secret), "{name}");
        }
    }

    // A backup holds the key, for its owner alone.
    let away = crate::support::folder();
    let copy = away.path().join("copy");
    backup::make(&house.app.settings, &house.app.clock, &copy)
        .await
        .expect("a backup")
        .expect("nothing is damaged");
    let key = folder.join("seal.key");
    let kept = std::fs::read(&key).expect("a key");
    assert_eq!(std::fs::read(copy.join("seal.key")).expect("its copy"), kept);

    // Without it nobody comes in by a code, and the page says what to do.
    let door = house.serve().await;
    std::fs::remove_file(&key).expect("removed");
    let client = half(&house, &door, editor).await;
    pass(&house, 60);
    let told = types(&client, &phone.code(&house, 0)).await.expect_status(503);
    assert!(told.text().contains("reset-factor"), "{}", told.text());
    assert!(
        came_in(&types(&client, &phone.recovery[0]).await),
        "recovery codes need no key"
    );
    std::fs::write(&key, kept).expect("brought back");
    let client = half(&house, &door, editor).await;
    types(&client, &phone.code(&house, 0)).await.expect_status(503);
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("closed");
    assert!(came_in(&types(&client, &phone.code(&house, 0)).await));
    house.end().await;
}
