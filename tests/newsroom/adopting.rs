//! Recording adoptions: once each, checked, told to the reporter with points.

use entity::{Role, Scope};
use serde_json::{Value, json};
use zhibao::Error;
use zhibao::newsroom::{self, Decision, NewAdoption, NewOutlet};

use crate::api::desk;
use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    an_adoption_cannot_be_recorded_twice
    a_change_of_level_is_dated
    bad_fields_are_named_each_at_its_place
    an_adoption_is_recorded_under_an_alias_of_its_outlet_by_form_and_by_api
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

async fn an_adoption_is_recorded_under_an_alias_of_its_outlet_by_form_and_by_api(house: TestApp) {
    let (_, editor, article) = accepted(&house).await;
    let new = NewOutlet {
        name: "新海日报".to_owned(),
        aliases: vec!["新海客户端".to_owned(), "ＸＨ Daily".to_owned()],
        pages: Vec::new(),
        level: "provincial".to_owned(),
        class: "bulletin".to_owned(),
        from_on: day("2020-01-01"),
    };
    let admin = house.viewer(house.admin).await;
    let outlet = newsroom::add_outlet(&house.app, &admin, &new)
        .await
        .expect("an outlet");
    newsroom::add_alias(&house.app, &admin, outlet, "新海发布")
        .await
        .expect("an alias");
    let other = house.outlet("新海晚报", "municipal").await;
    let door = desk::serve(&house).await;
    let page = house.signed_in(&door, editor).await;
    let form = format!("/articles/{article}/adoptions/new");
    let to = format!("/articles/{article}/adoptions");
    let row = |name: &'static str, page: &'static str| {
        [
            ("outlet", name),
            ("outlet_id", ""),
            ("on", "2024-03-01"),
            ("position", "plain"),
            ("form", "alone"),
            ("origin", ""),
            ("headline", ""),
            ("page", page),
            ("link", ""),
            ("evidence", ""),
        ]
    };
    assert!(
        page.get(&form).await.text().contains("新海发布"),
        "aliases are offered"
    );
    page.submit(&form, &to, &row("《新海发布》", "1 版"))
        .await
        .expect_status(303);
    let told = page
        .submit(&form, &to, &row("新海", "2 版"))
        .await
        .expect_status(422);
    assert!(
        told.text().contains("媒体库里没有这个名称"),
        "half a name is no name"
    );
    // The same outlet on the same day in the same position, under its own name: recorded before.
    let told = page
        .submit(&form, &to, &row("新海日报", "1 版"))
        .await
        .expect_status(422);
    assert!(told.text().contains("已经登记过"), "{}", told.text());

    let program = door.with_token(&desk::token(&house, editor, Scope::Write).await);
    let record = async |more: Value| {
        let mut body = json!({ "article_id": article.0, "adopted_on": "2024-03-02" });
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        program.post_json("/api/v1/adoptions", &body).await
    };
    let recorded = record(json!({ "outlet": "xhdaily" }))
        .await
        .expect_status(201)
        .json::<Value>();
    assert_eq!(
        (&recorded["outlet_id"], &recorded["level"]),
        (&json!(outlet.0), &json!("provincial"))
    );
    record(json!({ "outlet": "新海客户端" })).await.expect_status(409);
    let told = record(json!({ "outlet": "新海" }))
        .await
        .expect_status(422)
        .json::<Value>();
    assert_eq!(told["errors"][0]["field"], "outlet", "{told:#}");
    for both_or_none in [json!({}), json!({ "outlet": "新海日报", "outlet_id": other.0 })] {
        let told = record(both_or_none).await.expect_status(422).json::<Value>();
        assert_eq!(told["errors"][0]["field"], "outlet_id", "{told:#}");
    }
    let rows = newsroom::adoptions_of(house.app.db.reader(), article)
        .await
        .expect("rows");
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.outlet_id == outlet), "{rows:?}");
    house.end().await;
}
