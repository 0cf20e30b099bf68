//! Office hours of the demo district: Asia/Shanghai, which has kept UTC+8 without summer time since 1992.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc, Weekday};

use super::prng::Prng;

const OFFSET: TimeDelta = TimeDelta::hours(8);
const OPENS: i64 = 8 * 60 + 30;
const CLOSES: i64 = 17 * 60 + 40;

/// Returns the instant `minute` minutes after midnight of `day` in Shanghai.
pub(super) fn at(day: NaiveDate, minute: i64) -> DateTime<Utc> {
    (day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute) - OFFSET).and_utc()
}

/// Returns the day in Shanghai.
pub(super) fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    (instant + OFFSET).date_naive()
}

/// Draws when in the week of `monday` an article is filed: most before Thursday 17:30, the deadline.
pub(super) fn filing(monday: NaiveDate, prng: &mut Prng) -> DateTime<Utc> {
    let day = prng.weighted(&[10, 17, 26, 36, 10, 1]);
    let on = monday + Days::new(u64::try_from(day).unwrap_or(0));
    let minute = match day {
        3 if prng.chance(65) => prng.between(15 * 60, 17 * 60 + 29),
        _ if prng.chance(40) => prng.between(OPENS + 30, 11 * 60 + 40),
        _ => prng.between(14 * 60, CLOSES),
    };
    at(on, minute) + TimeDelta::seconds(prng.between(0, 59))
}

/// Moves `from` on by `low` to `high` minutes and then to the next working moment.
pub(super) fn later(from: DateTime<Utc>, low: i64, high: i64, prng: &mut Prng) -> DateTime<Utc> {
    let moved = from + TimeDelta::minutes(prng.between(low, high));
    let mut day = day_of(moved);
    let minute = i64::from((moved + OFFSET).hour() * 60 + (moved + OFFSET).minute());
    let is_weekend = |day: NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    if (OPENS..CLOSES).contains(&minute) && !is_weekend(day) {
        return moved;
    }
    if minute >= CLOSES {
        day = day + Days::new(1);
    }
    while is_weekend(day) {
        day = day + Days::new(1);
    }
    at(day, OPENS + prng.between(3, 150)) + TimeDelta::seconds(prng.between(0, 59))
}
