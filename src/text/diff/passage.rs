//! A body as passages: what a reader would call a paragraph. No comparing here.

use super::super::block::{Block, Kind, Picture, Run};
use super::super::{CleanHtml, normalise, render};

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading,
    /// A heading below a heading.
    Subheading,
    /// An item of a list.
    Item,
    /// A row of a table, its cells parted by tabs.
    Row,
    /// A picture, named by its file.
    Picture,
    /// The words under a picture.
    Caption,
    /// A quoted paragraph.
    Quote,
    /// A line across.
    Rule,
}

/// A passage of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub shape: Shape,
    /// Its words; a picture's address; nothing for a line across.
    pub text: String,
    /// The same with its formats, to see whether they differ.
    pub(super) html: String,
}

impl Passage {
    /// Whether shape and words are the same.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.shape == other.shape && self.text == other.text
    }
}

/// Reads a body.
pub(super) fn read(html: &CleanHtml) -> Vec<Passage> {
    let mut passages = Vec::new();
    for block in &normalise::blocks(html) {
        push(block, None, &mut passages);
    }
    passages
}

/// `within` overrides what a paragraph is: in an item or a quotation.
fn push(block: &Block, within: Option<Shape>, passages: &mut Vec<Passage>) {
    match block {
        Block::Text(kind, runs) => {
            let own = match kind {
                Kind::Paragraph => within.unwrap_or(Shape::Paragraph),
                Kind::Heading => Shape::Heading,
                Kind::Subheading => Shape::Subheading,
            };
            for run in runs {
                if let super::super::block::Leaf::Picture(found) = &run.leaf {
                    passages.push(picture(found));
                }
            }
            words(own, runs, passages);
        }
        Block::List { items, .. } => {
            for block in items.iter().flatten() {
                push(block, Some(Shape::Item), passages);
            }
        }
        Block::Table { head, body } => {
            for row in head.iter().chain(body) {
                let cells: Vec<String> = row
                    .iter()
                    .map(|cell| render::plain(&cell.blocks).replace('\n', " "))
                    .collect();
                let html: Vec<String> = row.iter().map(|cell| render::html(&cell.blocks)).collect();
                passages.push(Passage {
                    shape: Shape::Row,
                    text: cells.join("\t"),
                    html: html.join("\t"),
                });
            }
        }
        Block::Figure { pictures, caption } => {
            passages.extend(pictures.iter().map(picture));
            words(Shape::Caption, caption, passages);
        }
        Block::Quote(blocks) => {
            for block in blocks {
                push(block, Some(Shape::Quote), passages);
            }
        }
        Block::Rule => passages.push(Passage {
            shape: Shape::Rule,
            text: String::new(),
            html: String::new(),
        }),
    }
}

fn words(shape: Shape, runs: &[Run], passages: &mut Vec<Passage>) {
    let text = render::runs_text(runs);
    if !text.is_empty() {
        passages.push(Passage {
            shape,
            text,
            html: render::runs(runs),
        });
    }
}

fn picture(picture: &Picture) -> Passage {
    Passage {
        shape: Shape::Picture,
        text: picture.source.clone(),
        html: picture.source.clone(),
    }
}
