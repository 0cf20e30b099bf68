//! The office at a desk: the latest coverage, a search with filters, facets and dates, what may be read and what
//! remains hidden.

use entity::Role;
use zhibao::newsroom::Decision;

use super::{SCHEME, Walk, file};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::browser::{Browser, Screen};

stories! {
    the_office_finds_what_was_filed_and_where_it_was_adopted
}

async fn the_office_finds_what_was_filed_and_where_it_was_adopted(house: TestApp) {
    house.scheme(SCHEME, "2024-01-01").await;
    let streets = [
        house.unit("柳林街道", false).await,
        house.unit("滨海街道", false).await,
    ];
    let reporters = [
        house.person("林岚", Role::Reporter, streets[0]).await,
        house.person("周正", Role::Reporter, streets[1]).await,
    ];
    let editor = house.person("顾清", Role::Editor, house.top).await;
    let office = house.person("方知行", Role::Office, house.top).await;
    let outlets = [
        house.outlet("市府信息", "municipal").await,
        house.outlet("省府信息", "provincial").await,
    ];
    let titles = [
        "社区夜校开出三十门课",
        "社区食堂走进老街",
        "河道清淤全面完成",
        "社区夜校办进工业园",
    ];
    for (n, title) in titles.iter().enumerate() {
        house.clock(&format!("2024-03-0{} 09:00:00", n + 4));
        let filed = file(&house, reporters[n % 2], title).await;
        if n != 2 {
            house
                .decide(editor, filed.id, Decision::Accept, "")
                .await
                .expect("accepted");
            let day = format!("2024-03-0{}", n + 4);
            house
                .adopt(editor, adoption(filed.id, outlets[n / 2], &day))
                .await
                .expect("adopted");
        }
    }
    house.draft(reporters[0], "社区夜校的草稿谁也看不见", 200).await;
    zhibao::archive::catch_up(&house.app).await.expect("indexed");
    let (door, browser) = (house.serve().await, Browser::open().await);
    let walk = Walk::begin(&house, (&browser, &door), Screen::Desk, office).await;
    walk.told("最近采用", "home").await;

    walk.open("/search").await;
    walk.told("河道清淤全面完成", "search-all").await;
    walk.open("/search?q=%E5%A4%9C%E6%A0%A1").await;
    walk.told("找到 2 篇", "search").await;
    assert!(
        !walk.tab.text().await.contains("草稿谁也看不见"),
        "a draft is its reporter's alone"
    );
    walk.open_link("滨海街道").await;
    walk.told("社区夜校办进工业园", "search-by-unit").await;
    assert!(!walk.tab.text().await.contains("社区夜校开出三十门课"));
    walk.tab.fill("从", "2024-03-07").await;
    walk.tab.fill("到", "2024-03-07").await;
    walk.tab.choose("按哪个日期", "媒体采用").await;
    walk.tab.follow("button", "按日期筛选").await;
    walk.told("社区夜校办进工业园", "search-by-day").await;
    walk.tab.follow("link", "清除条件").await;
    walk.see("search-cleared").await;
    walk.open("/search?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%9B%9E%E4%BA%8B")
        .await;
    walk.told("没有找到", "search-empty").await;
    walk.open("/search?q=%E5%A4%9C%E6%A0%A1").await;
    walk.open_link("社区夜校开出三十门课").await;
    walk.told("市府信息", "article").await;
    walk.open("/adoptions").await;
    walk.told("省府信息", "register").await;
    walk.open(&format!("/statements/unit/{}?period=2024-03", streets[0]))
        .await;
    walk.told("柳林街道", "unit-statement").await;
    walk.tab.assert_accessible().await;
    browser.close().await;
    house.end().await;
}
