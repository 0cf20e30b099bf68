//! The lists and the import in a real Chromium, on the desk, on the phone and on paper.

use super::screen::tell;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen, Tab};

stories! {
    lists_and_import_hold_on_the_desk_and_on_paper
    lists_and_import_hold_on_the_phone
}

async fn look(tab: &Tab, origin: &str, path: &str, name: &str) {
    tab.goto(&format!("{origin}{path}")).await;
    tab.screenshot(name).await;
    tab.assert_fits().await;
    tab.assert_accessible().await;
    tab.assert_quiet().await;
}

async fn walk(house: TestApp, screen: Screen) {
    let told = tell(house).await;
    let (origin, browser) = (told.door.origin().to_owned(), Browser::open().await);
    let sign_in = async |id| {
        let username = told.house.viewer(id).await.person.username;
        let tab = browser.visitor(screen).await;
        tab.goto(&format!("{origin}/sign-in")).await;
        tab.fill("用户名", &username).await;
        tab.fill("密码", PASSWORD).await;
        tab.follow("button", "登录").await;
        tab.complaints().await;
        tab
    };
    let admin = sign_in(told.house.admin).await;
    for (path, name) in [
        ("/import/people", "import-people"),
        ("/import/organisations", "import-organisations"),
        ("/people", "people"),
        ("/roster", "roster"),
    ] {
        look(&admin, &origin, path, name).await;
    }
    let editor = sign_in(told.editor).await;
    for (path, name) in [
        ("/standings?period=2024-03", "standings"),
        ("/adoptions", "adoptions"),
        ("/desk?queue=unclaimed", "desk"),
    ] {
        look(&editor, &origin, path, name).await;
    }
    editor.goto(&format!("{origin}/standings?period=2024-03")).await;
    editor.print_view(true).await;
    editor.screenshot("standings-on-paper").await;
    editor.wait_for_text("打印于 2024-03-04").await;
    browser.close().await;
    told.house.end().await;
}

async fn lists_and_import_hold_on_the_desk_and_on_paper(house: TestApp) {
    Box::pin(walk(house, Screen::Desk)).await;
}

async fn lists_and_import_hold_on_the_phone(house: TestApp) {
    Box::pin(walk(house, Screen::Phone)).await;
}
