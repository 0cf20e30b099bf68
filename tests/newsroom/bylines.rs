//! Who shares in points besides the reporters of the roster: full-time publicity officers (专职宣传人员) whom a scheme
//! leaves out, and external reporters (外部记者) who take a part that goes to nobody.

use entity::{ArticleId, PersonId, Role, Scope, SubjectKind};
use poem::http::Method;
use serde_json::json;
use zhibao::newsroom::Decision;

use crate::api::desk::{self, id, read};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::client::{CSRF_FIELD, Client};

stories! {
    a_full_time_officer_is_left_out_of_what_is_filed_after_the_mark
    external_reporters_dilute_and_nobody_gets_their_part
}

const LEAVES_OUT: &str = "code = \"Z\"\nname = \"专职不计\"\nlevels = [\"市级\"]\n[authors]\nsplit = \"equal\"\n\
    exclude_full_time = true\n[adoption]\ncell = [{ code = \"市级\", level = \"市级\", points = 10 }]\n";
const DILUTES: &str = "code = \"W\"\nname = \"外部稀释\"\nlevels = [\"市级\"]\n[authors]\nsplit = \"equal\"\n\
    external_dilutes = true\n[adoption]\ncell = [{ code = \"市级\", level = \"市级\", points = 10 }]\n";

async fn accept_and_adopt(house: &TestApp, editor: PersonId, article: ArticleId, outlet: entity::OutletId) {
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    house
        .adopt(editor, adoption(article, outlet, "2024-03-04"))
        .await
        .expect("recorded");
}

async fn a_full_time_officer_is_left_out_of_what_is_filed_after_the_mark(house: TestApp) {
    house.scheme(LEAVES_OUT, "2024-01-01").await;
    let door = desk::serve(&house).await;
    let unit = house.unit("甲街道", false).await;
    let officer = house.person("专职甲", Role::Reporter, unit).await;
    let editor = house.person("编辑丁", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let points = async || house.points(SubjectKind::Person, officer.0, "2024-03").await;
    let before = house.submit(officer, "标记之前的一篇", 300).await.id;
    accept_and_adopt(&house, editor, before, outlet).await;
    assert_eq!(points().await, "10");

    // By the page of the person; what was filed before stays as it is.
    let admin = house.signed_in(&door, house.admin).await;
    let page = format!("/people/{officer}");
    let version = house.viewer(officer).await.person.version.to_string();
    let csrf = admin.csrf(&page).await;
    let form = [
        (CSRF_FIELD, csrf.as_str()),
        ("version", &version),
        ("is_full_time", "true"),
    ];
    admin
        .post_form(&format!("{page}/full-time"), &form)
        .await
        .expect_status(303);
    admin
        .post_form(&format!("{page}/full-time"), &form)
        .await
        .expect_status(409);
    let shown = admin.get(&page).await.expect_status(200).text();
    assert!(
        shown.contains("<span class=\"tag\">专职宣传人员</span>"),
        "{shown}"
    );
    let log = admin
        .get("/audit?deed=mark_full_time")
        .await
        .expect_status(200)
        .text();
    assert!(log.contains("专职宣传人员：<del>否</del> → 是"), "{log}");
    assert_eq!(points().await, "10", "points stay as they were when it was filed");
    let after = house.submit(officer, "标记之后的一篇", 300).await.id;
    accept_and_adopt(&house, editor, after, outlet).await;
    assert_eq!(points().await, "10", "nothing is added");
    assert_eq!(
        house.points(SubjectKind::Unit, unit.0, "2024-03").await,
        "20",
        "the unit has both"
    );

    // Taken away by a program, the next article counts again.
    let program = door.with_token(&desk::token(&house, house.admin, Scope::Write).await);
    let version = house.viewer(officer).await.person.version;
    let path = format!("/api/v1/people/{officer}/full-time");
    let body = json!({ "version": version, "is_full_time": false });
    let answer = read(program.send_json(Method::PUT, &path, &body).await, 200);
    assert_eq!(answer["is_full_time"], json!(false));
    read(program.send_json(Method::PUT, &path, &body).await, 409);
    let last = house.submit(officer, "去掉标记后的一篇", 300).await.id;
    accept_and_adopt(&house, editor, last, outlet).await;
    assert_eq!(points().await, "20");
    house.assert_ledger_is_whole().await;
    house.end().await;
}

/// Files an article with two names that are on no roster, as a person does who fills in the page.
async fn by_form(house: &TestApp, browser: &Client, part: &str) -> ArticleId {
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
        ("title", "与晚报同写一桥"),
        ("type", "work_update"),
        ("body", &long),
        ("author", "执笔人甲"),
        ("author_role", "writer"),
        ("share", ""),
        ("author", "晚报记者"),
        ("author_role", part),
        ("share", ""),
        ("author", "电台记者"),
        ("author_role", part),
        ("share", ""),
    ];
    let key: ArticleId = article.trim_start_matches("/articles/").parse().expect("a key");
    browser
        .post_form(&format!("{article}/submit"), &form)
        .await
        .expect_status(303);
    let shown = browser.get(article).await.expect_status(200).text();
    assert_eq!(shown.contains("外部记者（文字）"), part == "external", "{shown}");
    assert_eq!(house.article(key).await.title, "与晚报同写一桥");
    key
}

async fn external_reporters_dilute_and_nobody_gets_their_part(house: TestApp) {
    house.scheme(DILUTES, "2024-01-01").await;
    let door = desk::serve(&house).await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑丁", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let browser = house.signed_in(&door, reporter).await;
    let points = async || house.points(SubjectKind::Person, reporter.0, "2024-03").await;

    // A name that nobody marked counts as it always did: not at all.
    let plain = by_form(&house, &browser, "writer").await;
    accept_and_adopt(&house, editor, plain, outlet).await;
    assert_eq!(points().await, "10");
    // Two external reporters are two: a third is left of ten.
    let marked = by_form(&house, &browser, "external").await;
    accept_and_adopt(&house, editor, marked, outlet).await;
    assert_eq!(points().await, "13.34");
    let rows = zhibao::ledger::postings_of_article(house.app.db.reader(), marked)
        .await
        .expect("postings");
    let people = rows
        .iter()
        .filter(|row| row.posting.subject_kind == SubjectKind::Person);
    assert!(
        people.clone().all(|row| row.posting.subject_id == reporter.0) && people.count() > 0,
        "{rows:#?}"
    );

    // The same by API; nobody of the roster is external.
    let program = door.with_token(&desk::token(&house, reporter, Scope::Write).await);
    let draft = |extern_id: Option<i64>| {
        json!({
            "title": "与晚报同写一路", "type": "work_update",
            "body_html": format!("<p>{}</p>", "路".repeat(300)),
            "authors": [
                { "person_id": reporter.0 },
                { "person_id": extern_id, "name": "晚报记者", "is_external": true },
            ],
        })
    };
    read(
        program
            .post_json("/api/v1/articles", &draft(Some(editor.0)))
            .await,
        422,
    );
    let made = read(program.post_json("/api/v1/articles", &draft(None)).await, 201);
    assert_eq!(made["authors"][1]["is_external"], json!(true));
    let sent = id(&made["article"]);
    let path = format!("/api/v1/articles/{sent}/submit");
    read(program.post_json(&path, &json!({ "version": 1 })).await, 200);
    accept_and_adopt(&house, editor, ArticleId(sent), outlet).await;
    assert_eq!(points().await, "18.34");
    house.assert_ledger_is_whole().await;
    house.end().await;
}
