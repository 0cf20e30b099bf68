//! A submission that is worded anew stands in the ledger once.

use entity::{ArticleId, PersonId, Role, SubjectKind};
use zhibao::newsroom::{self, Decision};

use crate::stories;
use crate::support::app::{TestApp, text};

stories! {
    an_article_that_came_back_and_was_accepted_counts_once
    an_article_that_came_back_and_was_withdrawn_counts_no_more
}

const SCHEME_A: &str = include_str!("../../assets/schemes/s01.toml");

/// A unit with one article that stands, and a second one that was returned and filed again with other words.
async fn second_wording(house: &TestApp) -> (i64, PersonId, ArticleId) {
    house.scheme(SCHEME_A, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    house.submit(reporter, "第一篇", 300).await;
    let second = house.submit(reporter, "第二篇", 300).await.id;
    let back = house
        .decide(editor, second, Decision::Return, "facts")
        .await
        .expect("returned");
    let proof = house.viewer(reporter).await.reporter().expect("a reporter");
    let saved = newsroom::save_draft(&house.app, &proof, second, back.version, &text("第二篇", 340))
        .await
        .expect("saved");
    newsroom::submit(&house.app, &proof, second, saved.article.version)
        .await
        .expect("filed again");
    (unit.0, editor, second)
}

async fn an_article_that_came_back_and_was_accepted_counts_once(house: TestApp) {
    let (unit, editor, second) = second_wording(&house).await;
    house
        .decide(editor, second, Decision::Accept, "")
        .await
        .expect("accepted");
    assert_eq!(house.points(SubjectKind::Unit, unit, "2024-03").await, "1");
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn an_article_that_came_back_and_was_withdrawn_counts_no_more(house: TestApp) {
    let (unit, _, second) = second_wording(&house).await;
    assert_eq!(house.points(SubjectKind::Unit, unit, "2024-03").await, "1");
    let article = house.article(second).await;
    let proof = house
        .viewer(article.reporter_id)
        .await
        .reporter()
        .expect("a reporter");
    newsroom::withdraw(&house.app, &proof, second, article.version, "内容有误")
        .await
        .expect("withdrawn");
    assert_eq!(
        house.points(SubjectKind::Unit, unit, "2024-03").await,
        "0",
        "neither the new wording nor the first one counts"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}
