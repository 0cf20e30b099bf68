//! An import that takes its time says how far it is, to whoever began it.

use std::time::Duration;

use entity::Role;
use serde_json::Value;

use super::importing::{PEOPLE, confirm, file, upload};
use super::reading::between;
use crate::api::desk;
use crate::stories;
use crate::support::app::{On, PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen};
use crate::support::patience;

stories! {
    an_import_under_way_tells_whoever_began_it_how_far_it_is
}

/// New accounts in the sheet.
const N: u64 = 24;

fn sheet() -> Vec<u8> {
    let names: Vec<String> = (0..N).map(|n| format!("ren.{n}")).collect();
    let rows: Vec<[&str; 5]> = names
        .iter()
        .map(|name| [name.as_str(), "新人", "试验区党工委", "信息直报员", "2024-01-01"])
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 5]>::as_slice).collect();
    file(&PEOPLE, &rows)
}

/// A house that hashes as an office would, with so many passes.
async fn slow(house: &mut TestApp, n_passes: u32) {
    house
        .reopen(|settings| {
            settings.sign_in.argon2_kib = 19_456;
            settings.sign_in.argon2_passes = n_passes;
            settings.limits.write_wait_ms = 60_000;
        })
        .await;
}

async fn an_import_under_way_tells_whoever_began_it_how_far_it_is(mut house: TestApp) {
    slow(&mut house, 4).await;
    let other = house.person("二号管理", Role::Admin, house.top).await;
    let door = desk::serve(&house).await;
    let (one, other) = (
        house.signed_in(&door, house.admin).await,
        house.signed_in(&door, other).await,
    );
    let report = upload(&one, "people", &sheet()).await.expect_status(200).text();
    let at = between(&report, "data-at=\"", "\"")
        .expect("where progress is asked for")
        .to_owned();
    assert!(report.contains("js/import.js"), "{report}");
    let seen = async |client: &crate::support::client::Client| {
        let told: Value = client.get(&at).await.expect_status(200).json();
        (
            told["done"].as_u64().expect("a number"),
            told["all"].as_u64().expect("a number"),
        )
    };
    assert_eq!(seen(&one).await, (0, 0), "nothing is under way yet");
    let watching = async {
        let mut all = Vec::new();
        patience::until(Duration::from_mins(1), "the last account", async || {
            let now = seen(&one).await;
            assert_eq!(seen(&other).await, (0, 0), "it is nobody else's");
            if now.1 > 0 {
                all.push(now.0);
            }
            // It ends, or it was looked at twice on its way.
            if (all.len() > 1 && now.1 == 0) || now.0 == N {
                Ok(())
            } else {
                Err(format!("{now:?}"))
            }
        })
        .await;
        all
    };
    let (done, all) = tokio::join!(confirm(&one, "people", &report), watching);
    done.expect_status(200);
    assert!(all.is_sorted() && all.len() > 1, "{all:?}");
    assert!(all.iter().any(|n| *n > 0 && *n < N), "on its way: {all:?}");
    assert_eq!(seen(&one).await, (0, 0), "it is over");
    house.end().await;
}

/// Notes whatever the bar shows, where the next page of the tab can read it.
const NOTE: &str = r#"(() => {
    const box = document.getElementById("import-progress");
    const note = () => {
        const bar = box.querySelector("progress");
        const seen = JSON.parse(sessionStorage.getItem("seen") ?? "[]");
        seen.push([box.checkVisibility(), bar.value, bar.max, box.querySelector('[data-part="count"]').textContent]);
        sessionStorage.setItem("seen", JSON.stringify(seen));
    };
    new MutationObserver(note).observe(box, { subtree: true, childList: true, characterData: true });
})()"#;

// The driver cannot look into a page whose form is under way (Runtime.evaluate answers when the navigation has ended),
// so the page looks at itself.
#[tokio::test]
async fn the_page_of_an_import_shows_its_progress_in_a_browser() {
    let mut house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    slow(&mut house, 6).await;
    let door = desk::serve(&house).await;
    let browser = Browser::open().await;
    let tab = browser.visitor(Screen::Desk).await;
    tab.goto(&format!("{}/sign-in?next=/import/people", door.origin()))
        .await;
    tab.fill("用户名", "first").await;
    tab.fill("密码", PASSWORD).await;
    tab.follow("button", "登录").await;
    let path = house.app.settings.data_dir.join("people.xlsx");
    std::fs::write(&path, sheet()).expect("a file");
    tab.upload("填好的表*", &[&path]).await;
    tab.follow("button", "上传并预检").await;
    tab.wait_for_text("可以导入").await;
    tab.evaluate(NOTE).await;
    tab.follow("button", "确认导入").await;
    tab.wait_for_text(&format!("已导入：新增 {N} 行")).await;
    let noted = tab.evaluate("sessionStorage.getItem('seen')").await;
    let noted = noted.as_str().expect("the bar showed something");
    let seen: Vec<(bool, u64, u64, String)> = serde_json::from_str(noted).expect("what it showed");
    let is_on_its_way = |(is_visible, done, all, count): &(bool, u64, u64, String)| {
        *is_visible && (1..N).contains(done) && *all == N && *count == format!("{done} / {N}")
    };
    assert!(seen.iter().any(is_on_its_way), "{noted}");
    tab.assert_quiet().await;
    browser.close().await;
    house.end().await;
}
