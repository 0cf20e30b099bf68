//! Every figure of the homes, the rankings and the statements is a link that opens exactly what it counts: the crawl
//! follows each and compares the length of the list with the figure. A figure whose list nobody knows fails it.

use entity::PersonId;

use super::stage::Stage;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    every_figure_opens_exactly_the_rows_that_it_counts
}

/// A link whose words are a number.
#[derive(Debug)]
struct Figure {
    href: String,
    shown: String,
}

/// The links of a page whose words, or whose large figure, are a number; those of pagers lead to other rows on purpose.
fn figures(html: &str) -> Vec<Figure> {
    let mut found = Vec::new();
    for part in html.split("<a ").skip(1) {
        let (tag, rest) = part.split_once('>').expect("a tag ends");
        let inner = rest.split_once("</a>").expect("a link ends").0;
        let href = between(tag, "href=\"", "\"")
            .unwrap_or_default()
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        let large = between(inner, "<span class=\"v\">", "</span>").or(between(
            inner,
            "<span class=\"v num\">",
            "</span>",
        ));
        let words = plain(large.unwrap_or(inner));
        if is_number(&words) && !href.contains("page=") && !href.contains("size=") {
            found.push(Figure { href, shown: words });
        }
    }
    found
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once(end)?.0)
}

/// The words of a piece of HTML, without what small print stands beside a figure.
fn plain(html: &str) -> String {
    let html = html.split("<small").next().unwrap_or_default();
    let mut words = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => words.push(c),
            _ => {}
        }
    }
    words.trim().to_owned()
}

fn is_number(words: &str) -> bool {
    let digits = words.trim_start_matches(['+', '-']);
    !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
}

fn is_points(figure: &Figure) -> bool {
    figure.shown.contains('.')
}

/// The first whole number after a mark.
fn number_after(page: &str, mark: &str) -> Option<u64> {
    let rest = page.split_once(mark)?.1;
    let digits: String = rest
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// How many rows the page behind a figure lists.
fn n_listed(path: &str, page: &str) -> Option<u64> {
    let route = path.split('?').next().unwrap_or_default();
    let is_empty = page.contains("class=\"empty\"");
    match route {
        "/search" => number_after(page, "找到 "),
        "/articles" | "/people" | "/outlets" | "/sign" | "/adoptions" if is_empty => Some(0),
        "/articles" | "/people" | "/outlets" | "/sign" => number_after(page, "<nav class=\"pager\""),
        "/adoptions" => number_after(page, "<h2 class=\"num\">"),
        "/desk" => number_after(page, "aria-current=\"page\" href=\"/desk?queue=").or(Some(0)),
        "/roster" => Some(page.matches("class=\"what fw-semibold\"").count() as u64),
        "/schemes" => Some(page.matches("class=\"fw-semibold\" href=\"/schemes/").count() as u64),
        route if route.starts_with("/statements/") && path.contains("show=") => {
            number_after(page, "<span class=\"more muted num\">")
        }
        _ => None,
    }
}

async fn follow(client: &Client, page: &str, figure: &Figure) {
    let answer = client.get(&figure.href).await;
    assert_eq!(answer.status, 200, "{page} leads to {figure:?}");
    let behind = answer.text();
    if is_points(figure) {
        assert!(
            behind
                .replace('−', "-")
                .contains(figure.shown.trim_start_matches('+')),
            "{page}: {figure:?} is not said where it leads"
        );
        return;
    }
    let listed = if figure.href.starts_with("/desk?") {
        let queue = figure.href.trim_start_matches("/desk?queue=");
        let seg = behind.split(&format!("href=\"/desk?queue={queue}\"")).nth(1);
        seg.and_then(|rest| number_after(rest, "<span class=\"c\">"))
    } else {
        n_listed(&figure.href, &behind)
    };
    let listed = listed.unwrap_or_else(|| panic!("{page}: nobody knows the list behind {figure:?}"));
    assert_eq!(
        listed.to_string(),
        figure.shown,
        "{page}: {figure:?} lists {listed}"
    );
}

/// Follows every figure of a page; says how many there were.
async fn crawl(client: &Client, page: &str) -> usize {
    let html = client.get(page).await.expect_status(200).text();
    let main = html
        .split("<main")
        .nth(1)
        .and_then(|rest| rest.split("</main>").next())
        .expect("a page")
        .to_owned();
    let found = figures(&main);
    for figure in &found {
        follow(client, page, figure).await;
    }
    for (at, mark) in main.match_indices("<span class=\"v\">") {
        let (before, large) = (&main[..at], &main[at + mark.len()..]);
        let words = plain(large.split("</span>").next().unwrap_or_default());
        let is_linked = before
            .rfind("<a ")
            .is_some_and(|open| !before[open..].contains("</a>"))
            || large.trim_start().starts_with("<a ");
        assert!(
            is_linked || !is_number(&words),
            "{page}: the figure {words} leads nowhere"
        );
    }
    found.len()
}

async fn every_figure_opens_exactly_the_rows_that_it_counts(house: TestApp) {
    let stage = Stage::set(house).await;
    let door = stage.house.serve().await;
    let statement = |kind: &str, id: i64| format!("/statements/{kind}/{id}?period=2024-03");
    let of = |person: PersonId| statement("person", person.0);
    let walks: [(PersonId, Vec<String>, usize); 6] = [
        (
            stage.reporter,
            vec!["/".into(), "/standings".into(), of(stage.reporter)],
            18,
        ),
        (stage.reviewer, vec!["/".into(), "/standings?kind=unit".into()], 3),
        (
            stage.editor,
            vec![
                "/".into(),
                "/standings".into(),
                "/standings?kind=unit".into(),
                of(stage.neighbour),
            ],
            20,
        ),
        (
            stage.office,
            vec!["/".into(), "/adoptions".into(), "/trends".into()],
            10,
        ),
        (
            stage.supervisor,
            vec!["/".into(), "/standings?period=2024-Q1".into(), of(stage.reporter)],
            18,
        ),
        (stage.house.admin, vec!["/".into()], 4),
    ];
    for (who, pages, at_least) in walks {
        let client = stage.house.signed_in(&door, who).await;
        let mut n = 0;
        for page in &pages {
            n += crawl(&client, page).await;
        }
        assert!(n >= at_least, "{pages:?}: only {n} figures");
    }
    stage.house.end().await;
}
