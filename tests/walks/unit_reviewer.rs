//! The unit reviewer, on a phone whose browser runs no script: a notice, the queue, a signature, a return with a
//! reason. Everything here is links and forms.

use entity::{ArticleState, Role};

use super::{Walk, file};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

stories! {
    a_unit_reviewer_signs_one_piece_and_returns_another
}

async fn a_unit_reviewer_signs_one_piece_and_returns_another(house: TestApp) {
    let unit = house.unit("柳林街道", true).await;
    let reporter = house.person("林岚", Role::Reporter, unit).await;
    house.person("沈知微", Role::UnitReviewer, unit).await;
    let sound = file(&house, reporter, "巷子里的议事厅开了第一百场").await;
    let thin = file(&house, reporter, "便民驿站延时服务到夜里十点").await;
    let (door, browser) = (house.serve().await, Browser::open().await);
    let walk = Walk {
        has_scripts: false,
        ..Walk::arrive((&browser, &door), Screen::Phone).await
    };
    walk.tab.scripts(false).await;
    walk.open("/sign-in").await;
    walk.see("sign-in").await;
    walk.sign_in("p2", crate::support::app::PASSWORD).await;
    walk.told("巷子里的议事厅开了第一百场", "home").await;

    walk.open("/notices").await;
    walk.see("notices").await;
    walk.open("/sign").await;
    walk.told("便民驿站延时服务到夜里十点", "queue").await;
    walk.open_link("巷子里的议事厅开了第一百场").await;
    walk.see("article").await;
    walk.tab.follow("button", "审签").await;
    walk.told("《巷子里的议事厅开了第一百场》已审签", "signed").await;
    assert_eq!(house.article(sound.id).await.state, ArticleState::Submitted);

    walk.open_link("便民驿站延时服务到夜里十点").await;
    walk.tab.follow("link", "退回修改").await;
    walk.see("return").await;
    walk.tab.click("radio", "事实、数据待核实").await;
    walk.tab
        .fill("意见（作者会看到）", "办结率的口径请与政务服务中心核对。")
        .await;
    walk.tab.follow("button", "退回修改").await;
    walk.told("《便民驿站延时服务到夜里十点》已退回", "returned")
        .await;
    walk.told("没有等待审签的稿件", "queue-empty").await;
    let back = house.article(thin.id).await;
    assert_eq!(back.state, ArticleState::Returned);
    walk.open(&format!("/articles/{}", thin.id)).await;
    walk.told("办结率的口径请与政务服务中心核对。", "article-returned")
        .await;
    // axe is a script itself.
    walk.tab.scripts(true).await;
    walk.tab.reload().await;
    walk.tab.assert_accessible().await;

    browser.close().await;
    house.end().await;
}
