//! Opening balances from a sheet: what each row says, read by its headings. Whose they are, and whether they can be
//! booked, the newsroom knows.

use chrono::Datelike;
use entity::SubjectKind;

use super::row::RowReader;
use super::{Fate, Import, PlannedRow};
use crate::calendar::Month;
use crate::error::Message;
use crate::points::Points;
use crate::text::Line;

const NAME: &str = "import.whose";
const KIND: &str = "import.kind";
const MONTH: &str = "import.month";
const POINTS: &str = "import.points";
const ORIGIN: &str = "import.origin";

/// The headings, those that a sheet must have first.
pub(super) const HEADINGS: [&str; 5] = [NAME, KIND, MONTH, POINTS, ORIGIN];

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Person or unit.
    pub kind: SubjectKind,
    /// A username or name, or a unit's name.
    pub name: String,
    /// The month to which the points belong.
    pub month: Month,
    /// How many.
    pub points: Points,
    /// Where they come from; may be empty.
    pub origin: String,
}

/// At which cell something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalanceCell {
    /// Whose.
    Name,
    /// The month.
    Month,
    /// The points.
    Points,
}

/// What becomes of a sound row: its fate and what it is worth doing, or what is wrong at which cell.
pub type Judged<T> = Result<(Fate, Option<T>), (BalanceCell, Message)>;

impl Import {
    /// Reads every row and asks what becomes of those that can be read.
    pub fn balances<T>(&self, mut judge: impl FnMut(&Balance) -> Judged<T>) -> (Vec<PlannedRow>, Vec<T>) {
        let (mut rows, mut steps) = (Vec::new(), Vec::new());
        for mut row in self.rows() {
            let mut fate = Fate::Wrong;
            let about = format!("{} {}", row.text(NAME), row.text(MONTH));
            if let Some(balance) = balance(&mut row).filter(|_| row.is_sound()) {
                match judge(&balance) {
                    Ok((known, step)) => {
                        fate = known;
                        steps.extend(step);
                    }
                    Err((cell, message)) => row.wrong(heading(cell), message),
                }
            }
            rows.push(row.planned(about, fate));
        }
        (rows, steps)
    }
}

const fn heading(cell: BalanceCell) -> &'static str {
    match cell {
        BalanceCell::Name => NAME,
        BalanceCell::Month => MONTH,
        BalanceCell::Points => POINTS,
    }
}

fn balance(row: &mut RowReader<'_>) -> Option<Balance> {
    let kind = row.word(
        KIND,
        ("import_kind", &[SubjectKind::Person, SubjectKind::Unit]),
        SubjectKind::code,
    );
    let (month, points) = (month(row.text(MONTH)), row.text(POINTS).parse::<Points>().ok());
    let origin = Line::parse_optional(row.text(ORIGIN), 60);
    for (is_wrong, heading, key) in [
        (month.is_none(), MONTH, "opening.bad_month"),
        (points.is_none(), POINTS, "opening.bad_points"),
        (origin.is_err(), ORIGIN, "opening.bad_note"),
    ] {
        if is_wrong {
            row.wrong(heading, Message::new(key));
        }
    }
    Some(Balance {
        kind: kind?,
        name: row.text(NAME).to_owned(),
        month: month?,
        points: points?,
        origin: origin.ok()?.map_or_else(String::new, Line::into_string),
    })
}

/// A month as people and spreadsheet programs write it: `2025-12`, `2025/12`, `2025年12月`, or any day of it. Not
/// `2025.10`, which a sheet keeps as the number 2025.1, and nothing after the month but a day of it.
fn month(text: &str) -> Option<Month> {
    let (year, rest) = text.split_once(['-', '/', '年'])?;
    let (month, day) = match rest.split_once('月') {
        Some((month, "")) => (month, "1"),
        Some((month, day)) => (month, day.trim_end_matches('日')),
        None => rest.split_once(['-', '/']).unwrap_or((rest, "1")),
    };
    let (year, month, day) = (year.trim(), month.trim(), day.trim());
    let known = Month::new(year.parse().ok()?, month.parse().ok()?)?;
    let is_day = known.first_day().with_day(day.parse().ok()?).is_some();
    (year.len() == 4 && is_day).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_people_write_them() {
        for text in [
            "2025-12",
            "2025/12",
            "2025年12月",
            "2025 年 12 月",
            "2025-12-01",
            "2025/12/31",
            "2025年12月31日",
        ] {
            assert_eq!(month(text), Month::new(2025, 12), "{text}");
        }
        for text in [
            "",
            "2025",
            "25-12",
            "2025-13",
            "十二月",
            "2025.1",
            "2025.12",
            "2025年12月至2026年2月",
            "2025-12至2026-02",
            "2025-12~2026-02",
            "2025-12-32",
            "2025-12-",
        ] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
