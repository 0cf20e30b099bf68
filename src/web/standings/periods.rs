//! Months, quarters and years as rankings and statements name and choose them.

use chrono::NaiveDate;
use entity::SubjectKind;
use sea_orm::ConnectionTrait;

use crate::calendar::{Length, Period, YearStart};
use crate::error::Error;
use crate::web::Page;
use crate::{Result, ledger};

/// A choice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) struct Choice {
    /// As the address spells it.
    pub value: String,
    /// In words.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub(in crate::web) fn of(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A link of a row of switches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) struct Tab {
    /// Where.
    pub href: String,
    /// In words.
    pub label: String,
    /// Whether the reader is there.
    pub on: bool,
}

/// The period that is asked for; this month where none is.
///
/// # Errors
/// [`Error::NotFound`] for what is no month, quarter or year.
pub(in crate::web) fn parse(text: &str, today: NaiveDate) -> Result<Period> {
    if text.is_empty() {
        return Ok(Period::of(today, Length::Month, YearStart::JANUARY));
    }
    let period: Period = text.parse().map_err(|_| Error::NotFound)?;
    match period {
        Period::Months {
            n_months: 1 | 3 | 12, ..
        } if period.to_string() == text => Ok(period),
        Period::Months { .. } | Period::Week(_) => Err(Error::NotFound),
    }
}

/// The period of the same length before.
pub(in crate::web) fn previous(period: Period) -> Option<Period> {
    match period {
        Period::Week(_) => None,
        Period::Months { first, n_months } => Some(Period::Months {
            first: first.minus(n_months),
            n_months,
        }),
    }
}

/// A period in words: 2026年11月, 2026年第4季度, 2026年.
pub(in crate::web) fn name(p: &Page, period: Period) -> String {
    match period {
        Period::Months { first, n_months: 1 } => p.t2("ledger.month", first.year(), first.number()),
        Period::Months { first, n_months: 3 } => {
            p.t2("ledger.quarter", first.year(), first.number().div_ceil(3))
        }
        Period::Months { first, n_months: 12 } => p.t1("ledger.year", first.year()),
        Period::Months { .. } | Period::Week(_) => period.to_string(),
    }
}

/// The same day's month, quarter and year, as switches.
pub(in crate::web) fn lengths(p: &Page, chosen: Period, href: impl Fn(&str) -> String) -> Vec<Tab> {
    let day = chosen.last_day();
    [
        (Length::Month, "ledger.by_month"),
        (Length::Quarter, "ledger.by_quarter"),
        (Length::Year, "ledger.by_year"),
    ]
    .into_iter()
    .map(|(length, key)| {
        let period = Period::of(day, length, YearStart::JANUARY);
        Tab {
            href: href(&period.to_string()),
            label: p.t(key),
            on: period == chosen,
        }
    })
    .collect()
}

/// The periods that can be chosen: those with postings, those of today, and the chosen one; years, quarters, months.
pub(in crate::web) async fn choices(
    p: &Page,
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    (today, chosen): (NaiveDate, Period),
) -> Result<Vec<Choice>> {
    let mut periods: Vec<Period> = ledger::periods(db, kind)
        .await?
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    periods.extend(
        [Length::Month, Length::Quarter, Length::Year]
            .map(|length| Period::of(today, length, YearStart::JANUARY)),
    );
    periods.push(chosen);
    periods.sort_by_key(|period| {
        (
            std::cmp::Reverse(n_months(*period)),
            std::cmp::Reverse(period.first_day()),
        )
    });
    periods.dedup();
    Ok(periods
        .into_iter()
        .map(|period| Choice::of(period.to_string(), name(p, period)))
        .collect())
}

const fn n_months(period: Period) -> u32 {
    match period {
        Period::Week(_) => 0,
        Period::Months { n_months, .. } => n_months,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_months_quarters_and_years_are_ranked() {
        let today = "2026-11-22".parse().unwrap();
        assert_eq!(parse("", today).unwrap().to_string(), "2026-11");
        for text in ["2026-11", "2026-Q4", "2026"] {
            assert_eq!(parse(text, today).unwrap().to_string(), text);
        }
        for text in [
            "2026-W47",
            "2026-H1",
            "2026-13",
            "2026-1",
            "x",
            "2026-01..2026-03",
        ] {
            assert!(parse(text, today).is_err(), "{text}");
        }
    }

    #[test]
    fn the_period_before_has_the_same_length() {
        for (period, before) in [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026", "2025")] {
            let period: Period = period.parse().unwrap();
            assert_eq!(previous(period).unwrap().to_string(), before);
        }
    }
}
