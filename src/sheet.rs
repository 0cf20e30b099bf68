//! Spreadsheets out and in (.xlsx): rows and columns of typed cells, and nothing of what they are about. User text is
//! written as a string and never as a formula; what is read is bounded, and a formula is refused.

mod read;
mod write;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::points::Points;

pub use read::{Grid, GridRow, ReadLimits, read};
pub use write::write;

/// What an .xlsx is on the wire.
pub const MIME: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text, whatever it begins with; empty: an empty cell.
    Text(String),
    /// A whole number.
    Count(i64),
    /// Hundredths of a point, printed with two decimals.
    Points(i64),
    /// Hundredths of a point, printed with two decimals and their sign.
    Signed(i64),
    /// A rate in thousandths, printed as per cent with one decimal.
    PerMille(i64),
    /// A day.
    Day(NaiveDate),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A day, or an empty cell.
    #[must_use]
    pub fn day(day: Option<NaiveDate>) -> Self {
        day.map_or_else(|| Self::Text(String::new()), Self::Day)
    }

    /// The cell as it is shown: what the format of its number makes of it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(n) => n.to_string(),
            Self::Points(hundredths) | Self::Signed(hundredths) => {
                let size = Points::from_hundredths(hundredths.saturating_abs()).fixed();
                match (hundredths.signum(), self) {
                    (1, Self::Signed(_)) => format!("+{size}"),
                    (-1, _) => format!("−{size}"),
                    _ => size,
                }
            }
            Self::PerMille(n) => format!("{}.{}%", n / 10, n % 10),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// A sheet with what is said about it on a second one.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it is, as the name of the sheet and the head of each printed page.
    pub title: String,
    /// The name of the second sheet.
    pub notes_title: String,
    /// Label and text: filters, time, what was left out.
    pub notes: Vec<(String, String)>,
    /// The first row, which stays in sight.
    pub headings: Vec<String>,
    /// The rows below it.
    pub rows: Vec<Vec<Cell>>,
}
