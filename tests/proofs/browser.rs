//! The browser: what it does as a person does it, and that each of its checks can fail.

use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use super::stage::Stage;
use crate::support::browser::{Browser, Screen};

async fn fill_in_and_send(screen: Screen) {
    let (stage, browser) = (Stage::open().await, Browser::open().await);
    let tab = browser.visitor(screen).await;
    tab.goto(&stage.origin).await;
    tab.wait_for("heading", "写稿").await;
    tab.fill("标题", "春耕备耕正当时").await;
    tab.fill("正文", "第一段\n第二段").await;
    tab.fill("刊发日期", "2026-03-05").await;
    tab.choose("体裁", "调研报告").await;
    tab.click("checkbox", "加急").await;
    assert_eq!(tab.value_of("标题").await, "春耕备耕正当时");
    assert_eq!(
        (
            tab.count("button", "报送").await,
            tab.count("button", "不存在").await
        ),
        (1, 0)
    );

    tab.click("button", "稍后").await;
    tab.wait_for_text("已存").await;
    tab.press("Control+Enter").await;
    tab.wait_for_text("快捷键").await;
    assert_eq!(tab.text_of("status", "").await, "快捷键");
    tab.click("button", "确认删除").await;
    tab.wait_until_gone("button", "确认删除").await;
    tab.assert_fits().await;
    tab.assert_quiet().await;
    let picture = tab.screenshot("desk").await;
    assert!(
        picture.metadata().expect("a picture").len() > 5_000,
        "{} is empty",
        picture.display()
    );

    tab.print_view(true).await;
    assert_eq!(tab.evaluate("matchMedia('print').matches").await, true);
    tab.print_view(false).await;
    tab.follow("button", "报送").await;
    let text = tab.text().await;
    for wanted in [
        "title=春耕备耕正当时",
        "第二段",
        "on=2026-03-05",
        "kind=survey",
        "urgent=yes",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    assert_eq!(tab.url().await, format!("{}/filed", stage.origin));
    tab.assert_quiet().await;
    browser.close().await;
}

#[tokio::test]
async fn a_browser_fills_in_and_sends_a_form_on_a_desk() {
    fill_in_and_send(Screen::Desk).await;
}

#[tokio::test]
async fn a_browser_fills_in_and_sends_a_form_on_a_phone() {
    fill_in_and_send(Screen::Phone).await;
}

#[tokio::test]
async fn a_browser_uploads_a_file_and_walks_by_keyboard_without_scripts() {
    let (stage, browser) = (Stage::open().await, Browser::open().await);
    let tab = browser.visitor(Screen::Desk).await;
    let mut file = tempfile::Builder::new()
        .prefix("manuscript")
        .suffix(".txt")
        .tempfile()
        .expect("a file");
    file.write_all(b"twelve bytes").expect("a write");
    tab.goto(&stage.origin).await;
    tab.upload("附件", &[file.path()]).await;
    tab.follow("button", "上传").await;
    tab.wait_for_text(".txt: 12").await;

    tab.goto(&stage.origin).await;
    tab.evaluate("window.planted = 1").await;
    tab.reload().await;
    assert_eq!(tab.evaluate("typeof planted").await, "undefined");

    tab.scripts(false).await;
    tab.goto(&stage.origin).await;
    tab.click("button", "稍后").await;
    tab.press("Tab").await;
    assert_eq!(tab.focused().await, ("button".to_owned(), "确认删除".to_owned()));
    assert_eq!(tab.count("status", "").await, 1);
    assert_eq!(
        tab.text_of("status", "").await,
        "",
        "the page's script must not have run"
    );
    tab.fill("标题", "").await;
    tab.press("j").await;
    assert_eq!(tab.value_of("标题").await, "j");
    tab.press("Enter").await;
    tab.wait_for_text("title=j").await;
    browser.close().await;
}

#[tokio::test]
async fn a_browser_reports_each_planted_fault_of_a_page() {
    let (stage, browser) = (Stage::open().await, Browser::open().await);
    let tab = browser.visitor(Screen::Phone).await;
    tab.goto(&format!("{}/broken", stage.origin)).await;
    let complaints = tab.complaints().await.join("\n");
    for planted in ["planted", "thrown", "Content Security Policy", "nowhere.png"] {
        assert!(
            complaints.contains(planted),
            "'{planted}' was not reported:\n{complaints}"
        );
    }
    assert!(tab.complaints().await.is_empty(), "complaints are taken once");
    let too_wide = AssertUnwindSafe(tab.assert_fits()).catch_unwind();
    assert!(too_wide.await.is_err(), "a box of 2000 px fits no phone");

    let tab = tab.patient_for(Duration::from_millis(300));
    let twice = AssertUnwindSafe(tab.wait_for("button", "同名")).catch_unwind();
    let covered = AssertUnwindSafe(tab.click("button", "盖住")).catch_unwind();
    assert!(
        twice.await.is_err(),
        "two buttons of one name cannot be told apart"
    );
    assert!(
        covered.await.is_err(),
        "nobody can click what lies under something else"
    );
    browser.close().await;
}

#[tokio::test]
async fn a_browser_runs_axe_and_it_finds_the_missing_label() {
    let (stage, browser) = (Stage::open().await, Browser::open().await);
    let tab = browser.visitor(Screen::Desk).await;
    tab.goto(&stage.origin).await;
    tab.assert_accessible().await;
    tab.goto(&format!("{}/broken", stage.origin)).await;
    let found = tab.axe().await.join("\n");
    assert!(
        found.contains("label (critical)") && found.contains("image-alt"),
        "{found}"
    );
    browser.close().await;
}

#[tokio::test]
async fn visitors_of_one_browser_share_no_cookie() {
    let (stage, browser) = (Stage::open().await, Browser::open().await);
    let (one, other) = (
        browser.visitor(Screen::Desk).await,
        browser.visitor(Screen::Desk).await,
    );
    one.goto(&format!("{}/cookie", stage.origin)).await;
    one.goto(&format!("{}/echo", stage.origin)).await;
    other.goto(&format!("{}/echo", stage.origin)).await;
    assert!(
        one.text().await.contains("__Host-sid=abc"),
        "a Secure cookie works on loopback"
    );
    assert!(!other.text().await.contains("__Host-sid"));
    one.network(false).await;
    let offline = one
        .evaluate("fetch('/echo').then(() => 'answered', () => 'refused')")
        .await;
    assert_eq!(offline, "refused");
    browser.close().await;
}
