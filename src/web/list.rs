//! Lists of rows: their columns are said once, for the head of the table on the screen and for the sheet that the same
//! address answers with `format=xlsx`. The sheet holds the whole list under the filters of the address.

mod answer;

use super::form;
use super::{Page, Visit};
use crate::Result;
use crate::error::Error;
use crate::sheet::{Cell, Sheet};

pub use answer::sheet_at;
pub(super) use answer::{Ask, Maker, WithSheet, attached};

/// Parts of an address that say which part of a list is on the screen, not what the list is.
const PLACES: [&str; 5] = ["page", "size", "article", "decided", "format"];

/// A column of a list.
pub(super) struct Column<R> {
    heading: &'static str,
    cell: fn(&R) -> Cell,
    is_number: bool,
    is_below: bool,
}

impl<R> Column<R> {
    /// A column of texts or days; `heading` is a message key.
    pub(super) const fn text(heading: &'static str, cell: fn(&R) -> Cell) -> Self {
        Self {
            heading,
            cell,
            is_number: false,
            is_below: false,
        }
    }

    /// A column of numbers, which stand on the right.
    pub(super) const fn number(heading: &'static str, cell: fn(&R) -> Cell) -> Self {
        Self {
            is_number: true,
            ..Self::text(heading, cell)
        }
    }

    /// What the screen prints within the cell of the column before, and the sheet in a column of its own.
    pub(super) const fn below(heading: &'static str, cell: fn(&R) -> Cell) -> Self {
        Self {
            is_below: true,
            ..Self::text(heading, cell)
        }
    }
}

/// The heading of a column on the screen.
pub(super) struct Head {
    /// In words.
    pub label: String,
    /// Whether numbers stand below it.
    pub is_number: bool,
}

/// The headings of a table on the screen.
pub(super) fn heads<R>(p: &Page, columns: &[Column<R>]) -> Vec<Head> {
    let shown = columns.iter().filter(|column| !column.is_below);
    shown
        .map(|column| Head {
            label: p.t(column.heading),
            is_number: column.is_number,
        })
        .collect()
}

/// The filters that are in force, each by its name and in words.
#[derive(Clone, Default)]
pub(super) struct Filters(Vec<(String, String)>);

impl Filters {
    /// Adds one, unless it filters nothing.
    pub(super) fn with(mut self, name: String, value: &str) -> Self {
        if !value.trim().is_empty() {
            self.0.push((name, value.trim().to_owned()));
        }
        self
    }

    /// Adds one that is a choice, by the label of what is chosen.
    pub(super) fn chosen<'c>(
        self,
        name: String,
        mut choices: impl Iterator<Item = (&'c String, &'c String)>,
        value: &str,
    ) -> Self {
        let label = choices
            .find(|(one, _)| *one == value)
            .map(|(_, label)| label.as_str());
        self.with(
            name,
            if value.is_empty() {
                ""
            } else {
                label.unwrap_or(value)
            },
        )
    }

    fn said(&self) -> String {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        parts.join(" · ")
    }
}

/// What `list::tools` prints above a table.
pub(super) struct Listed {
    /// Where the whole list is a sheet.
    pub href: String,
    /// Filters and time, for paper.
    pub said: String,
    /// That the sheet would not hold all of it.
    pub cut: Option<String>,
}

impl Listed {
    /// Of a list with so many rows.
    pub(super) fn of(visit: &Visit, p: &Page, filters: &Filters, total: u64) -> Self {
        let (path, query) = visit.path.split_once('?').unwrap_or((&visit.path, ""));
        let mut kept = without_places(query);
        kept.push(("format".to_owned(), "xlsx".to_owned()));
        let kept: Vec<(&str, &str)> = kept
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let printed = p.t1("list.printed_at", p.time(visit.app.clock.now()));
        let filters = filters.said();
        Self {
            href: super::page::pager::address(path, &kept),
            said: if filters.is_empty() {
                printed
            } else {
                format!("{filters} · {printed}")
            },
            cut: cut(visit, p, total, visit.app.settings.limits.export_rows_max),
        }
    }
}

fn cut(visit: &Visit, p: &Page, total: u64, max: u64) -> Option<String> {
    let max = max.min(visit.app.settings.limits.export_rows_max);
    (total > max).then(|| p.t2("list.cut", total, max))
}

/// The fields of a query without those that say which part of the list is shown.
fn without_places(query: &str) -> Vec<(String, String)> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    fields
        .into_iter()
        .filter(|(name, value)| !PLACES.contains(&name.as_str()) && !value.is_empty())
        .collect()
}

/// A whole list, before it is written as a sheet.
pub(super) struct Listing {
    sheet: Sheet,
    total: u64,
}

impl Listing {
    /// The rows of a list that has `total` of them.
    pub(super) fn of<R>(
        visit: &Visit,
        p: &Page,
        (title, filters): (String, Filters),
        columns: &[Column<R>],
        (rows, total): (&[R], u64),
    ) -> Self {
        let mut notes = vec![(p.t("list.what"), title.clone())];
        notes.extend(filters.0);
        notes.push((p.t("list.made_at"), p.time(visit.app.clock.now())));
        notes.push((p.t("list.n_rows"), rows.len().to_string()));
        let n_rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        notes.extend(cut(visit, p, total, n_rows).map(|text| (p.t("list.note"), text)));
        Self {
            sheet: Sheet {
                title,
                notes_title: p.t("list.notes"),
                notes,
                headings: columns.iter().map(|column| p.t(column.heading)).collect(),
                rows: rows
                    .iter()
                    .map(|row| columns.iter().map(|column| (column.cell)(row)).collect())
                    .collect(),
            },
            total,
        }
    }
}

/// Rows of the whole list, `(offset, n)`: as many as a sheet may have.
pub(super) fn whole(visit: &Visit) -> (u64, u64) {
    (0, visit.app.settings.limits.export_rows_max)
}

/// As many rows as a sheet may have.
pub(super) fn most(visit: &Visit) -> usize {
    usize::try_from(visit.app.settings.limits.export_rows_max).unwrap_or(usize::MAX)
}

/// Reads the question of an address, as the page itself does.
pub(super) fn question<T: serde::de::DeserializeOwned>(ask: &Ask) -> Result<T> {
    form::asked(&ask.query)
}

/// The last part of a path, such as the key of whose list it is.
pub(super) fn parts_of(ask: &Ask) -> Result<(&str, &str)> {
    let mut parts = ask.path.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(last), Some(before)) => Ok((before, last)),
        _ => Err(Error::NotFound),
    }
}
