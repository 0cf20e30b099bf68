//! The pages of every role in a real Chromium, in both languages and on both screens: nothing sticks out, nothing
//! complains, axe finds nothing serious; and the work of filing and deciding without a mouse.

use std::time::Duration;

use entity::{ArticleState, Language, PersonId};
use zhibao::people;

use super::stage::Stage;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::patience;
use crate::{looks, stories};

looks! {
    every_role_sees_sound_pages_in_chinese
    every_role_sees_sound_pages_in_english
    pages_reflow_at_320_pixels_and_with_text_twice_as_large
}

stories! {
    a_piece_is_filed_and_decided_without_a_mouse
}

/// Who looks at which pages; `ADOPTED`, `WAITING` and `CLAIMED` stand for articles, `ME` for the reporter.
fn tours(stage: &Stage) -> [(PersonId, &'static [&'static str]); 6] {
    [
        (
            stage.reporter,
            &[
                "/",
                "/write",
                "/articles",
                "/articles?state=returned",
                "/articles/ADOPTED",
                "/statements/person/ME?period=2024-03",
                "/standings",
                "/search?q=夜校",
                "/notices",
                "/me",
            ],
        ),
        (stage.reviewer, &["/", "/sign"]),
        (
            stage.editor,
            &[
                "/",
                "/desk?queue=mine&article=CLAIMED",
                "/articles/CLAIMED/decide/return",
                "/articles/ADOPTED/adoptions/new",
                "/articles/CLAIMED/edit-text",
                "/adoptions",
                "/outlets",
            ],
        ),
        (stage.office, &["/", "/schemes"]),
        (stage.supervisor, &["/", "/audit"]),
        (
            stage.house.admin,
            &[
                "/",
                "/roster?show=unfiled",
                "/people?role=none",
                "/terms",
                "/installation",
            ],
        ),
    ]
}

fn path(stage: &Stage, page: &str) -> String {
    page.replace("ADOPTED", &stage.adopted.to_string())
        .replace("WAITING", &stage.waiting.to_string())
        .replace("CLAIMED", &stage.claimed.to_string())
        .replace("ME", &stage.reporter.0.to_string())
}

async fn tour(house: TestApp, screen: Screen, language: Language) {
    let stage = Stage::set(house).await;
    let (door, browser) = (stage.house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();
    for (who, pages) in tours(&stage) {
        let tab = stage.tab(&browser, screen, &origin, who).await;
        let viewer = stage.house.viewer(who).await;
        people::choose_language(&stage.house.app, &viewer, language)
            .await
            .expect("a language");
        for page in pages {
            let name = page.trim_matches('/').replace(['/', '?', '=', '&'], "-");
            let shot = format!("{}-{}-{name}", language.code(), who.0);
            tab.look(&origin, &path(&stage, page), &shot).await;
            let lang = tab.evaluate("document.documentElement.lang").await;
            assert_eq!(lang.as_str(), Some(language.code()), "{page}");
        }
    }
    browser.close().await;
    stage.house.end().await;
}

async fn every_role_sees_sound_pages_in_chinese(house: TestApp, screen: Screen) {
    tour(house, screen, Language::Chinese).await;
}

async fn every_role_sees_sound_pages_in_english(house: TestApp, screen: Screen) {
    tour(house, screen, Language::English).await;
}

/// WCAG 1.4.4 with text twice as large at the desk, and 1.4.10 at 320 px in the hand.
async fn pages_reflow_at_320_pixels_and_with_text_twice_as_large(house: TestApp, screen: Screen) {
    let (screen, letters) = match screen {
        Screen::Desk => (Screen::Desk, 32),
        Screen::Phone | Screen::Narrow => (Screen::Narrow, 16),
    };
    let stage = Stage::set(house).await;
    let (door, browser) = (stage.house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();
    let mut over = Vec::new();
    for (who, pages) in tours(&stage) {
        if who == stage.house.admin {
            continue;
        }
        let tab = stage.tab(&browser, screen, &origin, who).await;
        tab.letters(letters).await;
        for page in pages {
            tab.goto(&format!("{origin}{}", path(&stage, page))).await;
            match tab.evaluate(OVER).await.as_str() {
                Some("") => {}
                found => over.push(format!("{page} ({screen:?}, letters of {letters} px): {found:?}")),
            }
        }
    }
    assert!(over.is_empty(), "these stick out:\n{}", over.join("\n"));
    browser.close().await;
    stage.house.end().await;
}

/// What sticks out of the page to the right and cannot be scrolled to inside its own box.
const OVER: &str = r"(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (one) => { for (let up = one.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX) && up !== document.body) return true; return false; };
    return [...document.querySelectorAll('main *')].filter((one) => one.getClientRects().length && !one.closest('.visually-hidden, svg, .tox')
        && one.getBoundingClientRect().right > width + 1 && !scrolls(one)).slice(0, 5).map((one) => one.tagName + '.' + one.className + ' ' + Math.round(one.getBoundingClientRect().right)).join('; ');
})()";

/// Presses Tab until a control of this role and name has the focus.
async fn tab_to(tab: &Tab, role: &str, name: &str) {
    let mut seen = Vec::new();
    for _ in 0..80 {
        tab.press("Tab").await;
        let (is, said) = tab.focused().await;
        if is == role && said.starts_with(name) {
            return;
        }
        seen.push(format!("{is} '{said}'"));
    }
    panic!("no {role} '{name}' on the way: {seen:?}");
}

/// Waits until the page of another address is there.
async fn arrive(tab: &Tab, part: &str) {
    for _ in 0..100 {
        if tab.url().await.contains(part) && tab.evaluate("document.readyState").await == "complete" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} never came to {part}", tab.url().await);
}

async fn a_piece_is_filed_and_decided_without_a_mouse(house: TestApp) {
    let stage = Stage::set(house).await;
    let (door, browser) = (stage.house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();

    let tab = stage.tab(&browser, Screen::Desk, &origin, stage.reporter).await;
    tab_to(&tab, "link", "跳到").await;
    tab_to(&tab, "link", "写一篇").await;
    tab.press("Enter").await;
    arrive(&tab, "/write").await;
    tab_to(&tab, "button", "开始写").await;
    tab.press("Enter").await;
    arrive(&tab, "/edit").await;
    tab.wait_for_text("报送前检查").await;
    tab_to(&tab, "textbox", "标题").await;
    tab.type_text("键盘上写成的一篇").await;
    for _ in 0..40 {
        tab.press("Tab").await;
        if tab.focused().await.0 == "Iframe"
            || tab.evaluate("document.activeElement.tagName").await == "IFRAME"
        {
            break;
        }
    }
    tab.type_text(&"实".repeat(230)).await;
    tab.wait_for_text("已保存").await;
    tab.press("Control+Enter").await;
    arrive(&tab, "/articles").await;
    tab.wait_for_text("键盘上写成的一篇").await;

    let tab = stage.tab(&browser, Screen::Desk, &origin, stage.editor).await;
    tab.goto(&format!("{origin}/desk?queue=unclaimed")).await;
    tab.press("?").await;
    tab.wait_for("heading", "快捷键").await;
    tab.press("Escape").await;
    tab.wait_until_gone("heading", "快捷键").await;
    tab.press("j").await;
    tab.press("Enter").await;
    arrive(&tab, "article=").await;
    let opened = tab
        .evaluate("new URLSearchParams(location.search).get('article')")
        .await;
    tab.press("c").await;
    arrive(&tab, "article=").await;
    tab.wait_for("link", "退回修改 r").await;
    tab.press("r").await;
    tab.wait_for("dialog", "退回修改").await;
    tab.screenshot("returning").await;
    tab.press("Escape").await;
    tab.wait_until_gone("dialog", "退回修改").await;
    tab.press("a").await;
    tab.wait_for("dialog", "采纳这篇稿件").await;
    tab.press("Control+Enter").await;
    tab.wait_for_text("撤销").await;
    let opened = entity::ArticleId(opened.as_str().and_then(|id| id.parse().ok()).expect("a key"));
    // The claim can be undone too: its word is there before the decision is.
    patience::until(patience::LIMIT, "the piece to be accepted", async || {
        let article = stage.house.article(opened).await;
        (article.state == ArticleState::Accepted)
            .then_some(())
            .ok_or_else(|| format!("{:?}", article.state))
    })
    .await;
    tab.press("u").await;
    arrive(&tab, "/desk").await;
    browser.close().await;
    stage.house.end().await;
}
