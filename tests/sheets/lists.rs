//! Every list offers its sheet and printing: a new list that does not fails here.

use std::collections::BTreeSet;

use entity::Role;

use super::reading::{read, sheet_href};
use super::screen::tell;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::workspace;

stories! {
    every_list_offers_its_sheet_and_printing
}

/// Tables that are no list of their own: a part of one thing's page, or a report that is shown once.
const PARTS: [(&str, &str); 18] = [
    ("parts/figures.html", "the figures behind a drawing"),
    ("outlet.html", "the history of one outlet"),
    ("adopt.html", "the adoptions of one article"),
    ("import.html", "the report of one dry run"),
    ("scheme.html", "one scheme"),
    ("scheme_new.html", "one scheme"),
    ("scheme_draft.html", "one scheme"),
    ("home_desk.html", "the first rows of lists that lie behind it"),
    ("home_office.html", "the first rows of lists that lie behind it"),
    ("home_reporter.html", "the first rows of lists that lie behind it"),
    (
        "home_supervisor.html",
        "the first rows of lists that lie behind it",
    ),
    ("close_check.html", "the checklist of one month"),
    ("circulars.html", "what leads to the circulars"),
    (
        "circular.html",
        "the circular of one month, which is a Word document",
    ),
    ("scheme_tables.html", "one scheme"),
    ("scheme_what_if.html", "what one change of a scheme would do"),
    ("parts/scheme_changes.html", "one scheme"),
    ("installation.html", "the checks of the installation"),
];

/// Templates that print a list's table or pages without its sheet.
fn without_sheet<'t>(templates: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<&'t str> {
    let is_list = |text: &str| {
        text.contains("list::pager") || text.contains("class=\"pager\"") || text.contains("<table class=\"t")
    };
    let is_part = |path: &str| {
        PARTS
            .iter()
            .any(|(part, _)| path.ends_with(&format!("templates/{part}")))
    };
    templates
        .filter(|(path, text)| is_list(text) && !text.contains("list::tools") && !is_part(path))
        .map(|(path, _)| path)
        .filter(|path| !path.ends_with("parts/list.html"))
        .collect()
}

#[test]
fn every_template_of_a_list_offers_its_sheet() {
    let files = workspace::files();
    let templates: Vec<(String, String)> = files
        .into_iter()
        .filter(|path| path.starts_with("assets/templates/"))
        .map(|path| (path.clone(), workspace::text(&path).expect("UTF-8")))
        .collect();
    let found = without_sheet(
        templates
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    assert!(found.is_empty(), "a list without its sheet: {found:?}");
    let planted = [("assets/templates/new.html", "{% call list::pager(g) %}")];
    assert_eq!(without_sheet(planted.into_iter()), ["assets/templates/new.html"]);
}

async fn every_list_offers_its_sheet_and_printing(house: TestApp) {
    let told = tell(house).await;
    let reviewer = told.house.person("审签", Role::UnitReviewer, told.unit).await;
    let office = told.house.person("办公室", Role::Office, told.house.top).await;
    let people = [told.reporter, told.editor, reviewer, office, told.house.admin];
    let mut clients = Vec::new();
    for id in people {
        clients.push(told.house.signed_in(&told.door, id).await);
    }
    let mut seen = BTreeSet::new();
    let door = zhibao::web::door(&told.house.app);
    for (at, path) in door.lists().enumerate() {
        // A minute each, so that the budget is not what is tested.
        told.house.clock(&format!("2024-03-04 09:{:02}:30", at + 1));
        let address = path
            .replace(":kind", "person")
            .replace(":id", &told.reporter.to_string());
        for client in &clients {
            let page = client.get(&address).await;
            if page.status != 200 {
                continue;
            }
            let html = page.text();
            assert!(html.contains("data-zb-print"), "{path} cannot be printed");
            assert!(html.contains("class=\"printed\""), "{path} says nothing on paper");
            let sheet = client.get(&sheet_href(&html)).await.expect_status(200);
            let sheet = read(&sheet.body);
            assert!(
                sheet.headings.len() > 2 && sheet.notes.contains("导出时间"),
                "{path}"
            );
            seen.insert(path);
        }
    }
    let all: BTreeSet<&str> = door.lists().collect();
    assert_eq!(seen, all, "a list that nobody opened");
    assert!(all.len() >= 16, "{all:?}");
    told.house.end().await;
}
