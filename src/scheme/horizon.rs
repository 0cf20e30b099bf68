//! How far a pricing must look: which facts must be loaded together so that the lines of a subject are exact.
//!
//! **Closure law.** Let the scope be some subjects in a span of days that [`Horizon::span`] returned. A set of facts is
//! closed for the scope when it holds
//! 1. every fact that names a subject of the scope (roster, exemption, commission, incident, clue, adjustment, opening)
//!    and overlaps the span, and every exemption for everybody;
//! 2. every fact, of any day, of every article that has a fact in the span and credits or concerns a subject of the
//!    scope (its unit, its joint units, its authors under any version of its particulars, or named in an incident);
//! 3. every incident against a person of the scope that may bar, from the start of the span's assessment year on;
//! 4. the withdrawals and replacements of all of these.
//!
//! Pricing any closed superset gives the same lines for the subjects of the scope in the months of the span. Lines of
//! other subjects that appear beside them (co-authors, say) may lack their own period's facts: leave them out.
//! An article's lines depend on the whole article, and a late adoption may change a line of an earlier month; settle
//! therefore widens a touched article to the spans of **all** days on which it has facts.

use chrono::{NaiveDate, Weekday};

use super::book::Book;
use super::document::Scheme;
use super::period::rule_lengths;
use crate::calendar::{Length, Month, Period, Week, YearStart};

/// The lengths of period that must be loaded whole, for one scheme or a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Horizon {
    /// The longest period with a rule, per start of the assessment year.
    lengths: Vec<(Length, YearStart)>,
}

impl Scheme {
    /// How far pricing under this scheme alone must look.
    #[must_use]
    pub fn horizon(&self) -> Horizon {
        let mut horizon = Horizon::default();
        horizon.add(self);
        horizon
    }
}

impl Book {
    /// How far pricing under this book must look.
    #[must_use]
    pub fn horizon(&self) -> Horizon {
        let mut horizon = Horizon::default();
        for edition in &self.editions {
            horizon.add(&edition.scheme);
        }
        horizon
    }
}

impl Horizon {
    fn add(&mut self, scheme: &Scheme) {
        let year = scheme.calendar.year_starts;
        let repeating = scheme
            .quota
            .iter()
            .filter(|quota| quota.doubling || quota.carry_over)
            .map(|quota| quota.within);
        let barring = scheme.deduction.iter().filter_map(|rule| rule.bars_for);
        let window = scheme.stacking.window.into_iter();
        for length in rule_lengths(scheme).chain(repeating).chain(barring).chain(window) {
            if !self.lengths.contains(&(length, year)) {
                self.lengths.push((length, year));
            }
        }
    }

    /// The first and last day that must be loaded to price the month in which a day is booked: every period with a
    /// rule that touches the month, the weeks that reach over its ends, and so on until nothing reaches further.
    ///
    /// Adoptions that a scheme books by day of registration or submission belong to the month they are booked to;
    /// pass that day.
    #[must_use]
    pub fn span(&self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let month = Period::month(Month::of(day));
        // A week is booked to one month and may hold days of the next.
        let widen =
            |first: NaiveDate, last: NaiveDate| (Week::of(first).first_day(), Week::of(last).last_day());
        let (mut first, mut last) = (month.first_day(), month.last_day());
        for (length, year) in &self.lengths {
            if *length != Length::Week {
                for end in [month.first_day(), month.last_day()] {
                    let period = Period::of(end, *length, *year);
                    (first, last) = (first.min(period.first_day()), last.max(period.last_day()));
                }
            }
        }
        widen(first, last)
    }

    /// The months whose lines are exact after loading [`Horizon::span`] of a day: the span without the days of its
    /// outer weeks.
    #[must_use]
    pub fn months(&self, day: NaiveDate) -> (Month, Month) {
        let (first, last) = self.span(day);
        (
            Week::of(first).month(Weekday::Sun),
            Week::of(last).month(Weekday::Mon),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(scheme: &str, on: &str) -> [String; 2] {
        let text = format!("code = 'T'\nname = 'T'\n{scheme}");
        let (first, last) = Scheme::parse(&text).unwrap().horizon().span(on.parse().unwrap());
        [first.to_string(), last.to_string()]
    }

    #[test]
    fn every_period_with_a_rule_is_loaded_whole_with_the_weeks_over_its_ends() {
        let quota = |period: &str| {
            format!("[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = '{period}'\nmin = 1\nmet = 1")
        };
        for (period, whole) in [
            ("week", ["2026-04-27", "2026-05-31"]),
            ("month", ["2026-04-27", "2026-05-31"]),
            ("quarter", ["2026-03-30", "2026-07-05"]),
            ("year", ["2025-12-29", "2027-01-03"]),
        ] {
            assert_eq!(span(&quota(period), "2026-05-13"), whole, "{period}");
        }
    }
}
