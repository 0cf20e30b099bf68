//! The page of the contract in a real Chromium: it works under its policy and asks nobody but us.

use serde_json::Value;

use super::desk;
use crate::support::app::{On, TestApp};
use crate::support::browser::{Browser, Screen};

#[tokio::test]
async fn the_docs_page_shows_every_family_and_asks_no_foreign_host() {
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let visitor = desk::serve(&house).await;
    let browser = Browser::open().await;
    let tab = browser.visitor(Screen::Desk).await;
    tab.goto(&format!("{}/api/v1/docs", visitor.origin())).await;
    for family in ["Account", "Adoptions", "Audit", "Roster", "Schemes"] {
        tab.wait_for_text(family).await;
    }
    tab.evaluate("document.getElementById('operations-tag-Adoptions').click()")
        .await;
    tab.wait_for_text("Records an adoption").await;
    let asked = tab
        .evaluate("performance.getEntriesByType('resource').map(it => it.name).concat(location.href)")
        .await;
    let asked: Vec<&str> = asked
        .as_array()
        .expect("addresses")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(asked.len() > 3, "{asked:?}");
    let foreign: Vec<_> = asked
        .iter()
        .filter(|address| !address.starts_with(visitor.origin()) && !address.starts_with("data:"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    tab.screenshot("docs").await;
    tab.assert_quiet().await;
    browser.close().await;
    house.end().await;
}
