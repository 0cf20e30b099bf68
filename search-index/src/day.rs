//! Days of the archive: Asia/Shanghai, counted from 1970-01-01. The zone has had no daylight saving time since
//! 1991, so a day is the instant plus eight hours, and no time-zone table is needed.

/// Days since 1970-01-01, Asia/Shanghai.
pub type Day = i32;

const DAY_MS: i64 = 86_400_000;
const OFFSET_MS: i64 = 8 * 3_600_000;

/// The day of an instant in UTC milliseconds.
#[must_use]
pub fn day_of(instant_ms: i64) -> Day {
    let day = instant_ms.saturating_add(OFFSET_MS).div_euclid(DAY_MS);
    Day::try_from(day).unwrap_or(if day < 0 { Day::MIN } else { Day::MAX })
}

/// The first instant of a day in UTC milliseconds.
#[must_use]
pub fn start_of(day: Day) -> i64 {
    i64::from(day) * DAY_MS - OFFSET_MS
}

/// The day of a date in the Gregorian calendar, or none if there is no such date (Hinnant, `days_from_civil`).
#[must_use]
pub fn day_of_date(year: i32, month: u32, day: u32) -> Option<Day> {
    if !(1900..=2200).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let month_from_march = i32::try_from((month + 9) % 12).ok()?;
    let of_year = (153 * month_from_march + 2) / 5 + i32::try_from(day).ok()? - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The month of a day as `2024-05` (Hinnant, `civil_from_days`).
#[must_use]
pub fn month_of(day: Day) -> String {
    let z = i64::from(day) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}")
}

pub(crate) fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A closed range of days; an open end has no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayRange {
    /// The first day, included.
    pub from: Option<Day>,
    /// The last day, included.
    pub to: Option<Day>,
}

impl DayRange {
    /// Whether a day lies in the range.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_turn_at_midnight_in_shanghai() {
        let new_year = day_of_date(2024, 1, 1).expect("a date");
        assert_eq!(new_year, 19_723);
        assert_eq!(start_of(new_year), 1_704_038_400_000);
        assert_eq!(day_of(1_704_038_400_000), new_year);
        assert_eq!(day_of(1_704_038_399_999), new_year - 1);
        assert_eq!(day_of_date(2023, 2, 29), None);
    }

    #[test]
    fn every_day_of_three_centuries_falls_in_its_own_month() {
        for year in 1900..=2200 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month) {
                    let n = day_of_date(year, month, day).expect("a date");
                    assert_eq!(month_of(n), format!("{year:04}-{month:02}"));
                }
            }
        }
    }
}
