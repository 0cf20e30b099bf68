//! The one way of foreign HTML into the archive: editor, paste and import all end here, in one form.
//! Safety is `CleanHtml`'s; this file decides meaning.

mod flow;
mod paragraph;

use super::block::Block;
use super::chars::escape;
use super::clean_html::clean_foreign;
use super::{CleanHtml, Dropped, dropped, markup, render};

const MAX_PASSES: usize = 6;

/// Brings foreign HTML into our form.
///
/// `b`→`strong`, `i`→`em`, `h1`→`h2`, `h4`–`h6`→`h3`; every text stands in a block; two `br`, or a `br`
/// before an indent, part paragraphs; leading `　`, tabs and hard spaces go (the indent is CSS); empty
/// paragraphs and formats go; Word's bullet paragraphs (`· ● ■` and Wingdings letters) become lists;
/// pictures that are not our files go. The result passes [`CleanHtml::clean`] unchanged and normalises
/// to itself.
#[must_use]
pub fn normalise(html: &str) -> CleanHtml {
    normalise_and_report(html).0
}

/// Does what [`normalise`] does, and says what could not be kept, for the notice under the editor.
#[must_use]
pub fn normalise_and_report(html: &str) -> (CleanHtml, Dropped) {
    let mut dropped = dropped::count_in(html);
    let read = flow::read(&markup::parse(&clean_foreign(html)));
    dropped.n_pictures = read.n_pictures;
    dropped.n_links = read.n_links;
    let mut clean = CleanHtml::clean(&render::html(&read.blocks));
    for _ in 0..MAX_PASSES {
        let again = CleanHtml::clean(&render::html(&blocks(&clean)));
        if again == clean {
            return (clean, dropped);
        }
        clean = again;
    }
    // No input is known to come here; if one does, its text is kept as plain paragraphs.
    (paragraphs(&plain_text(&clean)), dropped)
}

/// Brings plain text into our form: each line a paragraph, empty lines dropped.
#[must_use]
pub fn text_to_html(text: &str) -> CleanHtml {
    normalise(paragraphs(text).as_str())
}

/// Gives the text of an article for index, count and comparison: a line a paragraph, list item, caption or
/// table row; cells parted by tabs.
#[must_use]
pub fn plain_text(html: &CleanHtml) -> String {
    render::plain(&blocks(html))
}

pub(super) fn blocks(html: &CleanHtml) -> Vec<Block> {
    flow::read(&markup::parse(html.as_str())).blocks
}

fn paragraphs(text: &str) -> CleanHtml {
    let mut html = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()) {
        html.push_str("<p>");
        html.push_str(&escape(line));
        html.push_str("</p>");
    }
    CleanHtml::clean(&html)
}

#[cfg(test)]
mod tests;
