//! A lost second factor: a recovery code, an admin on two doors, the console; each once. And what is lost with the key.

use entity::{Role, Scope, second_factor};
use sea_orm::EntityTrait;
use serde_json::json;
use zhibao::{backup, newsroom, people};

use super::{came_in, enrolled, half, knocks, pass, types};
use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::command::zhibao;

stories! {
    a_lost_factor_has_a_way_out_each_once
    a_seed_is_read_with_the_key_beside_the_database_alone
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
