//! A result as the page prints it: title and passage in pieces, marked or not, so that the template escapes each.

use std::ops::Range;

use entity::Instant;
use search_index::{Document, Facet, Hit};

use super::groups::Naming;
use crate::sheet::Cell;
use crate::web::Page;
use crate::web::list::Column;

/// How many adoptions are named.
const N_NAMED: usize = 2;
/// How many authors are named.
const N_AUTHORS: usize = 3;

/// A piece of a text.
pub(super) struct Piece {
    pub text: String,
    pub is_marked: bool,
}

/// An adoption that stands.
pub(super) struct Adopted {
    pub rank: i64,
    pub label: String,
}

/// A result.
pub(super) struct Row {
    pub href: String,
    pub title: Vec<Piece>,
    pub passage: Vec<Piece>,
    pub meta: String,
    /// The title without marks.
    pub plain_title: String,
    pub unit: String,
    pub authors: String,
    pub type_name: String,
    pub day: String,
    pub state: String,
    pub state_name: String,
    /// Every adoption that stands, in words.
    pub adoptions: String,
    pub hundredths: i64,
    pub adopted: Vec<Adopted>,
    /// Adoptions that are not named.
    pub more: usize,
    /// Empty where there are none.
    pub points: String,
}

/// The columns of the sheet; the screen prints them as one entry with its passage.
pub(super) const COLUMNS: &[Column<Row>] = &[
    Column::text("look.title", |row| Cell::text(&row.plain_title)),
    Column::text("desk.unit", |row| Cell::text(&row.unit)),
    Column::text("list.authors", |row| Cell::text(&row.authors)),
    Column::text("look.type", |row| Cell::text(&row.type_name)),
    Column::text("look.date", |row| Cell::text(&row.day)),
    Column::text("writing.state", |row| Cell::text(&row.state_name)),
    Column::text("list.adoptions", |row| Cell::text(&row.adoptions)),
    Column::number("look.points", |row| Cell::Points(row.hundredths)),
];

impl Row {
    pub(super) fn of(p: &Page, hit: &Hit, naming: &Naming) -> Self {
        let document = &hit.document;
        let mut passage = pieces(&hit.fragment.text, &hit.fragment.marks);
        let dots = || Piece {
            text: "……".to_owned(),
            is_marked: false,
        };
        if hit.fragment.is_cut_before {
            passage.insert(0, dots());
        }
        if hit.fragment.is_cut_after {
            passage.push(dots());
        }
        let label = |one: &search_index::Adoption| {
            format!("{} {}", naming.word(Facet::Level, &one.level), one.outlet_name)
        };
        let adopted = document.adoptions.iter().rev().take(N_NAMED);
        let all: Vec<String> = document.adoptions.iter().rev().map(label).collect();
        let at = p.time(Instant(document.at));
        let (unit, authors) = (document.unit_name.clone(), authors(document));
        let type_name = naming.word(Facet::Type, document.kind.as_deref().unwrap_or_default());
        let day = at.split(' ').next().unwrap_or_default().to_owned();
        let meta: Vec<&str> = [unit.as_str(), &authors, &type_name, &day]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        Self {
            href: format!("/articles/{}", document.id),
            title: pieces(&document.title, &hit.title_marks),
            passage,
            meta: meta.join(" · "),
            plain_title: document.title.clone(),
            state_name: naming.word(Facet::State, &document.state),
            adoptions: all.join("；"),
            hundredths: document.points,
            unit,
            authors,
            type_name,
            day,
            state: document.state.clone(),
            adopted: adopted
                .map(|one| Adopted {
                    rank: naming.terms.find("level", &one.level).map_or(0, |term| term.ord),
                    label: label(one),
                })
                .collect(),
            more: document.adoptions.len().saturating_sub(N_NAMED),
            points: if document.points == 0 {
                String::new()
            } else {
                p.points(document.points)
            },
        }
    }
}

/// The first authors.
fn authors(document: &Document) -> String {
    let mut names: Vec<&str> = document
        .authors
        .iter()
        .take(N_AUTHORS)
        .map(|author| author.name.as_str())
        .collect();
    if document.authors.len() > N_AUTHORS {
        names.push("…");
    }
    names.join("、")
}

/// Cuts a text at its marks; a mark that does not fit the text is passed over.
fn pieces(text: &str, marks: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(marks.len() * 2 + 1);
    let mut at = 0;
    let mut push = |range: Range<usize>, is_marked| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece {
                text: text.to_owned(),
                is_marked,
            });
        }
    };
    for mark in marks {
        if mark.start < at || text.get(mark.clone()).is_none() {
            continue;
        }
        push(at..mark.start, false);
        push(mark.clone(), true);
        at = mark.end;
    }
    push(at..text.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_text_and_marks_that_do_not_fit_are_passed_over() {
        let text = "社区食堂开门";
        let cut = |marks: &[Range<usize>]| -> Vec<(String, bool)> {
            pieces(text, marks)
                .into_iter()
                .map(|piece| (piece.text, piece.is_marked))
                .collect()
        };
        assert_eq!(
            cut(&[0..6, 12..18, 16..40]),
            [
                ("社区".to_owned(), true),
                ("食堂".to_owned(), false),
                ("开门".to_owned(), true)
            ]
        );
        assert_eq!(cut(std::slice::from_ref(&(1..4))), [(text.to_owned(), false)]);
    }
}
