//! A scheme document as the tables that people fill in: each section with its keys, each key with the kind of value it
//! takes, each value as a text. The keys come from the schema, so that a new key of the language has its column at once;
//! `edit` writes the texts back into the same document and leaves its comments and order alone.

use std::sync::LazyLock;

use serde_json::Value;
use toml_edit::{DocumentMut, Item, TableLike};

use super::document::schema;

mod changes;
mod edit;
mod example;
mod grid;
mod kind;
#[cfg(test)]
mod tests;

pub use changes::{Change, changes};
pub use edit::{EditError, edit};
pub use example::example;
pub use grid::{Axes, FACTORS, Grid, GridCell, GridRow, POINTS, grid};
pub use kind::Kind;

/// A key of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: String,
    /// What it takes.
    pub kind: Kind,
}

/// A section that the language has, whether a document uses it or not.
#[derive(Clone, Debug)]
struct Shape {
    path: String,
    is_list: bool,
    fields: Vec<Field>,
}

/// A section of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its path, such as `adoption.cell`; empty for the keys of the document itself.
    pub path: String,
    /// Whether it has rows; otherwise it has one, which may be empty.
    pub is_list: bool,
    /// Its keys, in the order in which the language lists them.
    pub fields: Vec<Field>,
    /// The values, one text a key; empty where the key is not written.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The value of a key in a row; empty where it is not written.
    #[must_use]
    pub fn at(&self, row: usize, key: &str) -> &str {
        let place = self.fields.iter().position(|field| field.key == key);
        place
            .and_then(|place| self.rows.get(row)?.get(place))
            .map_or("", String::as_str)
    }

    /// Whether anything is written in it.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.rows.iter().flatten().any(|text| !text.is_empty())
    }
}

/// Keys that say when a rule applies.
pub const CONDITIONS: [&str; 14] = [
    "level",
    "level_from",
    "outlet",
    "class",
    "type",
    "form",
    "position",
    "route",
    "unit_class",
    "tag",
    "repost",
    "min_words",
    "below_words",
    "min_pictures",
];

/// The sections of the language, those that every scheme has first.
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(shapes);

const ORDER: [&str; 24] = [
    "",
    "adoption.cell",
    "adoption.factor",
    "adoption.bonus",
    "submission.cell",
    "instruction.cell",
    "quota",
    "deduction",
    "cap",
    "stacking",
    "authors",
    "units",
    "credit",
    "base",
    "rate",
    "veto",
    "exclude",
    "commission",
    "booking",
    "calendar",
    "fee",
    "merit",
    "demotion",
    "assessment",
];

fn shapes() -> Vec<Shape> {
    let whole = schema();
    let mut shapes = Vec::new();
    gather(&whole, &whole, "", false, &mut shapes);
    let place = |path: &str| {
        ORDER
            .iter()
            .position(|known| *known == path)
            .unwrap_or(ORDER.len())
    };
    shapes.sort_by_key(|shape| place(&shape.path));
    shapes
}

/// Walks the schema. A list inside the row of a list has no table of its own: the text view is its place.
fn gather(whole: &Value, part: &Value, path: &str, is_list: bool, shapes: &mut Vec<Shape>) {
    let Some(properties) = part.get("properties").and_then(Value::as_object) else {
        return;
    };
    let mut fields = Vec::new();
    for (key, node) in properties {
        if let Some(kind) = kind::of(whole, node) {
            let key = key.clone();
            fields.push(Field { key, kind });
        } else if !is_list {
            let inner = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            match node.get("items") {
                Some(items) => gather(whole, kind::followed(whole, items), &inner, true, shapes),
                None => gather(whole, kind::followed(whole, node), &inner, false, shapes),
            }
        }
    }
    if !fields.is_empty() {
        let path = path.to_owned();
        shapes.push(Shape {
            path,
            is_list,
            fields,
        });
    }
}

/// Every section of the language with what a document says in it; none where the document is no TOML.
#[must_use]
pub fn tables(document: &str) -> Option<Vec<Table>> {
    let document: DocumentMut = document.parse().ok()?;
    let filled = |shape: &Shape| {
        let item = section(document.as_item(), &shape.path);
        let rows = match (item, shape.is_list) {
            (Some(item), true) => rows(item),
            (Some(item), false) => item.as_table_like().into_iter().collect(),
            (None, _) => Vec::new(),
        };
        let texts = |row: &dyn TableLike| -> Vec<String> {
            let said = |field: &Field| {
                row.get(&field.key)
                    .map_or_else(String::new, |item| field.kind.said(item))
            };
            shape.fields.iter().map(said).collect()
        };
        let mut rows: Vec<Vec<String>> = rows.into_iter().map(texts).collect();
        if rows.is_empty() && !shape.is_list {
            rows.push(vec![String::new(); shape.fields.len()]);
        }
        Table {
            path: shape.path.clone(),
            is_list: shape.is_list,
            fields: shape.fields.clone(),
            rows,
        }
    };
    Some(SHAPES.iter().map(filled).collect())
}

/// The part of a document that a path names.
fn section<'d>(document: &'d Item, path: &str) -> Option<&'d Item> {
    let steps = path.split('.').filter(|step| !step.is_empty());
    let mut item = document;
    for step in steps {
        item = item.as_table_like()?.get(step)?;
    }
    Some(item)
}

/// The rows of a list, written as `[[…]]` or in brackets.
fn rows(item: &Item) -> Vec<&dyn TableLike> {
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| table as &dyn TableLike).collect();
    }
    let inline = item.as_array().into_iter().flatten();
    inline
        .filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
        .collect()
}
