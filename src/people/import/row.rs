//! A row of a sheet, read by its headings: texts, days, yes and no, each fault noted at its cell.

use chrono::NaiveDate;
use entity::Language;

use super::{CellFault, Fate, Import, Importing, PlannedRow};
use crate::Result;
use crate::error::{Error, Message};
use crate::i18n;
use crate::sheet::{Grid, GridRow};

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];
/// What an invented row begins with.
const EXAMPLES: [&str; 2] = ["例：", "e.g. "];

impl Import {
    /// Reads the headings of a sheet, in Chinese or English and in any order.
    ///
    /// # Errors
    /// [`Error::Upload`] naming the heading that is missing or unknown.
    pub fn of(what: Importing, grid: Grid) -> Result<Self> {
        let is = |key: &str, heading: &str| {
            LANGUAGES
                .iter()
                .any(|language| i18n::t(*language, key) == heading)
        };
        let known = what.headings();
        let refused = |key, heading: &str| {
            let all: Vec<String> = known.iter().map(|key| i18n::t(Language::Chinese, key)).collect();
            let message = Message::new(key)
                .with("heading", heading)
                .with("all", all.join("、"));
            Err(Error::Upload(message))
        };
        let given = || grid.headings.iter().filter(|heading| !heading.is_empty());
        if let Some(unknown) = given().find(|heading| !known.iter().any(|key| is(key, heading))) {
            return refused("import.unknown_heading", unknown);
        }
        let mut columns = Vec::with_capacity(known.len());
        for (n, key) in known.iter().enumerate() {
            let at = grid.headings.iter().position(|heading| is(key, heading));
            let is_needed = n < what.n_needed();
            if at.is_none() && is_needed {
                return refused("import.missing_heading", &i18n::t(Language::Chinese, key));
            }
            if given().filter(|heading| is(key, heading)).count() > 1 {
                return refused("import.heading_twice", &i18n::t(Language::Chinese, key));
            }
            columns.push(at);
        }
        Ok(Self { grid, columns, what })
    }

    /// Its rows, without the invented one.
    pub(super) fn rows(&self) -> impl Iterator<Item = RowReader<'_>> {
        let rows = self.grid.rows.iter().map(|row| RowReader {
            row,
            import: self,
            faults: Vec::new(),
        });
        rows.filter(|row| {
            let first = row.text(self.what.headings()[0]);
            !EXAMPLES.iter().any(|mark| first.starts_with(mark))
        })
    }
}

impl Importing {
    /// How many of the headings a sheet must have; the others may be left out.
    const fn n_needed(self) -> usize {
        match self {
            Self::People => 2,
            Self::Organisations => 3,
            Self::Openings => 4,
        }
    }
}

/// A row being read.
pub(super) struct RowReader<'i> {
    row: &'i GridRow,
    import: &'i Import,
    faults: Vec<CellFault>,
}

impl RowReader<'_> {
    /// The text below a heading.
    pub(super) fn text(&self, heading: &str) -> &str {
        let headings = self.import.what.headings();
        let at = headings.iter().position(|one| *one == heading);
        let column = at.and_then(|at| self.import.columns[at]);
        column
            .and_then(|column| self.row.cells.get(column))
            .map_or("", String::as_str)
    }

    /// Notes a fault.
    pub(super) fn wrong(&mut self, heading: &'static str, message: Message) {
        self.faults.push(CellFault { heading, message });
    }

    /// What a check of ours says of a cell, noted at it.
    pub(super) fn checked<T>(&mut self, heading: &'static str, checked: Result<T>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(Error::Invalid(faults)) => {
                for fault in faults {
                    self.wrong(heading, fault.message);
                }
                None
            }
            Err(_) => {
                self.wrong(heading, Message::new("fault.field"));
                None
            }
        }
    }

    /// A day, if one is given.
    pub(super) fn day(&mut self, heading: &'static str) -> Option<NaiveDate> {
        let text = self.text(heading);
        if text.is_empty() {
            return None;
        }
        let day = day(text);
        if day.is_none() {
            self.wrong(heading, Message::new("import.day"));
        }
        day
    }

    /// Whether the cell says yes; an empty one says no.
    pub(super) fn yes(&mut self, heading: &'static str) -> bool {
        let said = self.text(heading).to_lowercase();
        let is = |key: &str| {
            LANGUAGES
                .iter()
                .any(|language| i18n::t(*language, key).to_lowercase() == said)
        };
        let (yes, no) = (is("import.yes"), said.is_empty() || is("import.no"));
        if !yes && !no {
            self.wrong(heading, Message::new("import.yes_or_no"));
        }
        yes
    }

    /// A word of a closed list, by its name in either language or its code.
    pub(super) fn word<T: Copy>(
        &mut self,
        heading: &'static str,
        (prefix, all): (&str, &[T]),
        code: fn(T) -> &'static str,
    ) -> Option<T> {
        let said = self.text(heading);
        let name = |language: Language, one: T| i18n::t(language, &format!("{prefix}.{}", code(one)));
        let is = |one: T| code(one) == said || LANGUAGES.iter().any(|language| name(*language, one) == said);
        let found = all.iter().copied().find(|one| is(*one));
        if found.is_none() {
            let names: Vec<String> = all.iter().map(|one| name(Language::Chinese, *one)).collect();
            self.wrong(heading, Message::new("import.word").with("all", names.join("、")));
        }
        found
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// The row with its fate; a fault overrules it.
    pub(super) fn planned(self, name: String, fate: Fate) -> PlannedRow {
        PlannedRow {
            n: self.row.n,
            name,
            fate: if self.faults.is_empty() { fate } else { Fate::Wrong },
            faults: self.faults,
        }
    }
}

/// A day as people write it: `2026-11-22`, `2026/11/22`, `2026.11.22`, `2026年11月22日`.
fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split(['-', '/', '.', '年', '月', '日']).map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let rest_is_empty = parts.all(str::is_empty);
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    (rest_is_empty && year.len() == 4).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let wanted = NaiveDate::from_ymd_opt(2026, 3, 5);
        for text in ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日"] {
            assert_eq!(day(text), wanted, "{text}");
        }
        for text in [
            "",
            "26-3-5",
            "2026-13-01",
            "2026-02-30",
            "3月5日",
            "2026-3-5-1",
            "明天",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn headings_are_known_in_both_languages_and_others_are_named() {
        let headings = |all: &[&str]| Grid {
            headings: all.iter().map(|one| (*one).to_owned()).collect(),
            rows: Vec::new(),
        };
        let key = |all: &[&str]| match Import::of(Importing::People, headings(all)) {
            Ok(_) => "ok".to_owned(),
            Err(Error::Upload(message)) => message.key.into_owned(),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(key(&["姓名", "登录名", "单位"]), "ok");
        assert_eq!(key(&["Sign-in name", "Name"]), "ok");
        assert_eq!(key(&["登录名"]), "import.missing_heading");
        assert_eq!(key(&["登录名", "姓名", "工资"]), "import.unknown_heading");
        assert_eq!(key(&["登录名", "姓名", "姓名"]), "import.heading_twice");
    }
}
