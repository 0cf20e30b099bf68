//! What differs between two documents, cell by cell: the ground of the notice that tells people what changes for them.

use super::{CONDITIONS, Table, tables};

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The section, such as `adoption.cell`; empty for the keys of the document itself.
    pub section: String,
    /// What the row is called: its code, else its conditions; empty in a section without rows.
    pub row: String,
    /// The key.
    pub key: String,
    /// What it said; empty where it said nothing.
    pub before: String,
    /// What it says; empty where it says nothing.
    pub after: String,
}

/// Keys beside the conditions that say what a row is for, not what it is worth.
const SUBJECTS: [&str; 3] = ["incident", "name", "part"];

/// Keys that every edition changes by itself.
const OF_THE_EDITION: [&str; 3] = ["version", "effective_from", "effective_until"];

/// What differs between two documents, in the order of the sections; none where either is no TOML.
#[must_use]
pub fn changes(before: &str, after: &str) -> Option<Vec<Change>> {
    let (before, after) = (tables(before)?, tables(after)?);
    let mut changes = Vec::new();
    for (one, other) in before.iter().zip(&after) {
        let names = (names(one), names(other));
        let mut all: Vec<&String> = names.1.iter().collect();
        all.extend(names.0.iter().filter(|name| !names.1.contains(name)));
        for name in all {
            let row = |names: &[String]| names.iter().position(|own| own == name);
            let (was, is) = (row(&names.0), row(&names.1));
            for field in &one.fields {
                let said = |table: &Table, row: Option<usize>| {
                    row.map_or_else(String::new, |row| table.at(row, &field.key).to_owned())
                };
                let (before, after) = (said(one, was), said(other, is));
                if before != after && !(one.path.is_empty() && OF_THE_EDITION.contains(&field.key.as_str())) {
                    changes.push(Change {
                        section: one.path.clone(),
                        row: name.clone(),
                        key: field.key.clone(),
                        before,
                        after,
                    });
                }
            }
        }
    }
    Some(changes)
}

/// What the rows are called; those of one name are told apart by their number.
fn names(table: &Table) -> Vec<String> {
    if !table.is_list {
        return vec![String::new()];
    }
    let mut names: Vec<String> = Vec::with_capacity(table.rows.len());
    for row in 0..table.rows.len() {
        let code = table.at(row, "code");
        let said = if code.is_empty() {
            let texts = |keys: &'static [&str]| keys.iter().map(|key| table.at(row, key));
            let conditions: Vec<&str> = texts(&CONDITIONS).filter(|text| !text.is_empty()).collect();
            let conditions = conditions.join("·");
            // A name that repeats the conditions says nothing more.
            let subjects = texts(&SUBJECTS).filter(|text| !text.is_empty() && *text != conditions);
            let parts = Some(conditions.as_str()).filter(|text| !text.is_empty());
            parts.into_iter().chain(subjects).collect::<Vec<_>>().join("·")
        } else {
            code.to_owned()
        };
        let n = names
            .iter()
            .filter(|own| **own == said || own.starts_with(&format!("{said}#")))
            .count();
        names.push(if n == 0 && !said.is_empty() {
            said
        } else {
            format!("{said}#{}", n + 1)
        });
    }
    names
}
