//! The repository's own prose: links that lead nowhere.

use std::path::Path;

use crate::support::workspace;

/// Relative links of a Markdown file, without their anchors.
fn links(markdown: &str) -> Vec<String> {
    let targets = markdown
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let relative =
        targets.filter(|it| !it.contains("://") && !it.starts_with('#') && !it.starts_with("mailto:"));
    relative
        .filter_map(|it| it.split('#').next())
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn every_link_between_our_pages_leads_somewhere() {
    let pages = workspace::files()
        .into_iter()
        .filter(|path| Path::new(path).extension().is_some_and(|it| it == "md"));
    let pages = pages.filter(|path| !path.contains("vendor/"));
    let mut broken = Vec::new();
    for page in pages {
        let folder = Path::new(&page).parent().unwrap_or(Path::new("")).to_owned();
        for link in links(&workspace::text(&page).expect("UTF-8")) {
            if !workspace::root().join(&folder).join(&link).exists() {
                broken.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn links_are_read_with_and_without_anchor() {
    let found = links("[a](docs/a.md#x) [b](https://b.invalid) [c](#c) ![d](d.png)");
    assert_eq!(found, ["docs/a.md", "d.png"]);
}
