//! Nothing that was typed is lost (FEATURES 1 and 2): the network is cut, the session ends, the tab is closed.

use entity::PersonId;
use zhibao::{db, people};

use super::stage::Stage;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen, Tab};

stories! {
    text_typed_without_a_network_after_the_session_ended_is_offered_after_signing_in_again
    what_rested_a_few_seconds_is_on_another_machine_after_the_browser_died
}

const TYPED: &str = "停网期间写下的一段话，一个字也不能少。";
const BODY: &str = "正文写在编辑器里，也一个字不能少。";

/// Opens a new piece and waits until the server has its title.
async fn begin(tab: &Tab, origin: &str, title: &str) -> String {
    tab.goto(&format!("{origin}/write")).await;
    tab.follow("button", "开始写").await;
    tab.wait_for_text("报送前检查").await;
    tab.fill("标题", title).await;
    tab.wait_for_text("已保存").await;
    tab.url().await
}

/// Types into the note, which is a plain field and is saved like everything else.
async fn type_note(tab: &Tab, text: &str) {
    tab.evaluate("document.querySelector('[name=note]').closest('details')?.setAttribute('open', '')")
        .await;
    tab.evaluate("document.querySelector('[name=note]').focus()")
        .await;
    tab.type_text(text).await;
}

async fn end_sessions(stage: &Stage, who: PersonId) {
    let app = &stage.house.app;
    let tx = db::write(&app.db).await.expect("a transaction");
    people::revoke_all(&tx, who, app.clock.now())
        .await
        .expect("signed out");
    tx.commit().await.expect("committed");
}

async fn text_typed_without_a_network_after_the_session_ended_is_offered_after_signing_in_again(
    house: TestApp,
) {
    let stage = Stage::set(house).await;
    let (door, browser) = (stage.house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();
    let tab = stage.tab(&browser, Screen::Phone, &origin, stage.reporter).await;
    let page = begin(&tab, &origin, "断网也不怕").await;
    tab.network(false).await;
    tab.write_body(BODY).await;
    type_note(&tab, TYPED).await;
    tab.wait_for_text("已存本机").await;
    end_sessions(&stage, stage.reporter).await;
    tab.network(true).await;
    tab.press("Control+s").await;
    tab.wait_for_text("登录已过期").await;
    tab.screenshot("expired").await;

    // The tab is gone; somebody comes back later and signs in anew.
    tab.goto(&format!("{origin}/sign-in")).await;
    tab.fill(
        "用户名",
        &stage.house.viewer(stage.reporter).await.person.username,
    )
    .await;
    tab.fill("密码", crate::support::app::PASSWORD).await;
    tab.follow("button", "登录").await;
    tab.goto(&page).await;
    tab.wait_for_text("发现本机有未保存的内容").await;
    tab.screenshot("offered").await;
    tab.click("button", "看一看").await;
    tab.wait_for_text("服务器上的").await;
    tab.screenshot("both").await;
    tab.click("button", "恢复").await;
    tab.wait_for_body(BODY).await;
    assert_eq!(note(&tab).await, TYPED);
    tab.wait_for_text("已保存").await;
    tab.reload().await;
    assert_eq!(note(&tab).await, TYPED, "the server has it now");
    tab.wait_for_body(BODY).await;
    browser.close().await;
    stage.house.end().await;
}

async fn what_rested_a_few_seconds_is_on_another_machine_after_the_browser_died(house: TestApp) {
    let stage = Stage::set(house).await;
    let door = stage.house.serve().await;
    let origin = door.origin().to_owned();
    let first = Browser::open().await;
    let tab = stage.tab(&first, Screen::Desk, &origin, stage.reporter).await;
    let page = begin(&tab, &origin, "换一台电脑接着写").await;
    tab.write_body(BODY).await;
    type_note(&tab, TYPED).await;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    first.close().await;
    let second = Browser::open().await;
    let tab = stage.tab(&second, Screen::Desk, &origin, stage.reporter).await;
    tab.goto(&page).await;
    assert_eq!(tab.value_of("标题").await, "换一台电脑接着写");
    assert_eq!(note(&tab).await, TYPED);
    tab.wait_for_body(BODY).await;
    second.close().await;
    stage.house.end().await;
}

async fn note(tab: &Tab) -> String {
    let value = tab.evaluate("document.querySelector('[name=note]').value").await;
    value.as_str().unwrap_or_default().to_owned()
}
