//! Blocks into HTML and into plain text. Nothing is decided here about what to keep.

use super::block::{Block, Cell, Format, Kind, Leaf, Picture, Row, Run};
use super::chars::escape;

/// Writes blocks as the HTML that we store.
pub(super) fn html(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        block_html(block, &mut out);
    }
    out
}

fn block_html(block: &Block, out: &mut String) {
    match block {
        Block::Text(kind, runs) => {
            let tag = match kind {
                Kind::Paragraph => "p",
                Kind::Heading => "h2",
                Kind::Subheading => "h3",
            };
            wrapped(tag, out, |out| runs_html(runs, out));
        }
        Block::List { ordered, items } => wrapped(if *ordered { "ol" } else { "ul" }, out, |out| {
            for item in items {
                wrapped("li", out, |out| contents_html(item, out));
            }
        }),
        Block::Table { head, body } => wrapped("table", out, |out| {
            rows_html("thead", head, out);
            rows_html("tbody", body, out);
        }),
        Block::Figure { pictures, caption } => wrapped("figure", out, |out| {
            for picture in pictures {
                picture_html(picture, out);
            }
            if !caption.is_empty() {
                wrapped("figcaption", out, |out| runs_html(caption, out));
            }
        }),
        Block::Quote(blocks) => wrapped("blockquote", out, |out| out.push_str(&html(blocks))),
        Block::Rule => out.push_str("<hr>"),
    }
}

fn rows_html(tag: &str, rows: &[Row], out: &mut String) {
    if rows.is_empty() {
        return;
    }
    wrapped(tag, out, |out| {
        for row in rows {
            wrapped("tr", out, |out| row.iter().for_each(|cell| cell_html(cell, out)));
        }
    });
}

fn cell_html(cell: &Cell, out: &mut String) {
    let tag = if cell.is_header { "th" } else { "td" };
    out.push('<');
    out.push_str(tag);
    attribute("colspan", cell.n_columns.as_deref().unwrap_or_default(), out);
    attribute("rowspan", cell.n_rows.as_deref().unwrap_or_default(), out);
    out.push('>');
    contents_html(&cell.blocks, out);
    close(tag, out);
}

/// Writes the runs of one passage.
pub(super) fn runs(runs: &[Run]) -> String {
    let mut out = String::new();
    runs_html(runs, &mut out);
    out
}

/// What is in an item or a cell: a lone paragraph, or one before nested lists, stands without its `p`.
fn contents_html(blocks: &[Block], out: &mut String) {
    match blocks.split_first() {
        Some((Block::Text(Kind::Paragraph, runs), rest))
            if rest.iter().all(|block| matches!(block, Block::List { .. })) =>
        {
            runs_html(runs, out);
            out.push_str(&html(rest));
        }
        _ => out.push_str(&html(blocks)),
    }
}

/// Nests formats in one order, link outside, so that one text has one spelling.
fn runs_html(runs: &[Run], out: &mut String) {
    grouped(
        runs,
        |format| format.link.clone(),
        |link, runs| match link {
            Some(link) => {
                out.push_str("<a");
                attribute("href", &link.address, out);
                attribute("title", &link.title, out);
                out.push('>');
                strong_html(runs, out);
                close("a", out);
            }
            None => strong_html(runs, out),
        },
    );
}

fn strong_html(runs: &[Run], out: &mut String) {
    grouped(
        runs,
        |format| format.is_strong,
        |on, runs| wrapped_if(on, "strong", out, |out| emphasis_html(runs, out)),
    );
}

fn emphasis_html(runs: &[Run], out: &mut String) {
    grouped(
        runs,
        |format| format.is_emphasis,
        |on, runs| wrapped_if(on, "em", out, |out| underline_html(runs, out)),
    );
}

fn underline_html(runs: &[Run], out: &mut String) {
    grouped(
        runs,
        |format| format.is_underlined,
        |on, runs| {
            wrapped_if(on, "u", out, |out| {
                for run in runs {
                    match &run.leaf {
                        Leaf::Text(text) => out.push_str(&escape(text)),
                        Leaf::Break => out.push_str("<br>"),
                        Leaf::Picture(picture) => picture_html(picture, out),
                    }
                }
            });
        },
    );
}

fn grouped<K: PartialEq>(runs: &[Run], key: impl Fn(&Format) -> K, mut write: impl FnMut(K, &[Run])) {
    for group in runs.chunk_by(|a, b| key(&a.format) == key(&b.format)) {
        if let Some(first) = group.first() {
            write(key(&first.format), group);
        }
    }
}

fn picture_html(picture: &Picture, out: &mut String) {
    out.push_str("<img");
    attribute("src", &picture.source, out);
    attribute("alt", &picture.alt, out);
    attribute("title", &picture.title, out);
    out.push('>');
}

fn attribute(name: &str, value: &str, out: &mut String) {
    if !value.is_empty() {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        out.push_str(&escape(value));
        out.push('"');
    }
}

fn wrapped_if(on: bool, tag: &str, out: &mut String, inside: impl FnOnce(&mut String)) {
    if on {
        wrapped(tag, out, inside);
    } else {
        inside(out);
    }
}

fn wrapped(tag: &str, out: &mut String, inside: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
    inside(out);
    close(tag, out);
}

fn close(tag: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

/// Writes blocks as plain text: a line a paragraph, item or row; cells parted by tabs.
pub(super) fn plain(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        block_lines(block, &mut lines);
    }
    lines.retain(|line: &String| !line.is_empty());
    lines.join("\n")
}

fn block_lines(block: &Block, lines: &mut Vec<String>) {
    match block {
        Block::Text(_, runs) => lines.push(runs_text(runs)),
        Block::List { items, .. } => {
            items.iter().flatten().for_each(|block| block_lines(block, lines));
        }
        Block::Table { head, body } => {
            for row in head.iter().chain(body) {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| plain(&cell.blocks).replace('\n', " "))
                    .collect();
                lines.push(cells.join("\t").trim_end().to_owned());
            }
        }
        Block::Figure { caption, .. } => lines.push(runs_text(caption)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| block_lines(block, lines)),
        Block::Rule => {}
    }
}

pub(super) fn runs_text(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match &run.leaf {
            Leaf::Text(text) => text.as_str(),
            Leaf::Break => "\n",
            Leaf::Picture(_) => "",
        })
        .collect()
}
