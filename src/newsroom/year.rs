//! The assessment year that cumulative points count from: what the scheme in force for a class of organisation says
//! (`calendar.year_starts`), the calendar year where none is in force.

use std::collections::{BTreeSet, HashMap};

use entity::OrganisationClass;
use sea_orm::ConnectionTrait;

use super::facts::class_name;
use crate::calendar::{Length, Month, Period, YearStart};
use crate::scheme::Book;
use crate::{Result, ledger};

/// When the assessment year of each class of organisation begins, for one month.
#[derive(Clone, Debug)]
pub struct AssessmentYears {
    month: Month,
    starts: HashMap<OrganisationClass, YearStart>,
}

impl AssessmentYears {
    /// Reads the schemes in force on the first day of a month.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn around(db: &impl ConnectionTrait, month: Month) -> Result<Self> {
        let published = ledger::book(db).await?;
        let start = |class: &OrganisationClass| {
            let start = published.book.year_start(&class_name(*class), month.first_day());
            (*class, start)
        };
        Ok(Self {
            month,
            starts: OrganisationClass::ALL.iter().map(start).collect(),
        })
    }

    /// The assessment year of a class that holds the month.
    #[must_use]
    pub fn of(&self, class: Option<OrganisationClass>) -> Period {
        let start = class.and_then(|class| self.starts.get(&class)).copied();
        Period::of(
            self.month.first_day(),
            Length::Year,
            start.unwrap_or(YearStart::JANUARY),
        )
    }

    /// Its first month.
    #[must_use]
    pub fn first_month(&self, class: Option<OrganisationClass>) -> Month {
        Month::of(self.of(class).first_day())
    }

    /// The first months of all classes, each once.
    #[must_use]
    pub fn first_months(&self) -> Vec<Month> {
        let classes = OrganisationClass::ALL.iter().copied().map(Some);
        let firsts: BTreeSet<Month> = classes
            .chain([None])
            .map(|class| self.first_month(class))
            .collect();
        firsts.into_iter().collect()
    }

    /// Whether any class counts from another month than January.
    #[must_use]
    pub fn differ_from_calendar(&self) -> bool {
        self.starts.values().any(|start| *start != YearStart::JANUARY)
    }
}

/// The assessment years that hold any of the months, by the schemes in force in them; calendar years are left out.
///
/// # Errors
/// Whatever the database answers.
pub async fn assessment_years(
    db: &impl ConnectionTrait,
    months: impl Iterator<Item = Month>,
) -> Result<BTreeSet<Period>> {
    let published = ledger::book(db).await?;
    Ok(months
        .flat_map(|month| years_around(&published.book, month))
        .collect())
}

/// The assessment years of all classes that hold a month, other than the calendar year.
fn years_around(book: &Book, month: Month) -> BTreeSet<Period> {
    let start = |class: &OrganisationClass| book.year_start(&class_name(*class), month.first_day());
    let starts = OrganisationClass::ALL.iter().map(start);
    starts
        .filter(|start| *start != YearStart::JANUARY)
        .map(|start| Period::of_month(month, 12, start))
        .collect()
}

/// The period of a ranking or statement: a month, quarter or calendar year as addresses spell it (`2026-03`, `2026-Q1`,
/// `2026`), or a year as a scheme in force in it says it starts (`2025-12..2026-11`); none for anything else.
///
/// # Errors
/// Whatever the database answers.
pub async fn ranked_period(db: &impl ConnectionTrait, text: &str) -> Result<Option<Period>> {
    let spelt = text
        .parse::<Period>()
        .ok()
        .filter(|period| period.to_string() == text);
    let Some(period @ Period::Months { n_months, .. }) = spelt else {
        return Ok(None);
    };
    let is_of_calendar = !text.contains("..");
    Ok(match n_months {
        1 | 3 | 12 if is_of_calendar => Some(period),
        12 if assessment_years(db, period.months()).await?.contains(&period) => Some(period),
        _ => None,
    })
}

/// The period of the same length before.
#[must_use]
pub fn period_before(period: Period) -> Option<Period> {
    match period {
        Period::Week(_) => None,
        Period::Months { first, n_months } => Some(Period::Months {
            first: first.minus(n_months),
            n_months,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_has_the_same_length() {
        for (period, before) in [
            ("2026-01", "2025-12"),
            ("2026-Q1", "2025-Q4"),
            ("2026", "2025"),
            ("2025-12..2026-11", "2024-12..2025-11"),
        ] {
            let period: Period = period.parse().unwrap();
            assert_eq!(period_before(period).unwrap().to_string(), before);
        }
    }

    #[test]
    fn a_year_has_its_months() {
        let year: Period = "2025-12..2026-11".parse().unwrap();
        let months: Vec<String> = year.months().map(|month| month.to_string()).collect();
        assert_eq!(
            (months.len(), months[0].as_str(), months[11].as_str()),
            (12, "2025-12", "2026-11")
        );
    }
}
