//! An editor switches the second factor on at a desk and signs in with it on a phone.

use chrono::TimeDelta;
use entity::Role;
use zhibao::settings::SecondFactor;

use super::Walk;
use crate::people::factor::Phone;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen};

stories! {
    an_editor_switches_on_the_second_factor_and_signs_in_with_it
}

async fn an_editor_switches_on_the_second_factor_and_signs_in_with_it(mut house: TestApp) {
    let editor = house.person("顾清", Role::Editor, house.top).await;
    let username = house.viewer(editor).await.person.username;
    house
        .reopen(|settings| settings.sign_in.second_factor = Some(SecondFactor::Required))
        .await;
    let (door, browser) = (house.serve().await, Browser::open().await);
    let mut taken = None;
    for (screen, name) in [(Screen::Desk, "desk"), (Screen::Phone, "phone")] {
        let walk = Walk::arrive((&browser, &door), screen).await;
        walk.sign_in(&username, PASSWORD).await;
        if taken.is_none() {
            walk.told("您的角色须绑定动态验证码", "forced").await;
            walk.tab.fill("密码", PASSWORD).await;
            walk.tab.follow("button", "开始绑定").await;
            walk.told("选择“扫描二维码”", "taking").await;
            let seed = walk
                .tab
                .evaluate("document.querySelector('#seed').textContent")
                .await;
            let phone = Phone::with(seed.as_str().expect("a seed"));
            walk.tab.fill("验证码", &phone.code(&house, 0)).await;
            walk.tab.follow("button", "确认绑定").await;
            walk.told("动态验证码已绑定", "recovery-codes").await;
            walk.tab.follow("link", "已保存好，进入系统").await;
            walk.open("/second-factor").await;
            walk.told("还有 10 个恢复码可用", "state").await;
            leave(&walk).await;
            walk.sign_in(&username, PASSWORD).await;
            taken = Some(phone);
        }
        let phone = taken.as_ref().expect("an app");
        walk.told("请打开手机上的验证器", &format!("code-{name}")).await;
        let wrong = if phone.code(&house, 0) == "000000" {
            "000001"
        } else {
            "000000"
        };
        walk.tab.fill("验证码", wrong).await;
        walk.tab.follow("button", "继续登录").await;
        walk.tab.wait_for_text("验证码不对").await;
        // The refused answer is a 422, which the browser notes as a failed load.
        assert_eq!(walk.tab.complaints().await.len(), 1);
        walk.see(&format!("code-refused-{name}")).await;
        house
            .app
            .clock
            .set(house.app.clock.now().plus(TimeDelta::seconds(60)));
        walk.tab.fill("验证码", &phone.code(&house, 0)).await;
        walk.tab.follow("button", "继续登录").await;
        walk.open("/second-factor").await;
        walk.told("还有 10 个恢复码可用", &format!("state-{name}")).await;
        walk.open("/me").await;
        walk.see(&format!("account-{name}")).await;
    }
    browser.close().await;
    house.end().await;
}

/// Signs out everywhere.
async fn leave(walk: &Walk) {
    walk.open("/me").await;
    walk.tab.follow("button", "退出全部设备").await;
}
