//! Shares that the authors chose (custom): an article of two writers and a photographer, by form and by API, brings each
//! writer their part to the hundredth, the parts add up to the whole, and the photographer has nothing of it.

use entity::{ArticleId, PersonId, Role, Scope, SubjectKind};
use serde_json::json;
use zhibao::ledger;
use zhibao::newsroom::Decision;
use zhibao::points::Points;

use crate::api::desk::{self, id, read};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::client::{CSRF_FIELD, Client};

stories! {
    chosen_shares_are_paid_to_the_hundredth_by_form_and_by_api
}

/// 1.37 for an adoption: neither 60:40 nor a third of it comes out even.
const SCHEME: &str = "code = \"F\"\nname = \"自定分成\"\nlevels = [\"市级\"]\n\
    [authors]\nsplit = \"custom\"\n\
    [adoption]\ncell = [{ code = \"市级\", level = \"市级\", points = 1.37 }]\n";

/// The people of the byline.
struct Crew {
    first: PersonId,
    second: PersonId,
    photographer: PersonId,
    editor: PersonId,
}

async fn crew(house: &TestApp) -> Crew {
    let unit = house.unit("甲街道", false).await;
    Crew {
        first: house.person("执笔人甲", Role::Reporter, unit).await,
        second: house.person("执笔人乙", Role::Reporter, unit).await,
        photographer: house.person("摄影丙", Role::Reporter, unit).await,
        editor: house.person("编辑丁", Role::Editor, house.top).await,
    }
}

/// Files an article of 60 : 40 as a person does who fills in the page.
async fn by_form(house: &TestApp, browser: &Client) -> ArticleId {
    let begun = browser
        .submit("/write", "/articles", &[])
        .await
        .expect_status(303);
    let edit = begun.location().expect("the page to write on").to_owned();
    let article = edit.trim_end_matches("/edit");
    let csrf = browser.csrf(&edit).await;
    let long = "实".repeat(300);
    let form = [
        (CSRF_FIELD, csrf.as_str()),
        ("version", "1"),
        ("body_kind", "text"),
        ("title", "三人同写一桥"),
        ("type", "work_update"),
        ("body", &long),
        ("author", "执笔人甲"),
        ("author_role", "writer"),
        ("share", "60"),
        ("author", "执笔人乙"),
        ("author_role", "writer"),
        ("share", "40"),
        ("author", "摄影丙"),
        ("author_role", "photographer"),
        ("share", ""),
    ];
    // Shares that make no whole are not taken.
    let mut half = form;
    half[11].1 = "30";
    let refused = browser.post_form(&format!("{article}/submit"), &half).await;
    assert!(
        refused.expect_status(422).text().contains("90"),
        "the sum is told"
    );
    let key: ArticleId = article.trim_start_matches("/articles/").parse().expect("a key");
    let version = house.article(key).await.version.to_string();
    let mut whole = form;
    whole[1].1 = &version;
    browser
        .post_form(&format!("{article}/submit"), &whole)
        .await
        .expect_status(303);
    key
}

/// Files an article of 33.33 : 66.67 as a program does.
async fn by_api(program: &Client, crew: &Crew) -> ArticleId {
    let draft = json!({
        "title": "三人同写一路", "type": "work_update", "body_html": format!("<p>{}</p>", "路".repeat(300)),
        "authors": [
            { "person_id": crew.first.0, "share": "33.33" },
            { "person_id": crew.second.0, "craft": "writer", "share": "66.67" },
            { "person_id": crew.photographer.0, "craft": "photographer" },
        ],
    });
    let made = read(program.post_json("/api/v1/articles", &draft).await, 201);
    let article = id(&made["article"]);
    let path = format!("/api/v1/articles/{article}/submit");
    read(program.post_json(&path, &json!({ "version": 1 })).await, 200);
    ArticleId(article)
}

async fn chosen_shares_are_paid_to_the_hundredth_by_form_and_by_api(house: TestApp) {
    let door = desk::serve(&house).await;
    house.scheme(SCHEME, "2024-01-01").await;
    let crew = crew(&house).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let browser = house.signed_in(&door, crew.first).await;
    let program = door.with_token(&desk::token(&house, crew.first, Scope::Write).await);
    let (formed, sent) = (by_form(&house, &browser).await, by_api(&program, &crew).await);
    for (article, parts) in [(formed, [82, 55]), (sent, [46, 91])] {
        house
            .decide(crew.editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        house
            .adopt(crew.editor, adoption(article, outlet, "2024-03-02"))
            .await
            .expect("recorded");
        let rows = ledger::postings_of_article(house.app.db.reader(), article)
            .await
            .expect("postings");
        let of_person = |person: PersonId| -> Vec<i64> {
            rows.iter()
                .filter(|row| row.posting.subject_kind == SubjectKind::Person)
                .filter(|row| row.posting.subject_id == person.0 && row.posting.points != 0)
                .map(|row| row.posting.points)
                .collect()
        };
        assert_eq!(of_person(crew.first), [parts[0]], "{article}");
        assert_eq!(of_person(crew.second), [parts[1]], "{article}");
        assert_eq!(parts[0] + parts[1], 137, "the whole");
        assert!(of_person(crew.photographer).is_empty(), "{article}");
    }
    let told = browser.get("/notices").await.expect_status(200).text();
    for points in ["计 0.82 分", "计 0.46 分"] {
        assert!(told.contains(points), "{points}: {told}");
    }
    let editor = house.signed_in(&door, crew.editor).await;
    for (person, total) in [
        (crew.first, "1.28"),
        (crew.second, "1.46"),
        (crew.photographer, "0"),
    ] {
        let printed = house.points(SubjectKind::Person, person.0, "2024-03").await;
        assert_eq!(printed, total, "{person}");
        let path = format!("/statements/person/{person}?period=2024-03");
        let page = editor.get(&path).await.expect_status(200).text();
        let hundredths = total.parse::<Points>().expect("points").fixed();
        assert!(
            page.contains(&format!(">{hundredths}</a>")),
            "{hundredths}: {page}"
        );
    }
    house.assert_ledger_is_whole().await;
    house.end().await;
}
