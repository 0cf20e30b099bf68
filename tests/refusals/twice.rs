//! What comes twice, or too late, or from the wrong hands, at the pages: one deed, one clear answer, nothing told
//! (QUALITY T5, T20, G4).

use entity::Role;
use reqwest::Method;
use serde_json::json;

use crate::api::desk::{self, read};
use crate::api::walk::accepted;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::{Answer, CSRF_FIELD};

stories! {
    a_form_sent_twice_is_done_once
    a_form_over_an_older_version_changes_nothing
    a_foreign_page_is_byte_for_byte_a_missing_one
}

async fn a_form_sent_twice_is_done_once(house: TestApp) {
    let desk = desk::open(house).await;
    let article = accepted(&desk, "渡口新桥通车").await;
    desk.house.outlet("云岭日报", "provincial").await;
    let browser = desk.house.signed_in(&desk.visitor, desk.editor.0).await;
    let csrf = browser.csrf("/me").await;
    let path = format!("/articles/{article}/adoptions");
    let row = [
        (CSRF_FIELD, csrf.as_str()),
        ("outlet", "云岭日报"),
        ("outlet_id", ""),
        ("on", "2024-03-03"),
        ("position", "plain"),
        ("form", "alone"),
        ("origin", "original"),
        ("headline", ""),
        ("page", "1 版"),
        ("link", ""),
        ("evidence", ""),
    ];
    let sent = futures_util::future::join_all((0..6).map(|_| browser.post_form(&path, &row))).await;
    let done = sent.iter().filter(|answer| answer.status == 303).count();
    let told: Vec<&Answer> = sent.iter().filter(|answer| answer.status != 303).collect();
    assert_eq!(
        done,
        1,
        "{:?}",
        sent.iter().map(|answer| answer.status).collect::<Vec<_>>()
    );
    for answer in told {
        assert!(matches!(answer.status, 409 | 422), "{}", answer.status);
        assert!(answer.text().contains("已经登记过"), "{}", answer.text());
    }
    let kept = read(
        desk.editor
            .1
            .get(&format!("/api/v1/adoptions?article_id={article}"))
            .await,
        200,
    );
    assert_eq!(kept["total"], 1);
    desk.house.end().await;
}

async fn a_form_over_an_older_version_changes_nothing(house: TestApp) {
    let desk = desk::open(house).await;
    let browser = desk.house.signed_in(&desk.visitor, desk.house.admin).await;
    let csrf = browser.csrf("/me").await;
    let path = format!("/organisations/{}", desk.unit);
    let send = async |name: &str| {
        let fields = [
            (CSRF_FIELD, csrf.as_str()),
            ("version", "1"),
            ("name", name),
            ("short_name", name),
            ("class", "subdistrict"),
            ("parent_id", ""),
            ("needs_signature", "true"),
        ];
        browser.post_form(&path, &fields).await
    };
    send("甲街道").await.expect_status(303);
    let told = send("乙街道").await.expect_status(409).text();
    assert!(told.contains("刷新"), "{told}");
    let all = read(desk.admin.get("/api/v1/organisations").await, 200).to_string();
    assert!(all.contains("甲街道") && !all.contains("乙街道"));
    let outlet = desk.house.outlet("云岭日报", "provincial").await;
    for status in [303, 409] {
        let fields = [
            (CSRF_FIELD, csrf.as_str()),
            ("version", "1"),
            ("name", "云岭新报"),
        ];
        browser
            .post_form(&format!("/outlets/{outlet}/rename"), &fields)
            .await
            .expect_status(status);
    }
    desk.house.end().await;
}

/// What differs between any two answers: the number of the request and the nonce of its page.
fn bare(answer: &Answer, key: i64) -> String {
    let mut text = answer
        .text()
        .replace(&format!("/articles/{key}"), "/articles/KEY");
    let number = answer.header("x-request-id").expect("a number").to_owned();
    text = text.replace(&number, "NUMBER");
    let mut parts = text.split("nonce=\"");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    bare
}

async fn a_foreign_page_is_byte_for_byte_a_missing_one(house: TestApp) {
    let desk = desk::open(house).await;
    let made = read(
        desk.reporter
            .1
            .post_json("/api/v1/articles", &json!({ "title": "未公开" }))
            .await,
        201,
    );
    let article = made["article"]["id"].as_i64().expect("a key");
    let other = desk.house.unit("另一街道", false).await;
    let stranger = desk.house.person("外单位执笔人", Role::Reporter, other).await;
    let stranger = desk.house.signed_in(&desk.visitor, stranger).await;
    let csrf = stranger.csrf("/me").await;
    let missing = 987_654_321;
    for rest in ["", "/edit", "/revisions/1", "/diff?from=1&to=1"] {
        let mut told = Vec::new();
        for key in [article, missing] {
            let answer = stranger
                .get(&format!("/articles/{key}{rest}"))
                .await
                .expect_status(404);
            told.push(bare(&answer, key));
        }
        assert_eq!(told[0], told[1], "{rest}");
        assert!(!told[0].contains("未公开"));
    }
    for rest in ["submit", "withdraw", "save"] {
        let mut told = Vec::new();
        for key in [article, missing] {
            let body =
                format!("{CSRF_FIELD}={csrf}&version=1&title=a&type=work_update&body=b&body_kind=text");
            let form = Some("application/x-www-form-urlencoded");
            let path = format!("/articles/{key}/{rest}");
            let answer = stranger.send(Method::POST, &path, form, body.into_bytes()).await;
            told.push((answer.status, bare(&answer, key)));
        }
        assert_eq!(told[0], told[1], "{rest}");
    }
    desk.house.end().await;
}
