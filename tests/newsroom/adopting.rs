//! Recording adoptions: once each, checked, told to the reporter with points.

use entity::Role;
use zhibao::Error;
use zhibao::newsroom::{self, Decision, NewAdoption};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    an_adoption_cannot_be_recorded_twice
    a_change_of_level_is_dated
    bad_fields_are_named_each_at_its_place
}

async fn accepted(house: &TestApp) -> (entity::PersonId, entity::PersonId, entity::ArticleId) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let article = house.submit(reporter, "登记采用", 300).await.id;
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    (reporter, editor, article)
}

async fn an_adoption_cannot_be_recorded_twice(house: TestApp) {
    let (reporter, editor, article) = accepted(&house).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    house
        .adopt(editor, adoption(article, outlet, "2024-03-01"))
        .await
        .expect("recorded");
    let twice = house.adopt(editor, adoption(article, outlet, "2024-03-01")).await;
    assert!(matches!(twice, Err(Error::Refused(_))), "{twice:?}");
    let front = NewAdoption {
        position: "front_page".into(),
        ..adoption(article, outlet, "2024-03-01")
    };
    house
        .adopt(editor, front)
        .await
        .expect("another position is another adoption");
    assert_eq!(house.article(article).await.n_adoptions, 2);
    let notices = newsroom::notices(house.app.db.reader(), reporter, 10)
        .await
        .expect("notices");
    assert_eq!(
        notices.iter().filter(|notice| notice.kind == "adopted").count(),
        2
    );
    house.end().await;
}

async fn a_change_of_level_is_dated(house: TestApp) {
    let (_, editor, article) = accepted(&house).await;
    let outlet = house.outlet("新川客户端", "district").await;
    let viewer = house.viewer(editor).await;
    newsroom::move_outlet(
        &house.app,
        &viewer,
        outlet,
        ("provincial", "new_media"),
        day("2024-03-02"),
    )
    .await
    .expect("moved");
    let (old, _) = house
        .adopt(editor, adoption(article, outlet, "2024-03-01"))
        .await
        .expect("recorded");
    let (new, _) = house
        .adopt(editor, adoption(article, outlet, "2024-03-02"))
        .await
        .expect("recorded");
    assert_eq!(
        (old.level.as_str(), new.level.as_str()),
        ("district", "provincial")
    );
    let found = newsroom::find_outlet(house.app.db.reader(), "《新川客户端》 ")
        .await
        .expect("found")
        .expect("by name");
    assert_eq!(found.id, outlet);
    house.end().await;
}

async fn bad_fields_are_named_each_at_its_place(house: TestApp) {
    let (_, editor, article) = accepted(&house).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let bad = NewAdoption {
        adopted_on: day("2024-03-05"),
        url: "javascript:alert(1)".into(),
        position: "roof".into(),
        form: String::new(),
        ..adoption(article, outlet, "2024-03-01")
    };
    let Err(Error::Invalid(faults)) = house.adopt(editor, bad).await else {
        panic!("it was taken")
    };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_ref()).collect();
    assert_eq!(fields, ["url", "adopted_on", "position", "form"]);
    house.end().await;
}
