//! Switching a second factor on, renewing and removing it; and who may not do without.

use entity::{PersonId, Role, Scope};
use serde_json::{Value, json};
use zhibao::newsroom;
use zhibao::people::{self, Secret};
use zhibao::settings::SecondFactor;

use super::{Phone, came_in, enrolled, half, knocks, pass, types};
use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

stories! {
    who_must_have_a_factor_reaches_nothing_else_without_one
    a_required_factor_is_switched_off_on_no_door
    who_may_have_a_factor_renews_and_removes_it_by_password
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

async fn a_required_factor_is_switched_off_on_no_door(mut house: TestApp) {
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let phone = enrolled(&house, editor).await;
    house
        .reopen(|settings| settings.sign_in.second_factor = Some(SecondFactor::Required))
        .await;
    let door = desk::serve(&house).await;
    pass(&house, 60);
    let client = half(&house, &door, editor).await;
    assert!(came_in(&types(&client, &phone.code(&house, 0)).await));
    let fields = [("password", PASSWORD)];
    client
        .submit("/second-factor", "/second-factor/remove", &fields)
        .await
        .expect_status(409);
    let program = door.with_token(&desk::token(&house, editor, Scope::Write).await);
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
    client.get("/desk").await.expect_status(200);
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
