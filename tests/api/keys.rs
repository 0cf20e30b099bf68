//! Creating once: a key, a body, one row, one answer (QUALITY R15, T20, T21).

use entity::{article, remembered_answer};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use zhibao::actor::Once;
use zhibao::audit::{self, Deed};

use super::desk::{self, Desk, read};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    the_same_request_is_done_once_and_answered_alike
    twenty_at_once_make_one_draft
    a_key_belongs_to_its_person_and_its_body
    a_refused_request_gives_its_key_back
    twenty_at_once_make_one_of_what_may_be_only_once
    an_answer_that_was_lost_is_written_again_at_once
    a_deed_that_never_committed_holds_no_key
}

fn keyed(client: &Client, key: &str) -> Client {
    client.with_header("idempotency-key", key)
}

async fn n_articles(desk: &Desk) -> u64 {
    article::Entity::find()
        .count(desk.house.app.db.reader())
        .await
        .expect("a count")
}

async fn the_same_request_is_done_once_and_answered_alike(house: TestApp) {
    let desk = desk::open(house).await;
    let client = keyed(&desk.reporter.1, "k-1");
    let first = read(
        client
            .post_json("/api/v1/articles", &json!({ "title": "一稿" }))
            .await,
        201,
    );
    let again = read(
        client
            .post_json("/api/v1/articles", &json!({ "title": "一稿" }))
            .await,
        201,
    );
    assert_eq!(first, again);
    assert_eq!(n_articles(&desk).await, 1);
    desk.house.end().await;
}

async fn twenty_at_once_make_one_draft(house: TestApp) {
    let desk = desk::open(house).await;
    let client = keyed(&desk.reporter.1, "k-20");
    let body = json!({ "title": "同时来的" });
    let all = (0..20).map(|_| client.post_json("/api/v1/articles", &body));
    let answers = futures_util::future::join_all(all).await;
    let documents: Vec<Value> = answers.into_iter().map(|answer| read(answer, 201)).collect();
    assert!(documents.iter().all(|document| *document == documents[0]));
    assert_eq!(n_articles(&desk).await, 1);
    desk.house.end().await;
}

async fn a_key_belongs_to_its_person_and_its_body(house: TestApp) {
    let desk = desk::open(house).await;
    let client = keyed(&desk.reporter.1, "k-2");
    read(
        client
            .post_json("/api/v1/articles", &json!({ "title": "甲" }))
            .await,
        201,
    );
    let problem = read(
        client
            .post_json("/api/v1/articles", &json!({ "title": "乙" }))
            .await,
        409,
    );
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("Idempotency-Key"))
    );
    let outlet = json!({ "name": "清溪周刊", "level": "district", "class": "journal" });
    read(
        keyed(&desk.editor.1, "k-2")
            .post_json("/api/v1/outlets", &outlet)
            .await,
        201,
    );
    for wrong in ["", "a b", &"k".repeat(201)] {
        let problem = read(
            keyed(&desk.reporter.1, wrong)
                .post_json("/api/v1/articles", &json!({}))
                .await,
            422,
        );
        assert_eq!(problem["errors"][0]["field"], "Idempotency-Key");
    }
    assert_eq!(n_articles(&desk).await, 1);
    desk.house.end().await;
}

async fn a_refused_request_gives_its_key_back(house: TestApp) {
    let desk = desk::open(house).await;
    let client = keyed(&desk.editor.1, "k-3");
    let outlet = |level: &str| json!({ "name": "东川晚报", "level": level, "class": "newspaper" });
    read(
        client.post_json("/api/v1/outlets", &outlet("galactic")).await,
        422,
    );
    read(
        client.post_json("/api/v1/outlets", &outlet("municipal")).await,
        201,
    );
    desk.house.end().await;
}

/// The second of two at once finds its name taken by the first: it is told what the first one made, not that.
async fn twenty_at_once_make_one_of_what_may_be_only_once(house: TestApp) {
    let desk = desk::open(house).await;
    let client = keyed(&desk.editor.1, "k-21");
    let body = json!({ "name": "南浦日报", "level": "district", "class": "newspaper" });
    let all = (0..20).map(|_| client.post_json("/api/v1/outlets", &body));
    let answers = futures_util::future::join_all(all).await;
    let documents: Vec<Value> = answers.into_iter().map(|answer| read(answer, 201)).collect();
    assert!(documents.iter().all(|document| *document == documents[0]));
    let other = json!({ "name": "北浦日报", "level": "district", "class": "newspaper" });
    read(client.post_json("/api/v1/outlets", &other).await, 409);
    desk.house.end().await;
}

/// The key is in the deed's own transaction, so after a crash it is there with the deed, and is answered at once.
async fn an_answer_that_was_lost_is_written_again_at_once(house: TestApp) {
    let desk = desk::open(house).await;
    let client = keyed(&desk.reporter.1, "k-4");
    let body = json!({ "title": "断电那一刻" });
    let first = read(client.post_json("/api/v1/articles", &body).await, 201);
    // As the process leaves it that dies between the deed's commit and keeping its answer.
    let tx = zhibao::db::write(&desk.house.app.db).await.expect("a writer");
    remembered_answer::Entity::update_many()
        .col_expr(remembered_answer::Column::Body, Expr::value(None::<String>))
        .exec(&tx)
        .await
        .expect("forgotten");
    tx.commit().await.expect("committed");
    let again = read(client.post_json("/api/v1/articles", &body).await, 201);
    assert_eq!(first, again);
    let other = json!({ "title": "另一篇" });
    read(client.post_json("/api/v1/articles", &other).await, 409);
    assert_eq!(n_articles(&desk).await, 1);
    desk.house.end().await;
}

/// A deed that was rolled back leaves no key: the same request is simply done.
async fn a_deed_that_never_committed_holds_no_key(house: TestApp) {
    let desk = desk::open(house).await;
    let (person, app) = (desk.reporter.0, &desk.house.app);
    let mut actor = desk.house.viewer(person).await.actor;
    actor.once = Some(Once {
        deed: "start_draft",
        key: "k-5".into(),
        digest: "0".repeat(64),
    });
    let deed = || Deed::done("start_draft", "article", 1);
    let tx = zhibao::db::write(&app.db).await.expect("a writer");
    audit::note(&tx, &actor, deed(), app.clock.now())
        .await
        .expect("noted");
    let second = audit::note(&tx, &actor, deed(), app.clock.now()).await;
    assert!(matches!(second, Err(zhibao::Error::Refused(_))), "{second:?}");
    drop(tx);
    let body = json!({ "title": "从头再来" });
    let client = keyed(&desk.reporter.1, "k-5");
    read(client.post_json("/api/v1/articles", &body).await, 201);
    assert_eq!(n_articles(&desk).await, 1);
    desk.house.end().await;
}
