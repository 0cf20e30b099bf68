//! The audit log says in the reader's language what a deed changed: field, value before, value after.

use entity::{Language, OrganisationClass};
use zhibao::people::{self, OrganisationChange};

use super::stage::Stage;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    the_log_tells_a_change_in_words_and_never_in_json
}

async fn the_log_tells_a_change_in_words_and_never_in_json(house: TestApp) {
    let stage = Stage::set(house).await;
    let (house, app) = (&stage.house, &stage.house.app);
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    let unit = house.unit("老名字街道", false).await;
    let was = people::organisation(app.db.reader(), unit).await.expect("a unit");
    let change = OrganisationChange {
        name: "新名字街道".into(),
        short_name: was.short_name.clone(),
        class: OrganisationClass::Village,
        parent_id: was.parent_id,
        needs_signature: true,
        is_contact_point: false,
        is_model_point: false,
        is_encouraged: false,
        closed_on: None,
    };
    zhibao::newsroom::change_organisation(app, &admin, (unit, was.version), &change)
        .await
        .expect("changed");
    let door = house.serve().await;
    let client = house.signed_in(&door, stage.supervisor).await;
    let page = client
        .get("/audit?deed=change_organisation")
        .await
        .expect_status(200)
        .text();
    for words in [
        "名称：<del>老名字街道</del> → 新名字街道",
        "类别：<del>街道</del> → 村居",
        "须审签：<del>否</del> → 是",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        !page.contains("简称："),
        "what stayed the same is not told: {page}"
    );
    let returned = client.get("/audit?deed=return").await.expect_status(200).text();
    assert!(
        returned.contains("状态：<del>待审签</del> → 退回修改"),
        "{returned}"
    );
    let supervisor = house.viewer(stage.supervisor).await;
    people::choose_language(app, &supervisor, Language::English)
        .await
        .expect("a language");
    let english = client.get("/audit?size=100").await.expect_status(200).text();
    assert!(
        english.contains("State: <del>Awaiting signature</del> → Returned"),
        "{english}"
    );
    let listed = english.split("<main").nth(1).expect("a page");
    assert!(
        !listed.contains("{&#34;") && !listed.contains("{\""),
        "no JSON: {english}"
    );
    stage.house.end().await;
}
