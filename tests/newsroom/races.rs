//! Many at once: one row, one owner, everybody told.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::{Role, Scope};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use zhibao::ledger;
use zhibao::newsroom::{self, Decision};

use crate::api::desk;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    of_a_thousand_posts_of_one_adoption_one_is_created
    of_twenty_editors_who_claim_one_gets_it
}

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

/// One POST, which asks again while the house says that it is busy; how it ended, and how often it had to ask.
async fn post(program: Client, body: Value) -> (u16, u32) {
    for asked in 1.. {
        let answer = program.post_json("/api/v1/adoptions", &body).await;
        if answer.status != 503 {
            return (answer.status, asked);
        }
        tokio::time::sleep(Duration::from_millis(u64::from(asked.min(20)) * 25)).await;
    }
    unreachable!("it asks until it is answered")
}

async fn of_a_thousand_posts_of_one_adoption_one_is_created(mut house: TestApp) {
    house
        .reopen(|settings| {
            settings.limits.connections = 4_096;
            settings.limits.connections_per_address = 4_096;
        })
        .await;
    let door = desk::serve(&house).await;
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let article = house.submit(reporter, "抢着登记", 300).await.id;
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    let outlet = house.outlet("市府信息", "municipal").await;
    let program = door.with_token(&desk::token(&house, editor, Scope::Write).await);
    let body =
        json!({ "article_id": article.0, "outlet_id": outlet.0, "adopted_on": "2024-03-01", "page": "1 版" });
    let mut posts = JoinSet::new();
    for _ in 0..1_000 {
        posts.spawn(post(program.clone(), body.clone()));
    }
    let mut by_status: BTreeMap<u16, usize> = BTreeMap::new();
    for (status, _) in posts.join_all().await {
        *by_status.entry(status).or_default() += 1;
    }
    assert_eq!(by_status, BTreeMap::from([(201, 1), (409, 999)]));
    let db = house.app.db.reader();
    let rows = newsroom::adoptions_of(db, article).await.expect("read");
    assert_eq!(rows.len(), 1);
    let postings = ledger::postings_of_article(db, article).await.expect("postings");
    let mut by_subject: BTreeMap<(&str, i64), usize> = BTreeMap::new();
    for row in postings
        .iter()
        .filter(|row| row.posting.contra == "issued:adoption")
    {
        let subject = (row.posting.subject_kind.code(), row.posting.subject_id);
        *by_subject.entry(subject).or_default() += 1;
    }
    let once = BTreeMap::from([(("person", reporter.0), 1), (("unit", unit.0), 1)]);
    assert_eq!(by_subject, once, "{postings:#?}");
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn of_twenty_editors_who_claim_one_gets_it(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let mut editors = Vec::new();
    for n in 0..20 {
        let id = house.person(&format!("编辑{n}"), Role::Editor, house.top).await;
        editors.push(house.viewer(id).await.editor().expect("an editor"));
    }
    let mut articles = Vec::new();
    for n in 0..10 {
        articles.push(house.submit(reporter, &format!("待领取 {n}"), 300).await);
    }
    let mut claims = JoinSet::new();
    for article in &articles {
        for editor in &editors {
            let (app, editor, id, version) = (house.app.clone(), editor.clone(), article.id, article.version);
            claims.spawn(async move { newsroom::claim(&app, &editor, id, version).await.is_ok() });
        }
    }
    let claimed = claims.join_all().await;
    assert_eq!(claimed.into_iter().filter(|one| *one).count(), articles.len());
    for article in &articles {
        assert!(house.article(article.id).await.claimed_by.is_some());
    }
}
