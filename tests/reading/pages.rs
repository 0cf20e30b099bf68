//! Every page in a real Chromium, on the desk and on the phone: nothing sticks out, nothing complains, axe is content.

use super::story::Story;
use crate::looks;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

looks! {
    every_page_holds
}

async fn every_page_holds(house: TestApp, screen: Screen) {
    let story = Story::tell(house).await;
    let waiting = story.house.submit(story.reporter, "巷子里的议事厅", 300).await;
    let (door, browser) = (story.house.serve().await, Browser::open().await);
    let (origin, id) = (door.origin().to_owned(), story.article);

    let reporter = browser
        .signed_in(screen, &origin, &story.username(story.reporter).await)
        .await;
    reporter
        .look(&origin, &format!("/articles/{id}"), "article-reporter")
        .await;
    reporter
        .look(&origin, &format!("/articles/{id}/revisions/1"), "revision")
        .await;
    reporter
        .look(&origin, &format!("/articles/{id}/diff?from=1&to=3"), "diff")
        .await;
    assert_eq!(
        reporter.count("button", "撤回").await,
        0,
        "nothing is withdrawn after acceptance"
    );
    reporter.look(&origin, "/notices", "notices").await;
    reporter.look(&origin, "/me", "account").await;
    reporter.look(&origin, "/password", "password").await;
    reporter.goto(&format!("{origin}/articles/{id}")).await;
    reporter.print_view(true).await;
    reporter.screenshot("article-on-paper").await;

    let editor = browser
        .signed_in(screen, &origin, &story.username(story.editor).await)
        .await;
    editor
        .look(&origin, &format!("/articles/{id}"), "article-editor")
        .await;
    editor.look(&origin, "/notices", "notices-empty").await;

    let reviewer = browser
        .signed_in(screen, &origin, &story.username(story.reviewer).await)
        .await;
    reviewer.look(&origin, "/sign", "sign").await;
    let returning = format!("/articles/{}/return-from-unit", waiting.id);
    reviewer.look(&origin, &returning, "sign-return").await;
    reviewer
        .look(&origin, &format!("/articles/{}", waiting.id), "sign-article")
        .await;
    reviewer.follow("button", "审签").await;
    reviewer.wait_for_text("《巷子里的议事厅》已审签").await;
    reviewer.screenshot("sign-empty").await;
    assert_eq!(
        story.house.article(waiting.id).await.state,
        entity::ArticleState::Submitted
    );

    browser.close().await;
    story.house.end().await;
}
