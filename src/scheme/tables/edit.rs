//! Writes what people filled in back into the document. A value that says what it said before is not touched, and
//! comments, order and layout stay as they were written.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{Kind, SHAPES, Shape, rows, section};

/// Why a change cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The document is no TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// No section, row or key has this name.
    #[error("no place `{0}` in a scheme")]
    NoSuchPlace(String),
}

/// What a row of a table of points or factors is there for.
const WORTH: [&str; 4] = ["points", "range", "per_thousand_words", "times"];

/// Which row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    /// The only one, of a section without rows.
    Only,
    /// A row that stands, from 0.
    At(usize),
    /// A new row, by its number among the new ones of its list.
    New(usize),
}

/// Where a change goes.
struct Place<'a> {
    shape: &'static Shape,
    row: Row,
    /// The key and what it takes; none where the whole row is meant.
    key: Option<(&'a str, &'static Kind)>,
    /// Kept only where its new row says something else too.
    is_given: bool,
}

impl<'a> Place<'a> {
    /// Reads `adoption.cell[2].points`, `adoption.cell[+1].level?`, `quota[3]`, `stacking.keep` or `name`.
    fn of(name: &'a str) -> Option<Self> {
        let (name, is_given) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
        let (path, row, key) = if let Some((path, rest)) = name.split_once('[') {
            let (row, rest) = rest.split_once(']')?;
            let row = match row.strip_prefix('+') {
                Some(new) => Row::New(new.parse().ok()?),
                None => Row::At(row.parse::<usize>().ok()?.checked_sub(1)?),
            };
            (path, row, rest.strip_prefix('.'))
        } else {
            let (path, key) = name.rsplit_once('.').unwrap_or(("", name));
            (path, Row::Only, Some(key))
        };
        let shape = SHAPES.iter().find(|shape| shape.path == path)?;
        let key = match key {
            Some(key) => {
                let field = shape.fields.iter().find(|field| field.key == key)?;
                Some((key, &field.kind))
            }
            None => None,
        };
        (shape.is_list == (row != Row::Only)).then_some(Self {
            shape,
            row,
            key,
            is_given,
        })
    }
}

/// Writes changes into a document: pairs of a place and its text.
///
/// A place is `SECTION.KEY`, or `SECTION[ROW].KEY` with the row from 1; `SECTION[+N].KEY` is the Nth new row, which is
/// left out where nothing is written in it but what ends in `?`; an empty text takes the key away, and a row of points or
/// factors with the last that it is worth; `SECTION[ROW]` with any text takes the row away.
///
/// # Errors
/// Names the place that no scheme has. Whether the result is a sound scheme is said by [`crate::scheme::Scheme::parse`].
pub fn edit(document: &str, changes: &[(&str, &str)]) -> Result<String, EditError> {
    let mut document: DocumentMut = document
        .parse()
        .map_err(|error: toml_edit::TomlError| EditError::Syntax(error.message().to_owned()))?;
    let mut placed = Vec::with_capacity(changes.len());
    for (name, text) in changes {
        let place = Place::of(name).ok_or_else(|| EditError::NoSuchPlace((*name).to_owned()))?;
        placed.push((*name, place, *text));
    }
    let mut emptied: Vec<(&str, usize)> = Vec::new();
    for (name, place, text) in &placed {
        if let (Some((key, kind)), Row::Only | Row::At(_)) = (place.key, place.row) {
            let has_changed = rewrite(&mut document, place, (key, kind), text)
                .ok_or_else(|| EditError::NoSuchPlace((*name).to_owned()))?;
            if let Row::At(at) = place.row
                && has_changed
                && WORTH.contains(&key)
            {
                emptied.push((place.shape.path.as_str(), at));
            }
        }
    }
    emptied.retain(|(path, at)| is_worthless(&document, path, *at));
    for shape in SHAPES.iter().filter(|shape| shape.is_list) {
        let of_list = || {
            placed
                .iter()
                .filter(|(_, place, _)| std::ptr::eq(place.shape, shape))
        };
        let mut gone: Vec<usize> = of_list()
            .filter(|(_, place, text)| place.key.is_none() && !text.is_empty())
            .filter_map(|(_, place, _)| match place.row {
                Row::At(at) => Some(at),
                Row::Only | Row::New(_) => None,
            })
            .collect();
        let worthless = emptied.iter().filter(|(path, _)| *path == shape.path);
        gone.extend(worthless.map(|(_, at)| at));
        gone.sort_unstable();
        gone.dedup();
        for at in gone.into_iter().rev() {
            remove(&mut document, &shape.path, at)
                .ok_or_else(|| EditError::NoSuchPlace(format!("{}[{}]", shape.path, at + 1)))?;
        }
        let mut new: Vec<usize> = of_list()
            .filter_map(|(_, place, text)| match place.row {
                Row::New(n) if !place.is_given && !text.trim().is_empty() => Some(n),
                _ => None,
            })
            .collect();
        new.sort_unstable();
        new.dedup();
        for n in new {
            let values = of_list().filter_map(|(_, place, text)| {
                let (key, kind) = place.key?;
                let is_said = place.row == Row::New(n) && !text.trim().is_empty();
                is_said.then(|| (key, kind.value(text)))
            });
            add(&mut document, &shape.path, values.collect())
                .ok_or_else(|| EditError::NoSuchPlace(shape.path.clone()))?;
        }
    }
    Ok(document.to_string())
}

/// Whether a row of points or factors says nothing any more that it would be worth.
fn is_worthless(document: &DocumentMut, path: &str, at: usize) -> bool {
    let list = section(document.as_item(), path).map(rows).unwrap_or_default();
    let is_priced = path.ends_with("cell") || path.ends_with("factor");
    is_priced
        && list
            .get(at)
            .is_some_and(|row| WORTH.iter().all(|key| !row.contains_key(key)))
}

/// Puts a text where a key stands or will stand; nothing is done where it says the same already. Whether anything was.
fn rewrite(
    document: &mut DocumentMut,
    place: &Place<'_>,
    (key, kind): (&str, &Kind),
    text: &str,
) -> Option<bool> {
    let path = &place.shape.path;
    let standing = section(document.as_item(), path);
    let row = match place.row {
        Row::At(at) => Some(*rows(standing?).get(at)?),
        Row::Only | Row::New(_) => standing.and_then(Item::as_table_like),
    };
    let was = row
        .and_then(|row| row.get(key))
        .map_or_else(String::new, |item| kind.said(item));
    let text = text.trim();
    if was.trim() == text {
        return Some(false);
    }
    let row: &mut dyn TableLike = match place.row {
        Row::At(at) => row_mut(made(document, path)?, at)?,
        Row::Only | Row::New(_) => made(document, path)?.as_table_like_mut()?,
    };
    if text.is_empty() {
        row.remove(key);
        return Some(true);
    }
    let mut value = kind.value(text);
    match row.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            row.insert(key, Item::Value(value));
        }
    }
    Some(true)
}

/// The section, made where it is not written yet.
fn made<'d>(document: &'d mut DocumentMut, path: &str) -> Option<&'d mut Item> {
    let mut item = document.as_item_mut();
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let table = item.as_table_like_mut()?;
        if !table.contains_key(step) {
            table.insert(step, Item::Table(Table::new()));
        }
        item = table.get_mut(step)?;
    }
    Some(item)
}

fn row_mut(list: &mut Item, at: usize) -> Option<&mut dyn TableLike> {
    if list.is_array_of_tables() {
        let table = list.as_array_of_tables_mut()?.get_mut(at)?;
        return Some(table);
    }
    let table = list.as_array_mut()?.get_mut(at)?.as_inline_table_mut()?;
    Some(table)
}

fn remove(document: &mut DocumentMut, path: &str, at: usize) -> Option<()> {
    let list = made(document, path)?;
    if let Some(tables) = list.as_array_of_tables_mut() {
        (at < tables.len()).then(|| tables.remove(at))?;
    } else {
        let array = list.as_array_mut()?;
        (at < array.len()).then(|| array.remove(at))?;
    }
    Some(())
}

/// Adds a row: before the first one that would hide it (the first row that applies counts), else at the end.
fn add(document: &mut DocumentMut, path: &str, values: Vec<(&str, Value)>) -> Option<()> {
    let hider = section(document.as_item(), path).and_then(|list| {
        let hides = |row: &&dyn TableLike| path.ends_with("cell") && covers(*row, &values);
        rows(list).iter().position(hides)
    });
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let parent = made(document, parent)?.as_table_like_mut()?;
    if !parent.contains_key(name) {
        parent.insert(name, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let list = parent.get_mut(name)?;
    if let Some(array) = list.as_array_mut() {
        let mut row = InlineTable::new();
        for (key, value) in values {
            row.insert(key, value);
        }
        insert(array, hider.unwrap_or(array.len()), row);
    } else {
        let tables = list.as_array_of_tables_mut()?;
        let mut row = Table::new();
        row.decor_mut().set_prefix("\n");
        for (key, value) in values {
            row.insert(key, Item::Value(value));
        }
        tables.push(row);
        if let Some(at) = hider {
            let mut all: Vec<Table> = tables.iter().cloned().collect();
            if let Some(new) = all.pop() {
                all.insert(at, new);
            }
            // The tables are written in the order of their positions, which a moved one must share with its neighbour.
            for table in &mut all {
                table.set_position(None);
            }
            *tables = all.into_iter().collect();
        }
    }
    Some(())
}

/// Puts a row into an array in brackets, laid out like its neighbours.
fn insert(array: &mut Array, at: usize, row: InlineTable) {
    let neighbour = array.get(at).or_else(|| array.get(at.saturating_sub(1)));
    let indent = neighbour
        .and_then(|value| value.decor().prefix()?.as_str())
        .and_then(|prefix| prefix.rsplit_once('\n'))
        .map(|(_, spaces)| format!("\n{spaces}"));
    let mut value = Value::InlineTable(row);
    let default = if at == 0 { "" } else { " " };
    value.decor_mut().set_prefix(indent.as_deref().unwrap_or(default));
    array.insert_formatted(at, value);
    // On one line, what was the first begins behind a comma now.
    if indent.is_none()
        && at == 0
        && let Some(second) = array.get_mut(1)
    {
        second.decor_mut().set_prefix(" ");
    }
}

/// Whether a row applies wherever these values do: each of its conditions is one of theirs.
fn covers(row: &dyn TableLike, values: &[(&str, Value)]) -> bool {
    const ALSO: [&str; 2] = ["code", "each_unit"];
    let said = |key: &str, value: &Value| (key.to_owned(), Kind::Texts.said(&Item::Value(value.clone())));
    let theirs: Vec<(String, String)> = values.iter().map(|(key, value)| said(key, value)).collect();
    row.iter()
        .filter(|(key, _)| !WORTH.contains(key) && !ALSO.contains(key))
        .all(|(key, item)| {
            item.as_value()
                .is_some_and(|value| theirs.contains(&said(key, value)))
        })
}
