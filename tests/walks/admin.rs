//! The admin at a desk: the one-time link of an empty house, an organisation, a person with a first appointment who
//! signs in and chooses a password, a scheme checked by one and published by another, a key for a program.

use entity::Role;

use super::Walk;
use crate::api::desk;
use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen};
use crate::support::workspace;

stories! {
    an_admin_furnishes_the_house
    the_first_admin_is_made_by_the_one_time_link: empty
}

async fn the_first_admin_is_made_by_the_one_time_link(house: TestApp) {
    let link = zhibao::people::setup_link(&house.app).await.expect("a link");
    let (door, browser) = (house.serve().await, Browser::open().await);
    let walk = Walk::arrive((&browser, &door), Screen::Desk).await;
    walk.open("/").await;
    walk.told("等待第一位管理员", "first-run").await;
    walk.open(&format!("/setup/{}", link.reveal())).await;
    walk.see("setup").await;
    walk.tab.fill("主办单位全称", "中共云岭区委办公室").await;
    walk.tab.fill("姓名", "罗青").await;
    walk.tab.fill("用户名", "luoqing").await;
    walk.tab.fill("密码", "short").await;
    walk.tab.follow("button", "建立并去登录").await;
    walk.tab.wait_for_text("12").await;
    // The refused answer is a 422, which the browser notes as a failed load.
    assert_eq!(walk.tab.complaints().await.len(), 1);
    walk.see("setup-refused").await;
    walk.tab.fill("密码", PASSWORD).await;
    walk.tab.follow("button", "建立并去登录").await;
    walk.told("管理员已建立，请登录。", "set-up").await;
    walk.open(&format!("/setup/{}", link.reveal())).await;
    walk.told("管理员已经设立，请登录。", "set-up-before").await;
    walk.sign_in("luoqing", PASSWORD).await;
    walk.told("从这里开始", "home").await;
    browser.close().await;
    house.end().await;
}

async fn an_admin_furnishes_the_house(house: TestApp) {
    let office = house.person("方知行", Role::Office, house.top).await;
    let (door, browser) = (desk::serve(&house).await, Browser::open().await);
    let walk = Walk::begin(&house, (&browser, &door), Screen::Desk, house.admin).await;
    walk.see("home").await;

    walk.open("/roster").await;
    walk.see("roster").await;
    walk.open_link("新增单位").await;
    walk.tab.fill("全称", "云岭区临川街道办事处").await;
    walk.tab.fill("简称", "临川街道").await;
    walk.tab.choose("类别", "街道").await;
    walk.tab.choose("上级单位", "试验区党工委").await;
    walk.tab.click("checkbox", "稿件报出前须由单位审核人审签").await;
    walk.see("organisation-form").await;
    walk.tab.follow("button", "保存").await;
    walk.see("organisation").await;

    walk.open("/people/new").await;
    walk.tab.fill("姓名", "苏晚晴").await;
    walk.tab.fill("用户名", "suwanqing").await;
    walk.tab.choose("单位", "临川街道").await;
    walk.tab.choose("角色", "信息直报员").await;
    walk.see("person-form").await;
    walk.tab.follow("button", "新增并生成初始密码").await;
    walk.told("初始密码（只显示这一次）", "person-added").await;
    let password = walk
        .tab
        .evaluate("document.querySelector('[role=status] p').innerText")
        .await;
    let password = password.as_str().expect("a password").to_owned();
    let newcomer = Walk::arrive((&browser, &door), Screen::Phone).await;
    newcomer.sign_in("suwanqing", &password).await;
    newcomer.told("管理员为您设了临时密码", "newcomer-password").await;
    newcomer.tab.fill("原密码", &password).await;
    newcomer.tab.fill("新密码", PASSWORD).await;
    newcomer.tab.fill("再输一遍新密码", PASSWORD).await;
    newcomer.tab.follow("button", "修改密码").await;
    newcomer
        .told("密码已修改，全部设备已退出。", "newcomer-changed")
        .await;
    newcomer.sign_in("suwanqing", PASSWORD).await;
    newcomer.told("苏晚晴", "newcomer-home").await;

    scheme(&house, &walk, (&browser, &door), office).await;

    walk.open("/me").await;
    walk.tab.fill("名称（用在哪里）", "月报程序").await;
    walk.tab.fill("有效天数（1–366）", "30").await;
    walk.see("account").await;
    walk.tab.follow("button", "生成").await;
    walk.told("新令牌", "token").await;
    let key = walk.tab.value_of("新令牌").await;
    let me = door
        .with_token(&key)
        .get("/api/v1/me")
        .await
        .expect_status(200)
        .text();
    assert!(me.contains("首任管理"), "{me}");
    for (path, name) in [
        ("/people", "people"),
        ("/terms", "terms"),
        ("/outlets/new", "outlet-form"),
        ("/audit", "audit"),
        ("/installation", "installation"),
    ] {
        walk.open(path).await;
        walk.see(name).await;
    }
    walk.tab.assert_accessible().await;
    browser.close().await;
    house.end().await;
}

/// One uploads, checks and keeps a scheme, and may not publish it; another does.
async fn scheme(
    house: &TestApp,
    walk: &Walk,
    at: (&Browser, &crate::support::client::Client),
    office: entity::PersonId,
) {
    walk.open("/schemes").await;
    walk.see("schemes-empty").await;
    walk.open("/schemes/new").await;
    let file = workspace::root().join("assets/schemes/s01.toml");
    walk.tab.upload("选择文件", &[&file]).await;
    walk.tab.follow("button", "检查").await;
    walk.told("检查通过，可以存为草稿。", "scheme-checked").await;
    walk.tab.follow("button", "存为草稿").await;
    walk.told("您是起草人，须由另一位管理员或办公室人员发布。", "scheme-draft")
        .await;
    assert_eq!(
        walk.tab.count("button", "发布").await,
        0,
        "nobody publishes what they wrote"
    );

    let second = Walk::begin(house, at, Screen::Phone, office).await;
    second.open("/schemes").await;
    second.open_link("核对草稿并发布").await;
    second.tab.fill("生效日期", "2024-01-01").await;
    second.tab.fill("发布理由", "区委办 2024 年第 1 次例会通过").await;
    second.see("scheme-second-person").await;
    second.tab.follow("button", "发布").await;
    second
        .told("已发布，受影响的积分已重算。", "scheme-published")
        .await;
}
