//! What leads where: a figure to its postings, a posting to the adoption on the article; and who besides its author may
//! lay two revisions beside each other.

use super::story::Story;
use crate::api::desk;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    a_figure_leads_to_its_posting_and_the_posting_to_the_adoption
    an_editor_and_the_unit_reviewer_open_what_differs
}

/// The addresses of a page that begin so, in their order.
fn links(page: &str, start: &str) -> Vec<String> {
    let mark = format!("href=\"{start}");
    let ends = page.split(&mark).skip(1);
    ends.filter_map(|rest| Some(format!("{start}{}", rest.split('"').next()?)))
        .map(|href| href.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

async fn open(browser: &Client, path: &str) -> String {
    browser.get(path).await.expect_status(200).text()
}

async fn a_figure_leads_to_its_posting_and_the_posting_to_the_adoption(house: TestApp) {
    let story = Story::tell(house).await;
    let door = desk::serve(&story.house).await;
    let browser = story.house.signed_in(&door, story.reporter).await;
    let home = open(&browser, "/").await;
    let statement = links(&home, "/statements/person/");
    let statement = open(&browser, statement.first().expect("a figure")).await;
    let postings = links(&statement, "/postings/");
    assert!(!postings.is_empty(), "{statement}");
    let article = format!("/articles/{}", story.article);
    let mut adoptions = Vec::new();
    for posting in postings {
        let page = open(&browser, &posting).await;
        adoptions.extend(links(&page, &format!("{article}#adoption-")));
    }
    assert!(!adoptions.is_empty(), "no posting leads to its adoption");
    let page = open(&browser, &article).await;
    for adoption in adoptions {
        let anchor = adoption.split('#').nth(1).expect("an anchor");
        let row = page.split(&format!("id=\"{anchor}\"")).nth(1);
        assert!(row.is_some(), "{adoption} is not on the page");
    }
    story.house.end().await;
}

async fn an_editor_and_the_unit_reviewer_open_what_differs(house: TestApp) {
    let story = Story::tell(house).await;
    let door = desk::serve(&story.house).await;
    let path = format!("/articles/{}/diff?from=1&to=2", story.article);
    for reader in [story.editor, story.reviewer, story.reporter] {
        let browser = story.house.signed_in(&door, reader).await;
        let page = open(&browser, &path).await;
        assert!(page.contains("<ins") && page.contains("<del"), "{reader}: {page}");
    }
    let browser = story.house.signed_in(&door, story.stranger).await;
    browser.get(&path).await.expect_status(404);
    story.house.end().await;
}
