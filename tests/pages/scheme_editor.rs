//! A scheme is written as tables: by plain forms, with the example beside them, and published by a second person with the
//! notice of what changes.

use entity::{PersonId, Role};
use zhibao::ledger;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};
use crate::support::client::Client;

stories! {
    a_cell_is_changed_by_a_plain_form_and_the_second_person_reads_the_notice
    a_wrong_cell_is_named_and_marked_and_nothing_typed_is_lost
    the_example_follows_the_form_in_a_browser
}

const SCHEME: &str = include_str!("../../assets/schemes/demo-1.toml");

/// A house with a scheme in force, an office member who is signed in, and the scheme's key.
async fn with_scheme(house: TestApp) -> (TestApp, PersonId, Client, i64) {
    house.scheme(SCHEME, "2024-01-01").await;
    let office = house.person("方知行", Role::Office, house.top).await;
    let client = house.signed_in(&house.serve().await, office).await;
    let rows = ledger::scheme_rows(house.app.db.reader()).await.expect("schemes");
    let id = rows[0].scheme.id.0;
    (house, office, client, id)
}

async fn draft(house: &TestApp) -> Option<String> {
    let rows = ledger::scheme_rows(house.app.db.reader()).await.expect("schemes");
    rows[0].draft.clone().map(|draft| draft.document)
}

async fn a_cell_is_changed_by_a_plain_form_and_the_second_person_reads_the_notice(house: TestApp) {
    let (house, _, client, id) = with_scheme(house).await;
    let page = format!("/schemes/tables?from={id}");
    let text = client.get(&page).await.expect_status(200).text();
    // 市级 · 独立 is the seventh row of the document.
    assert!(text.contains("name=\"adoption.cell[7].points\""), "the grid");
    assert!(
        text.contains("《示例甲》被区级《区级示例媒体》采用"),
        "the example"
    );

    let fields = [
        ("document", SCHEME),
        ("adoption.cell[7].points", "8.5"),
        ("cap[+900].code", "月封顶"),
        ("cap[+900].subject", "person"),
        ("cap[+900].period", "month"),
        ("cap[+900].at", "200"),
        ("do", "update"),
    ];
    let checked = client
        .submit(&page, "/schemes/tables", &fields)
        .await
        .expect_status(200);
    assert!(checked.text().contains("检查通过"), "{}", checked.text());
    assert!(draft(&house).await.is_none(), "looking keeps nothing");

    let mut keep = fields.to_vec();
    keep.pop();
    keep.push(("do", "save"));
    let kept = client
        .submit(&page, "/schemes/tables", &keep)
        .await
        .expect_status(303);
    let of_draft = kept.location().expect("the draft").to_owned();
    let document = draft(&house).await.expect("a draft");
    assert!(document.contains("form = \"独立\", points = 8.5"), "{document}");
    assert!(document.starts_with("# 云河开发区"), "comments stay");

    // The same form once more, as a colleague would send it who had it open before: nothing is lost, nothing is kept.
    keep.push(("version", "0"));
    let stale = client
        .submit(&page, "/schemes/tables", &keep)
        .await
        .expect_status(409)
        .text();
    assert!(stale.contains("草稿刚被别人保存过"), "{stale}");
    assert!(stale.contains("name=\"version\" value=\"1\""), "{stale}");
    assert!(stale.contains("points = 8.5"), "{stale}");

    let second = house.signed_in(&house.serve().await, house.admin).await;
    let text = second.get(&of_draft).await.expect_status(200).text();
    for told in ["变更通知", "采用 · 计分表 · 市·独立", "8.5", "封顶 · 月封顶"] {
        assert!(text.contains(told), "{told} is not in\n{text}");
    }
    let tried = second
        .get(&format!("/schemes/{id}/what-if"))
        .await
        .expect_status(200)
        .text();
    assert!(tried.contains("没有谁的得分或名次变化"), "nobody filed anything");
    let publish = [
        ("version", "1"),
        ("effective_from", "2024-07-01"),
        ("reason", "第三次例会通过"),
    ];
    let published = second
        .submit(&of_draft, &format!("/schemes/{id}/publish"), &publish)
        .await
        .expect_status(303);
    let text = second
        .get(published.location().expect("the version"))
        .await
        .expect_status(200)
        .text();
    assert!(
        text.contains("自 2024-07-01 起") && text.contains("变更通知"),
        "{text}"
    );
    house.end().await;
}

async fn a_wrong_cell_is_named_and_marked_and_nothing_typed_is_lost(house: TestApp) {
    let (house, _, client, id) = with_scheme(house).await;
    let page = format!("/schemes/tables?from={id}");
    let fields = [
        ("document", SCHEME),
        ("adoption.cell[7].points", "八分"),
        ("name", "改过名的办法"),
        ("do", "save"),
    ];
    let refused = client
        .submit(&page, "/schemes/tables", &fields)
        .await
        .expect_status(422);
    let text = refused.text();
    assert!(text.contains("adoption.cell[7].points"), "{text}");
    assert!(
        text.contains("value=\"八分\"") && text.contains("aria-invalid=\"true\""),
        "{text}"
    );
    assert!(text.contains("改过名的办法"), "what was typed stays");
    assert!(draft(&house).await.is_none());
    let strange = [("document", SCHEME), ("sky", "1"), ("do", "update")];
    client
        .submit(&page, "/schemes/tables", &strange)
        .await
        .expect_status(422);
    let as_text = [("document", SCHEME), ("name", "改过名的办法"), ("do", "text")];
    let text = client
        .submit(&page, "/schemes/tables", &as_text)
        .await
        .expect_status(200)
        .text();
    assert!(text.contains("<textarea") && text.contains("改过名的办法"));
    house.end().await;
}

async fn the_example_follows_the_form_in_a_browser(house: TestApp) {
    let (house, office, _, id) = with_scheme(house).await;
    let (door, browser) = (house.serve().await, Browser::open().await);
    for screen in [Screen::Desk, Screen::Phone] {
        let username = house.viewer(office).await.person.username;
        let tab = browser.signed_in(screen, door.origin(), &username).await;
        tab.goto(&format!("{}/schemes/tables?from={id}", door.origin()))
            .await;
        tab.wait_for_text("采用分值表").await;
        tab.screenshot(&format!("scheme-tables-{screen:?}")).await;
        tab.wait_for_text("同组的系数同时适用时只取最高的一个").await;
        if screen == Screen::Desk {
            tab.fill("市级 · 独立", "61.5").await;
            tab.wait_for_text("61.5").await;
            tab.assert_accessible().await;
        }
        tab.assert_fits().await;
        tab.assert_quiet().await;
        if screen == Screen::Desk {
            tab.fill("报纸 · 整版", "3").await;
            tab.fill("区级 · 综合", "").await;
            tab.fill("不限 · 头条", "").await;
            tab.follow("button", "存为草稿").await;
            let kept = draft(&house).await.expect("a draft");
            let factor =
                "times = 3, class = \"报纸\", position = \"整版\", name = \"报纸·整版\", group = \"版位\"";
            assert!(kept.contains(factor), "{kept}");
            assert!(
                !kept.contains("position = \"头条\""),
                "an emptied factor is gone: {kept}"
            );
            let scheme = zhibao::scheme::Scheme::parse(&kept).expect("an emptied cell is no fault");
            assert_eq!(scheme.adoption.factor.len(), 4);
        }
    }
    browser.close().await;
    house.end().await;
}
