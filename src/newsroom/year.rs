//! The assessment year that cumulative points count from: what the scheme in force for a class of organisation says
//! (`calendar.year_starts`), the calendar year where none is in force.

use std::collections::HashMap;

use entity::OrganisationClass;
use sea_orm::ConnectionTrait;

use super::facts::class_name;
use crate::calendar::{Length, Month, Period, YearStart};
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

    /// Whether any class counts from another month than January.
    #[must_use]
    pub fn differ_from_calendar(&self) -> bool {
        self.starts.values().any(|start| *start != YearStart::JANUARY)
    }
}
