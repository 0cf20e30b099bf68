//! Under the profile `dengbao` a password lasts ninety days (QUALITY C2): then its owner chooses another before
//! anything else. Programs with a personal token are not held up.

use entity::{Role, Scope};
use zhibao::settings::PasswordProfile;

use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

stories! {
    a_password_of_ninety_days_is_changed_before_anything_else
    under_the_other_profile_a_password_grows_as_old_as_it_likes
}

async fn a_password_of_ninety_days_is_changed_before_anything_else(mut house: TestApp) {
    house.reopen(|settings| settings.sign_in.password_days = 90).await;
    let door = desk::serve(&house).await;
    let unit = house.unit("甲街道", false).await;
    let id = house.person("执笔人", Role::Reporter, unit).await;
    house.clock("2024-06-02 08:59:59");
    let program = door.with_token(&desk::token(&house, id, Scope::Read).await);
    let browser = house.signed_in(&door, id).await;
    browser.get("/articles").await.expect_status(200);

    house.clock("2024-06-02 09:00:00");
    for path in ["/", "/articles", "/write"] {
        let answer = browser.get(path).await.expect_status(303);
        assert_eq!(answer.location(), Some("/password"), "{path}");
    }
    let page = browser.get("/password").await.expect_status(200).text();
    assert!(page.contains("密码已使用满 90 天"), "{page}");
    let scripted = browser.with_header("accept", "application/json");
    let told = scripted.get("/articles").await.expect_status(403).text();
    assert!(told.contains("密码已到更换期限"), "{told}");
    program.get("/api/v1/articles").await.expect_status(200);

    let new = "Evening-Paper-8-Lamps";
    let again = [
        ("old_password", PASSWORD),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let same = browser.submit("/password", "/password", &again).await;
    same.expect_status(422);
    let fields = [("old_password", PASSWORD), ("password", new), ("again", new)];
    let done = browser
        .submit("/password", "/password", &fields)
        .await
        .expect_status(303);
    assert_eq!(done.location(), Some("/sign-in"));
    let username = house.viewer(id).await.person.username;
    let renewed = Client::new(door.origin());
    let fields = [("login", username.as_str()), ("password", new)];
    renewed
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    renewed.get("/articles").await.expect_status(200);
    house.end().await;
}

async fn under_the_other_profile_a_password_grows_as_old_as_it_likes(mut house: TestApp) {
    house
        .reopen(|settings| {
            settings.sign_in.password_days = 90;
            settings.sign_in.profile = PasswordProfile::Asvs;
        })
        .await;
    let door = desk::serve(&house).await;
    let unit = house.unit("甲街道", false).await;
    let id = house.person("执笔人", Role::Reporter, unit).await;
    house.clock("2024-12-02 09:00:00");
    let browser = house.signed_in(&door, id).await;
    browser.get("/articles").await.expect_status(200);
    house.end().await;
}
