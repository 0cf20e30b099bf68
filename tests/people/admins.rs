//! The house is never without an admin, whichever door is asked; and a person is added whole or not at all.

use entity::{PersonId, Role, Scope};
use serde_json::{Value, json};
use zhibao::error::Error;
use zhibao::newsroom;
use zhibao::people::{self, NewAppointment, NewPerson, Secret};

use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp, day};

stories! {
    the_last_admin_cannot_be_ended_or_disabled
    a_person_whose_appointment_is_refused_is_not_added
}

async fn held(house: &TestApp, id: PersonId) -> entity::AppointmentId {
    let all = people::appointments_of(house.app.db.reader(), id)
        .await
        .expect("appointments");
    all.first().expect("an appointment").id
}

fn is_refused<T>(result: &zhibao::Result<T>) -> bool {
    matches!(result, Err(Error::Refused(message)) if message.key == "refused.last_admin")
}

async fn the_last_admin_cannot_be_ended_or_disabled(house: TestApp) {
    let door = desk::serve(&house).await;
    let (first, app) = (house.admin, &house.app);
    let appointment = held(&house, first).await;
    let page = house.signed_in(&door, first).await;
    let ended = page
        .submit(
            &format!("/people/{first}"),
            &format!("/people/{first}/appointments/{appointment}/end"),
            &[("until_on", "2024-06-01")],
        )
        .await
        .expect_status(409);
    assert!(ended.text().contains("至少要有一位"), "{}", ended.text());
    let program = door.with_token(&desk::token(&house, first, Scope::Write).await);
    let body = json!({ "until_on": "2024-06-01" });
    let path = format!("/api/v1/appointments/{appointment}/dismiss");
    let told = program.post_json(&path, &body).await.expect_status(409);
    assert!(told.text().contains("管理员"), "{}", told.text());
    let console = people::console_admin(app).await.expect("the console");
    let by_console = newsroom::dismiss(app, &console, appointment, day("2024-06-01")).await;
    assert!(is_refused(&by_console), "{by_console:?}");

    // Somebody who is admin for a time is no successor.
    let second = house.person("二号管理", Role::Office, house.top).await;
    let admin = house.viewer(first).await.admin().expect("an admin");
    let for_a_time = NewAppointment {
        person_id: second,
        organisation_id: house.top,
        role: Role::Admin,
        from_on: day("2024-03-01"),
        until_on: Some(day("2024-12-31")),
    };
    newsroom::appoint(app, &admin, &for_a_time)
        .await
        .expect("appointed");
    let ended = newsroom::dismiss(app, &admin, appointment, day("2024-06-01")).await;
    assert!(is_refused(&ended), "{ended:?}");
    let guest = house.viewer(second).await.admin().expect("an admin");
    let version = house.viewer(first).await.person.version;
    let disabled = people::disable_person(app, &guest, first, version).await;
    assert!(is_refused(&disabled), "{disabled:?}");

    // With a successor both may go, but not each for the other.
    let third = house.person("三号管理", Role::Admin, house.top).await;
    let successor = house.viewer(third).await.admin().expect("an admin");
    people::disable_person(app, &successor, first, version)
        .await
        .expect("disabled");
    let last = held(&house, third).await;
    let ended = newsroom::dismiss(app, &successor, last, day("2024-06-01")).await;
    assert!(is_refused(&ended), "{ended:?}");
    let version = house.viewer(third).await.person.version;
    // The proof of the first was taken before the account was closed.
    let disabled = people::disable_person(app, &admin, third, version).await;
    assert!(is_refused(&disabled), "{disabled:?}");
    house.end().await;
}

async fn a_person_whose_appointment_is_refused_is_not_added(house: TestApp) {
    let door = desk::serve(&house).await;
    let n_people = async || {
        let all = people::people(house.app.db.reader()).await.expect("people");
        all.len()
    };
    let before = n_people().await;
    let page = house.signed_in(&door, house.admin).await;
    let fields = [
        ("name", "新人"),
        ("username", "xinren"),
        ("organisation_id", "987654321"),
        ("role", "reporter"),
        ("from_on", "2024-03-04"),
        ("until_on", ""),
    ];
    page.submit("/people/new", "/people", &fields)
        .await
        .expect_status(404);
    assert_eq!(n_people().await, before, "by the page");
    let program = door.with_token(&desk::token(&house, house.admin, Scope::Write).await);
    let body = |until: &str| {
        json!({
            "username": "xinren", "name": "新人", "password": PASSWORD,
            "appointment": { "organisation_id": house.top.0, "role": "reporter", "from_on": "2024-03-04", "until_on": until },
        })
    };
    program
        .post_json("/api/v1/people", &body("2024-03-04"))
        .await
        .expect_status(422);
    assert_eq!(n_people().await, before, "by the API");
    let admin = people::console_admin(&house.app).await.expect("the console");
    let new = NewPerson {
        username: "xinren".into(),
        name: "新人".into(),
        password: Secret::new(PASSWORD.into()),
    };
    let crossed = NewAppointment {
        person_id: PersonId(0),
        organisation_id: house.top,
        role: Role::Reporter,
        from_on: day("2024-03-04"),
        until_on: Some(day("2024-03-01")),
    };
    let refused = newsroom::add_person(&house.app, &admin, &new, Some(&crossed)).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(n_people().await, before, "at the console");
    let made = program
        .post_json("/api/v1/people", &body("2024-12-31"))
        .await
        .expect_status(201);
    assert_eq!(made.json::<Value>()["appointments"][0]["role"], "reporter");
    assert_eq!(n_people().await, before + 1);
    house.end().await;
}
