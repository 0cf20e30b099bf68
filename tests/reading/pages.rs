//! Every page in a real Chromium, on the desk and on the phone: nothing sticks out, nothing complains, axe is content.

use super::story::Story;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen, Tab};

stories! {
    every_page_holds_on_the_desk
    every_page_holds_on_the_phone
}

async fn look(tab: &Tab, origin: &str, path: &str, name: &str) {
    tab.goto(&format!("{origin}{path}")).await;
    tab.screenshot(name).await;
    tab.assert_fits().await;
    tab.assert_accessible().await;
    tab.assert_quiet().await;
}

async fn sign_in(browser: &Browser, screen: Screen, origin: &str, username: &str) -> Tab {
    let tab = browser.visitor(screen).await;
    tab.goto(&format!("{origin}/sign-in")).await;
    tab.fill("用户名", username).await;
    tab.fill("密码", PASSWORD).await;
    tab.follow("button", "登录").await;
    // The home page belongs to another file and another test.
    tab.complaints().await;
    tab
}

async fn walk(house: TestApp, screen: Screen) {
    let story = Story::tell(house).await;
    let waiting = story.house.submit(story.reporter, "巷子里的议事厅", 300).await;
    let (door, browser) = (story.house.serve().await, Browser::open().await);
    let (origin, id) = (door.origin().to_owned(), story.article);

    let reporter = sign_in(&browser, screen, &origin, &story.username(story.reporter).await).await;
    look(&reporter, &origin, &format!("/articles/{id}"), "article-reporter").await;
    look(
        &reporter,
        &origin,
        &format!("/articles/{id}/revisions/1"),
        "revision",
    )
    .await;
    look(
        &reporter,
        &origin,
        &format!("/articles/{id}/diff?from=1&to=3"),
        "diff",
    )
    .await;
    assert_eq!(
        reporter.count("button", "撤回").await,
        0,
        "nothing is withdrawn after acceptance"
    );
    look(&reporter, &origin, "/notices", "notices").await;
    look(&reporter, &origin, "/me", "account").await;
    look(&reporter, &origin, "/password", "password").await;
    reporter.goto(&format!("{origin}/articles/{id}")).await;
    reporter.print_view(true).await;
    reporter.screenshot("article-on-paper").await;

    let editor = sign_in(&browser, screen, &origin, &story.username(story.editor).await).await;
    look(&editor, &origin, &format!("/articles/{id}"), "article-editor").await;
    look(&editor, &origin, "/notices", "notices-empty").await;

    let reviewer = sign_in(&browser, screen, &origin, &story.username(story.reviewer).await).await;
    look(&reviewer, &origin, "/sign", "sign").await;
    let returning = format!("/articles/{}/return-from-unit", waiting.id);
    look(&reviewer, &origin, &returning, "sign-return").await;
    look(
        &reviewer,
        &origin,
        &format!("/articles/{}", waiting.id),
        "sign-article",
    )
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

async fn every_page_holds_on_the_desk(house: TestApp) {
    Box::pin(walk(house, Screen::Desk)).await;
}

async fn every_page_holds_on_the_phone(house: TestApp) {
    Box::pin(walk(house, Screen::Phone)).await;
}
