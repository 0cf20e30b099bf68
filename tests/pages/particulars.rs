//! 计分标记、联合报送单位与自定任务 in a browser: the forms work without scripts, fit desk and phone, and refuse aloud.

use zhibao::people;

use super::stage::Stage;
use crate::looks;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

looks! {
    particulars_are_recorded
}

async fn particulars_are_recorded(house: TestApp, screen: Screen) {
    let stage = Stage::set(house).await;
    let (door, browser) = (stage.house.serve().await, Browser::open().await);
    let page = format!("{}/articles/{}", door.origin(), stage.adopted);
    let tab = stage.tab(&browser, screen, door.origin(), stage.editor).await;
    tab.goto(&page).await;
    tab.evaluate("document.querySelector('#particulars details').open = true; document.querySelector('#particulars').scrollIntoView()")
        .await;
    tab.screenshot("particulars-form").await;
    tab.assert_fits().await;
    tab.assert_accessible().await;
    tab.scripts(false).await;
    tab.fill("联合报送单位 1", "天上街道").await;
    tab.follow("button", "登记").await;
    tab.wait_for_text("没有“天上街道”这个单位").await;
    tab.screenshot("particulars-refused").await;
    tab.click("checkbox", "原创").await;
    tab.fill("联合报送单位 1", "望海街道").await;
    tab.fill("占比 1", "40").await;
    tab.follow("button", "登记").await;
    tab.wait_for_text("望海街道 40%").await;
    tab.scripts(true).await;
    tab.evaluate("document.querySelector('#particulars').scrollIntoView()")
        .await;
    tab.screenshot("particulars-recorded").await;
    tab.assert_fits().await;
    tab.complaints().await;

    let admin = stage
        .tab(&browser, screen, door.origin(), stage.house.admin)
        .await;
    let units = people::organisations(stage.house.app.db.reader())
        .await
        .expect("units");
    let unit = units
        .iter()
        .find(|unit| unit.short_name == "望海街道")
        .expect("a unit");
    admin
        .goto(&format!("{}/organisations/{}", door.origin(), unit.id))
        .await;
    admin
        .evaluate("document.querySelector('#targets').scrollIntoView()")
        .await;
    admin.screenshot("targets-form").await;
    admin.assert_fits().await;
    admin.assert_accessible().await;
    admin
        .goto(&format!("{}/people/{}", door.origin(), stage.reporter))
        .await;
    admin.screenshot("person-full-time").await;
    admin.assert_fits().await;
    admin.assert_accessible().await;
    browser.close().await;
    stage.house.end().await;
}
