//! The lists and the import in a real Chromium, on the desk, on the phone and on paper.

use super::screen::tell;
use crate::looks;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

looks! {
    lists_and_import_hold
}

async fn lists_and_import_hold(house: TestApp, screen: Screen) {
    let told = tell(house).await;
    let (origin, browser) = (told.door.origin().to_owned(), Browser::open().await);
    let sign_in = async |id| {
        let username = told.house.viewer(id).await.person.username;
        browser.signed_in(screen, &origin, &username).await
    };
    let admin = sign_in(told.house.admin).await;
    for (path, name) in [
        ("/import/people", "import-people"),
        ("/import/organisations", "import-organisations"),
        ("/people", "people"),
        ("/roster", "roster"),
    ] {
        admin.look(&origin, path, name).await;
    }
    let editor = sign_in(told.editor).await;
    for (path, name) in [
        ("/standings?period=2024-03", "standings"),
        ("/adoptions", "adoptions"),
        ("/desk?queue=unclaimed", "desk"),
    ] {
        editor.look(&origin, path, name).await;
    }
    editor.goto(&format!("{origin}/standings?period=2024-03")).await;
    editor.print_view(true).await;
    editor.screenshot("standings-on-paper").await;
    editor.wait_for_text("打印于 2024-03-04").await;
    browser.close().await;
    told.house.end().await;
}
