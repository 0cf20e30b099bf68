//! Months, quarters and years as rankings and statements name and choose them.

use chrono::NaiveDate;
use entity::SubjectKind;
use sea_orm::ConnectionTrait;

use crate::calendar::{Length, Month, Period, YearStart};
use crate::error::Error;
use crate::web::Page;
use crate::{Result, ledger, newsroom};

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
/// [`Error::NotFound`] for what is no month, quarter, calendar year or assessment year; whatever the database answers.
pub(in crate::web) async fn asked(db: &impl ConnectionTrait, text: &str, today: NaiveDate) -> Result<Period> {
    if text.is_empty() {
        return Ok(Period::of(today, Length::Month, YearStart::JANUARY));
    }
    newsroom::ranked_period(db, text).await?.ok_or(Error::NotFound)
}

/// A period in words: 2026年11月, 2026年第4季度, 2026年, 2025年12月至2026年11月考核年度.
pub(in crate::web) fn name(p: &Page, period: Period) -> String {
    match period {
        Period::Months { first, n_months: 1 } => p.t2("ledger.month", first.year(), first.number()),
        Period::Months { first, n_months: 3 } => {
            p.t2("ledger.quarter", first.year(), first.number().div_ceil(3))
        }
        Period::Months { first, n_months: 12 } if first.number() == 1 => p.t1("ledger.year", first.year()),
        Period::Months { first, n_months: 12 } => p.t2(
            "ledger.assessment_year",
            name(p, Period::month(first)),
            name(p, Period::month(first.plus(11))),
        ),
        Period::Months { .. } | Period::Week(_) => period.to_string(),
    }
}

/// The same day's month, quarter and year, as switches; and its assessment years, where a scheme has others than the
/// calendar's.
pub(in crate::web) async fn lengths(
    p: &Page,
    db: &impl ConnectionTrait,
    chosen: Period,
    href: impl Fn(&str) -> String,
) -> Result<Vec<Tab>> {
    let day = chosen.last_day();
    let of_calendar = [
        (Length::Month, "ledger.by_month"),
        (Length::Quarter, "ledger.by_quarter"),
        (Length::Year, "ledger.by_year"),
    ]
    .map(|(length, key)| (Period::of(day, length, YearStart::JANUARY), p.t(key)));
    let years = newsroom::assessment_years(db, std::iter::once(Month::of(day))).await?;
    let several = years.len() > 1;
    let of_schemes = years.into_iter().map(|year| {
        let label = p.t("ledger.by_assessment_year");
        let from = p.t1("ledger.short_month", Month::of(year.first_day()).number());
        (year, if several { format!("{label} {from}") } else { label })
    });
    let tab = |(period, label): (Period, String)| Tab {
        href: href(&period.to_string()),
        label,
        on: period == chosen,
    };
    Ok(of_calendar.into_iter().chain(of_schemes).map(tab).collect())
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
    let months = periods.iter().filter(|period| n_months(**period) == 1);
    let months: Vec<Month> = months.map(|month| Month::of(month.first_day())).collect();
    periods.extend(newsroom::assessment_years(db, months.into_iter()).await?);
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
