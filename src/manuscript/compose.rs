//! From the reading library's document to our suggestions. The only file that knows its model.

use std::fmt::{self, Write as _};

use undoc::model::{Block, Cell, Document, ListType, Paragraph, RevisionType, Table, TextAlignment, TextRun};

use super::numbering::StyleLists;
use super::{Manuscript, ManuscriptNote, ManuscriptPicture, byline, placeholder};
use crate::text::{normalise_and_report, plain_text};

/// A headline is looked for in so many paragraphs from the top.
const TITLE_WITHIN: usize = 3;
const MAX_TITLE: usize = 60;
const MAX_CAPTION: usize = 80;

/// Composes the suggestions.
pub(super) fn compose(document: &Document, lists: &StyleLists) -> Manuscript {
    let blocks: Vec<&Block> = document
        .sections
        .iter()
        .flat_map(|section| &section.content)
        .collect();
    let title_at = title_at(&blocks);
    let mut composer = Composer {
        document,
        lists,
        out: Manuscript::default(),
        html: String::new(),
        open: Vec::new(),
    };
    composer.out.title = title_at
        .and_then(|at| paragraph(blocks[at]))
        .map(|title| text(title).trim().to_owned());
    let mut footnotes = Vec::new();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let next = blocks.get(at + 1).copied().filter(|_| title_at != Some(at + 1));
        let taken = match block {
            Block::Paragraph(_) if title_at == Some(at) => 1,
            Block::Paragraph(paragraph) => composer.paragraph(paragraph, next),
            Block::Table(table) => {
                composer.close_lists(0);
                composer.table(table);
                1
            }
            Block::Image {
                resource_id,
                alt_text,
                ..
            } => {
                composer.close_lists(0);
                composer.figure(&[(resource_id, alt_text.as_deref())], next)
            }
            Block::Note { content, .. } => {
                footnotes.extend(content);
                1
            }
            Block::PageBreak | Block::SectionBreak => 1,
        };
        at += taken;
    }
    composer.close_lists(0);
    if !footnotes.is_empty() {
        composer.note(ManuscriptNote::FootnotesAtEnd);
        composer.html.push_str("<hr>");
        for footnote in footnotes {
            composer.text_block("p", footnote);
        }
    }
    composer.finish()
}

struct Composer<'a> {
    document: &'a Document,
    lists: &'a StyleLists,
    out: Manuscript,
    html: String,
    /// The lists that are open, outermost first; true for numbered.
    open: Vec<bool>,
}

impl Composer<'_> {
    /// Writes a paragraph, and tells how many blocks it took: two when the next one was its caption.
    fn paragraph(&mut self, paragraph: &Paragraph, next: Option<&Block>) -> usize {
        let list = paragraph
            .list_info
            .as_ref()
            .filter(|list| list.list_type != ListType::None)
            .map(|list| (list.list_type == ListType::Numbered, usize::from(list.level)))
            .or_else(|| {
                let list = self.lists.get(paragraph.style_id.as_deref()?)?;
                Some((list.ordered, usize::from(list.level)))
            })
            .filter(|_| !paragraph.heading.is_heading());
        if let Some((ordered, level)) = list {
            self.item(ordered, level.min(8));
            self.runs(paragraph);
            return 1;
        }
        self.close_lists(0);
        let tag = match paragraph.heading.level() {
            0 => "p",
            1 | 2 => "h2",
            _ => "h3",
        };
        if !text(paragraph).trim().is_empty() {
            self.text_block(tag, paragraph);
        }
        if paragraph.images.is_empty() {
            return 1;
        }
        let pictures: Vec<(&String, Option<&str>)> = paragraph
            .images
            .iter()
            .map(|image| (&image.resource_id, image.alt_text.as_deref()))
            .collect();
        self.figure(&pictures, next)
    }

    fn text_block(&mut self, tag: &str, paragraph: &Paragraph) {
        self.put(format_args!("<{tag}>"));
        self.runs(paragraph);
        self.put(format_args!("</{tag}>"));
    }

    /// Opens and closes lists so that an item of this level can follow.
    fn item(&mut self, ordered: bool, level: usize) {
        self.close_lists(level + 1);
        if self.open.len() == level + 1 && self.open.last() != Some(&ordered) {
            self.close_lists(level);
        }
        if self.open.len() == level + 1 {
            self.html.push_str("</li><li>");
        }
        while self.open.len() <= level {
            self.open.push(ordered);
            self.html.push_str(if ordered { "<ol><li>" } else { "<ul><li>" });
        }
    }

    fn close_lists(&mut self, keep: usize) {
        while self.open.len() > keep {
            let ordered = self.open.pop().unwrap_or_default();
            self.html
                .push_str(if ordered { "</li></ol>" } else { "</li></ul>" });
        }
    }

    fn runs(&mut self, paragraph: &Paragraph) {
        for run in &paragraph.runs {
            if run.revision != RevisionType::None {
                self.note(ManuscriptNote::ChangesAccepted);
            }
            if run.revision != RevisionType::Deleted {
                self.run(run);
            }
        }
    }

    fn run(&mut self, run: &TextRun) {
        let formats = [
            (run.style.bold, "strong"),
            (run.style.italic, "em"),
            (run.style.underline && run.hyperlink.is_none(), "u"),
        ];
        if let Some(address) = &run.hyperlink {
            self.put(format_args!("<a href=\"{}\">", escape(address)));
        }
        formats
            .iter()
            .filter(|(on, _)| *on)
            .for_each(|(_, tag)| self.put(format_args!("<{tag}>")));
        self.html.push_str(&escape(&run.text).replace('\n', "<br>"));
        if let Some(label) = &run.note {
            self.html.push_str(&escape(&format!("［{label}］")));
        }
        formats
            .iter()
            .rev()
            .filter(|(on, _)| *on)
            .for_each(|(_, tag)| self.put(format_args!("</{tag}>")));
        if run.hyperlink.is_some() {
            self.html.push_str("</a>");
        }
        if run.line_break {
            self.html.push_str("<br>");
        }
    }

    fn table(&mut self, table: &Table) {
        self.html.push_str("<table>");
        for row in &table.rows {
            self.html.push_str("<tr>");
            row.cells
                .iter()
                .for_each(|cell| self.cell(cell, row.is_header || cell.is_header));
            self.html.push_str("</tr>");
        }
        self.html.push_str("</table>");
    }

    fn cell(&mut self, cell: &Cell, is_header: bool) {
        let tag = if is_header { "th" } else { "td" };
        self.put(format_args!(
            "<{tag} colspan=\"{}\" rowspan=\"{}\">",
            cell.col_span, cell.row_span
        ));
        for paragraph in &cell.content {
            self.text_block("p", paragraph);
            for image in &paragraph.images {
                self.picture(&image.resource_id, image.alt_text.as_deref(), None);
            }
        }
        cell.nested_tables.iter().for_each(|nested| self.table(nested));
        self.put(format_args!("</{tag}>"));
    }

    /// Writes pictures as one figure; a short paragraph after them is their caption.
    fn figure(&mut self, pictures: &[(&String, Option<&str>)], next: Option<&Block>) -> usize {
        let caption = next.and_then(paragraph).filter(|after| is_caption(after));
        let words = caption.map(|caption| text(caption).trim().to_owned());
        self.html.push_str("<figure>");
        for (id, alt) in pictures {
            self.picture(id, *alt, words.as_deref());
        }
        if let Some(caption) = caption {
            self.text_block("figcaption", caption);
        }
        self.html.push_str("</figure>");
        if caption.is_some() { 2 } else { 1 }
    }

    fn picture(&mut self, id: &str, alt: Option<&str>, caption: Option<&str>) {
        let readable = self
            .document
            .resources
            .get(id)
            .filter(|resource| infer::is_image(&resource.data));
        let Some(resource) = readable else {
            self.note(ManuscriptNote::PictureNotReadable);
            return;
        };
        let caption = caption
            .or(alt)
            .map(ToOwned::to_owned)
            .filter(|caption| !caption.trim().is_empty());
        let source = placeholder(self.out.pictures.len());
        self.put(format_args!(
            "<img src=\"{source}\" alt=\"{}\">",
            escape(caption.as_deref().unwrap_or_default())
        ));
        self.out.pictures.push(ManuscriptPicture {
            bytes: resource.data.clone(),
            caption,
        });
    }

    fn put(&mut self, html: fmt::Arguments<'_>) {
        // Writing into a String does not fail.
        let _ = self.html.write_fmt(html);
    }

    fn note(&mut self, note: ManuscriptNote) {
        if !self.out.notes.contains(&note) {
            self.out.notes.push(note);
        }
    }

    fn finish(mut self) -> Manuscript {
        (self.out.html, self.out.dropped) = normalise_and_report(&self.html);
        let lines: Vec<String> = plain_text(&self.out.html)
            .lines()
            .map(ToOwned::to_owned)
            .collect();
        self.out.authors = byline::authors(&lines);
        self.out.photographers = byline::photographers(&lines);
        self.out
    }
}

fn paragraph(block: &Block) -> Option<&Paragraph> {
    match block {
        Block::Paragraph(paragraph) => Some(paragraph),
        _ => None,
    }
}

fn text(paragraph: &Paragraph) -> String {
    paragraph
        .runs
        .iter()
        .filter(|run| run.revision != RevisionType::Deleted)
        .map(|run| {
            if run.line_break {
                format!("{} ", run.text)
            } else {
                run.text.clone()
            }
        })
        .collect()
}

fn title_at(blocks: &[&Block]) -> Option<usize> {
    blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| paragraph(block).map(|paragraph| (at, paragraph)))
        .filter(|(_, paragraph)| !text(paragraph).trim().is_empty())
        .take(TITLE_WITHIN)
        .find(|(at, paragraph)| is_title(paragraph, *at))
        .map(|(at, _)| at)
}

fn is_title(paragraph: &Paragraph, at: usize) -> bool {
    let words = text(paragraph);
    let style = paragraph
        .style_name
        .as_deref()
        .or(paragraph.style_id.as_deref())
        .unwrap_or_default()
        .to_lowercase();
    let is_large = paragraph
        .runs
        .iter()
        .filter(|run| !run.text.trim().is_empty())
        .all(|run| run.style.size.is_some_and(|half_points| half_points >= 32));
    let is_short = words.trim().chars().count() <= MAX_TITLE;
    let ends_sentence = words.trim_end().ends_with(['。', '；', '，']);
    is_short
        && paragraph.list_info.is_none()
        && (style == "title"
            || style == "标题"
            || paragraph.heading.level() == 1
            || (at == 0 || !ends_sentence) && (paragraph.alignment == TextAlignment::Center || is_large))
}

fn is_caption(paragraph: &Paragraph) -> bool {
    let words = text(paragraph);
    let words = words.trim();
    let style = paragraph.style_name.as_deref().unwrap_or_default().to_lowercase();
    let is_short = (1..=MAX_CAPTION).contains(&words.chars().count());
    let looks_like_one = paragraph.alignment == TextAlignment::Center
        || style.contains("caption")
        || style.contains("题注")
        || words.starts_with(['图', '△', '▲'])
        || words.contains('摄');
    is_short
        && looks_like_one
        && paragraph.images.is_empty()
        && paragraph.list_info.is_none()
        && !paragraph.heading.is_heading()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
