//! Days, ISO weeks, months and longer periods of Asia/Shanghai, computed from UTC milliseconds.
//! No clock is read here, and nothing here knows a scheme; the summer time of 1986–1991 comes from the time-zone table.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Asia::Shanghai;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A text that is not a week, month or period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a period: {0} (write 2026-W47, 2026-03, 2026-Q1, 2026-H1, 2026 or 2025-12..2026-11)")]
pub struct PeriodError(pub String);

/// The day in Shanghai of an instant in UTC milliseconds; `None` outside the years that chrono counts.
#[must_use]
pub fn day_of(instant_ms: i64) -> Option<NaiveDate> {
    Some(
        DateTime::from_timestamp_millis(instant_ms)?
            .with_timezone(&Shanghai)
            .date_naive(),
    )
}

/// An instant in UTC milliseconds as people in Shanghai read it: `2026-11-22 09:30`; empty outside chrono's years.
#[must_use]
pub fn local_time(instant_ms: i64) -> String {
    let time = DateTime::from_timestamp_millis(instant_ms);
    time.map_or_else(String::new, |time| {
        time.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M").to_string()
    })
}

/// The first instant of a Shanghai day in UTC milliseconds.
///
/// Where the clocks jumped over midnight the day begins at the first moment that existed.
#[must_use]
pub fn first_instant(day: NaiveDate) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    let existing = [0_i64, 1, 2, 3].into_iter().find_map(|hours| {
        Shanghai
            .from_local_datetime(&(midnight + chrono::Duration::hours(hours)))
            .earliest()
    });
    existing.map_or_else(
        || midnight.and_utc().timestamp_millis(),
        |start| start.timestamp_millis(),
    )
}

/// An ISO 8601 week of Asia/Shanghai, Monday 00:00 to Sunday 24:00, printed `2026-W47`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: NaiveDate,
}

impl Week {
    /// The week in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Week {
        let into = Days::new(u64::from(day.weekday().num_days_from_monday()));
        Week {
            monday: day.checked_sub_days(into).unwrap_or(day),
        }
    }

    /// The week in which an instant (UTC milliseconds) lies.
    #[must_use]
    pub fn of_instant(instant_ms: i64) -> Option<Week> {
        day_of(instant_ms).map(Week::of)
    }

    /// The week-numbering year, which differs from the calendar year around New Year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.monday.iso_week().year()
    }

    /// The number of the week, 1 to 53.
    #[must_use]
    pub fn number(self) -> u32 {
        self.monday.iso_week().week()
    }

    /// Its Monday.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.monday
    }

    /// Its Sunday.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        plus_days(self.first_day(), 6)
    }

    /// The month to which the week is booked: that of its `deciding` day, Thursday unless an office says otherwise.
    #[must_use]
    pub fn month(self, deciding: Weekday) -> Month {
        Month::of(plus_days(
            self.first_day(),
            u64::from(deciding.num_days_from_monday()),
        ))
    }

    /// The week after.
    #[must_use]
    pub fn next(self) -> Week {
        Week::of(plus_days(self.first_day(), 7))
    }
}

impl fmt::Display for Week {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:04}-W{:02}", self.year(), self.number())
    }
}

impl FromStr for Week {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Week, PeriodError> {
        let wrong = || PeriodError(text.to_owned());
        let (year, week) = text.split_once("-W").ok_or_else(wrong)?;
        let (year, week) = (
            four_digits(year).ok_or_else(wrong)?,
            two_digits(week).ok_or_else(wrong)?,
        );
        let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).ok_or_else(wrong)?;
        Ok(Week { monday })
    }
}

/// A calendar month of Asia/Shanghai, printed `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a year, 1 to 12.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Month> {
        NaiveDate::from_ymd_opt(year, month, 1).map(Month::of)
    }

    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Month {
        Month {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Its number, 1 to 12.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.month
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The month `n` months later.
    #[must_use]
    pub fn plus(self, n: u32) -> Month {
        Month::of(
            self.first_day()
                .checked_add_months(Months::new(n))
                .unwrap_or(NaiveDate::MAX),
        )
    }

    /// The month `n` months earlier.
    #[must_use]
    pub fn minus(self, n: u32) -> Month {
        Month::of(
            self.first_day()
                .checked_sub_months(Months::new(n))
                .unwrap_or(NaiveDate::MIN),
        )
    }
}

impl fmt::Display for Month {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Month, PeriodError> {
        let wrong = || PeriodError(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let (year, month) = (
            four_digits(year).ok_or_else(wrong)?,
            two_digits(month).ok_or_else(wrong)?,
        );
        Month::new(year, month).ok_or_else(wrong)
    }
}

/// How long a period is; the longer ones are counted from the month in which the assessment year begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Monday to Sunday (周).
    Week,
    /// A calendar month (月).
    Month,
    /// Two months (两个月).
    TwoMonths,
    /// Three months (季度).
    Quarter,
    /// Six months (半年).
    Half,
    /// Twelve months (年度).
    Year,
}

impl Length {
    /// The number of months; `None` for a week.
    #[must_use]
    pub const fn months(self) -> Option<u32> {
        match self {
            Length::Week => None,
            Length::Month => Some(1),
            Length::TwoMonths => Some(2),
            Length::Quarter => Some(3),
            Length::Half => Some(6),
            Length::Year => Some(12),
        }
    }
}

/// The month, 1 to 12, in which an assessment year begins: 1 for the calendar year, 12 for 1 December – 30 November,
/// 7 for a school year. Anything else cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct YearStart(u32);

impl YearStart {
    /// The calendar year.
    pub const JANUARY: YearStart = YearStart(1);

    /// The month's number, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u32 {
        self.0
    }
}

impl JsonSchema for YearStart {
    fn schema_name() -> Cow<'static, str> {
        "YearStart".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 12 })
    }
}

impl Default for YearStart {
    fn default() -> YearStart {
        YearStart::JANUARY
    }
}

impl TryFrom<u32> for YearStart {
    type Error = String;
    fn try_from(month: u32) -> Result<YearStart, String> {
        if (1..=12).contains(&month) {
            Ok(YearStart(month))
        } else {
            Err("a month, 1 to 12".to_owned())
        }
    }
}

impl From<YearStart> for u32 {
    fn from(start: YearStart) -> u32 {
        start.0
    }
}

/// A week or a run of months in which points are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// An ISO week.
    Week(Week),
    /// `n_months` months beginning with `first`; one month, a quarter, a half, an assessment year.
    Months {
        /// The first month.
        first: Month,
        /// How many months, at least one.
        n_months: u32,
    },
}

impl Period {
    /// The period of a length that contains a day, in an assessment year that begins as said.
    #[must_use]
    pub fn of(day: NaiveDate, length: Length, year: YearStart) -> Period {
        length.months().map_or_else(
            || Period::Week(Week::of(day)),
            |n| Period::of_month(Month::of(day), n, year),
        )
    }

    /// The run of `n_months` (1, 2, 3, 6 or 12), counted from the start of the assessment year, that contains a month.
    #[must_use]
    pub fn of_month(month: Month, n_months: u32, year: YearStart) -> Period {
        let since_start = (month.number() + 12 - year.0) % 12;
        Period::Months {
            first: month.minus(since_start % n_months.max(1)),
            n_months: n_months.max(1),
        }
    }

    /// One calendar month.
    #[must_use]
    pub const fn month(month: Month) -> Period {
        Period::Months {
            first: month,
            n_months: 1,
        }
    }

    /// A quarter of the calendar year, 1 to 4.
    #[must_use]
    pub fn quarter(year: i32, quarter: u32) -> Option<Period> {
        let first = Month::new(year, quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?)?;
        Some(Period::Months { first, n_months: 3 })
    }

    /// A calendar year.
    #[must_use]
    pub fn year(year: i32) -> Option<Period> {
        Some(Period::Months {
            first: Month::new(year, 1)?,
            n_months: 12,
        })
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        match self {
            Period::Week(week) => week.first_day(),
            Period::Months { first, .. } => first.first_day(),
        }
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        match self {
            Period::Week(week) => week.last_day(),
            Period::Months { .. } => self.last_month(Weekday::Thu).last_day(),
        }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// Whether a booking month lies in it; a week contains none.
    #[must_use]
    pub fn has_month(self, month: Month) -> bool {
        match self {
            Period::Week(_) => false,
            Period::Months { first, n_months } => first <= month && month < first.plus(n_months),
        }
    }

    /// Its months, in their order; none of a week.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let first = Month::of(self.first_day());
        std::iter::successors(Some(first), |month| Some(month.plus(1)))
            .take_while(move |month| self.has_month(*month))
    }

    /// The month in which an outcome of the whole period is booked: its last month, or the month of a week.
    #[must_use]
    pub fn last_month(self, week_day: Weekday) -> Month {
        match self {
            Period::Week(week) => week.month(week_day),
            Period::Months { first, n_months } => first.plus(n_months.saturating_sub(1)),
        }
    }

    /// The period of the same length that follows.
    #[must_use]
    pub fn next(self) -> Period {
        match self {
            Period::Week(week) => Period::Week(week.next()),
            Period::Months { first, n_months } => Period::Months {
                first: first.plus(n_months),
                n_months,
            },
        }
    }

    /// First and past-the-end instants in UTC milliseconds.
    #[must_use]
    pub fn instants(self) -> std::ops::Range<i64> {
        first_instant(self.first_day())..first_instant(plus_days(self.last_day(), 1))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Period::Week(week) => write!(to, "{week}"),
            Period::Months { first, n_months } => match (n_months, (first.number() - 1) % n_months.max(1)) {
                (1, _) => write!(to, "{first}"),
                (2, 0) => write!(to, "{:04}-B{}", first.year, first.month.div_ceil(2)),
                (3, 0) => write!(to, "{:04}-Q{}", first.year, first.month.div_ceil(3)),
                (6, 0) => write!(to, "{:04}-H{}", first.year, first.month.div_ceil(6)),
                (12, 0) => write!(to, "{:04}", first.year),
                _ => write!(to, "{first}..{}", first.plus(n_months.saturating_sub(1))),
            },
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Period, PeriodError> {
        let wrong = || PeriodError(text.to_owned());
        if let Some((first, last)) = text.split_once("..") {
            let (first, last): (Month, Month) = (first.parse()?, last.parse()?);
            let n = (last.year - first.year) * 12 + i32::try_from(last.month).unwrap_or(0)
                - i32::try_from(first.month).unwrap_or(0)
                + 1;
            let n_months = u32::try_from(n)
                .ok()
                .filter(|n| (1..=1200).contains(n))
                .ok_or_else(wrong)?;
            return Ok(Period::Months { first, n_months });
        }
        let Some((year, rest)) = text.split_once('-') else {
            return four_digits(text).and_then(Period::year).ok_or_else(wrong);
        };
        let year_number = four_digits(year).ok_or_else(wrong)?;
        let n_months = match rest.as_bytes().first() {
            Some(b'W') => return text.parse().map(Period::Week),
            Some(b'B') => 2,
            Some(b'Q') => 3,
            Some(b'H') => 6,
            _ => return text.parse().map(Period::month),
        };
        let number: u32 = rest
            .get(1..)
            .filter(|rest| rest.len() == 1)
            .and_then(|n| n.parse().ok())
            .ok_or_else(wrong)?;
        let first = number
            .checked_sub(1)
            .and_then(|n| Month::new(year_number, n * n_months + 1))
            .ok_or_else(wrong)?;
        Ok(Period::Months { first, n_months })
    }
}

macro_rules! serde_as_text {
    ($($kind:ty),*) => {$(
        impl Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
serde_as_text!(Week, Month, Period);

/// The day `n` days later; the last day that chrono counts when there is none.
#[must_use]
pub fn plus_days(day: NaiveDate, n: u64) -> NaiveDate {
    day.checked_add_days(Days::new(n)).unwrap_or(NaiveDate::MAX)
}

fn four_digits(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    #[test]
    fn weeks_around_new_year_are_iso_weeks() {
        for (date, week) in [
            ("2021-01-03", "2020-W53"),
            ("2024-12-30", "2025-W01"),
            ("2025-12-29", "2026-W01"),
            ("2026-12-31", "2026-W53"),
            ("2027-01-03", "2026-W53"),
            ("2027-01-04", "2027-W01"),
            ("2033-01-02", "2032-W53"),
            ("2026-11-22", "2026-W47"),
        ] {
            assert_eq!(Week::of(day(date)).to_string(), week, "{date}");
            assert_eq!(week.parse::<Week>().unwrap(), Week::of(day(date)));
        }
    }

    #[test]
    fn a_day_ends_at_sixteen_hundred_utc() {
        let last = utc("2024-03-10T15:59:59.999Z");
        assert_eq!(day_of(last), Some(day("2024-03-10")));
        assert_eq!(Week::of_instant(last).unwrap().to_string(), "2024-W10");
        assert_eq!(day_of(last + 1), Some(day("2024-03-11")));
        assert_eq!(Week::of_instant(last + 1).unwrap().to_string(), "2024-W11");
        assert_eq!(first_instant(day("2024-03-11")), last + 1);
    }

    #[test]
    fn summer_time_of_1988_moves_midnight_by_an_hour() {
        assert_eq!(day_of(utc("1988-07-01T15:00:00Z")), Some(day("1988-07-02")));
        assert_eq!(day_of(utc("1988-07-01T14:59:59.999Z")), Some(day("1988-07-01")));
        assert_eq!(first_instant(day("1988-07-02")), utc("1988-07-01T15:00:00Z"));
    }

    #[test]
    fn a_week_books_to_the_month_of_its_thursday() {
        let week: Week = "2026-W09".parse().unwrap(); // 23 February to 1 March
        assert_eq!(week.month(Weekday::Thu).to_string(), "2026-02");
        assert_eq!(week.month(Weekday::Sun).to_string(), "2026-03");
        assert_eq!(
            "2026-W53"
                .parse::<Week>()
                .unwrap()
                .month(Weekday::Thu)
                .to_string(),
            "2026-12"
        );
    }

    #[test]
    fn periods_print_and_read_back() {
        for text in [
            "2026-W47",
            "2026-03",
            "2026-B2",
            "2026-Q1",
            "2026-Q4",
            "2026-H2",
            "2026",
            "2025-12..2026-11",
            "2025-07..2026-06",
        ] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "2026-W54",
            "2025-W53",
            "2026-13",
            "2026-Q5",
            "2026-Q0",
            "26",
            "2026-Q",
            "2026-03..2026-02",
            "2026-Qx",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_assessment_year_may_begin_in_december() {
        let start = YearStart::try_from(12).unwrap();
        let year = Period::of(day("2026-03-05"), Length::Year, start);
        assert_eq!(year.to_string(), "2025-12..2026-11");
        assert_eq!(
            (year.first_day(), year.last_day()),
            (day("2025-12-01"), day("2026-11-30"))
        );
        assert!(year.contains(day("2025-12-01")) && !year.contains(day("2026-12-01")));
        assert_eq!(
            Period::of(day("2026-01-31"), Length::Quarter, start).to_string(),
            "2025-12..2026-02"
        );
        assert_eq!(
            Period::of(
                day("2026-08-31"),
                Length::Quarter,
                YearStart::try_from(7).unwrap()
            )
            .to_string(),
            "2026-Q3"
        );
        assert!(YearStart::try_from(13).is_err());
    }

    proptest! {
        #[test]
        fn every_day_lies_in_each_of_its_periods(n in 0_u64..42_000, start in 1_u32..=12) {
            let today = plus_days(day("1985-01-01"), n);
            let year = YearStart::try_from(start).unwrap();
            for length in [
                Length::Week, Length::Month, Length::TwoMonths, Length::Quarter, Length::Half, Length::Year,
            ] {
                let period = Period::of(today, length, year);
                prop_assert!(period.contains(today));
                prop_assert_eq!(period.next().first_day(), plus_days(period.last_day(), 1));
                prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
                prop_assert!(period.instants().contains(&first_instant(today)));
            }
            prop_assert_eq!(today.format("%G-W%V").to_string(), Week::of(today).to_string());
            prop_assert_eq!(day_of(first_instant(today)), Some(today));
            prop_assert_eq!(day_of(first_instant(today) - 1), today.pred_opt());
        }
    }
}
