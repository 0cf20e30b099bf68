//! The reporting week (R12): every day from 1985 to 2100 against a count that knows nothing of the calendar's own code.

use chrono::{Datelike, NaiveDate};
use zhibao::calendar::{Week, day_of, first_instant};

/// A day as it is counted here: year, month, day, and the day of the year from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counted {
    year: i32,
    month: u32,
    day: u32,
    nth: u32,
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn next(today: Counted) -> Counted {
    let Counted {
        year,
        month,
        day,
        nth,
    } = today;
    let length = match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day < length {
        Counted {
            day: day + 1,
            nth: nth + 1,
            ..today
        }
    } else if month < 12 {
        Counted {
            month: month + 1,
            day: 1,
            nth: nth + 1,
            year,
        }
    } else {
        Counted {
            year: year + 1,
            month: 1,
            day: 1,
            nth: 1,
        }
    }
}

/// All days from Monday, 31 December 1984, into 2101, one after another.
fn days() -> Vec<Counted> {
    let mut days = vec![Counted {
        year: 1984,
        month: 12,
        day: 31,
        nth: 366,
    }];
    while days.last().is_none_or(|last| (last.year, last.month) < (2101, 2)) {
        days.push(next(*days.last().expect("a day")));
    }
    days
}

#[test]
fn every_day_of_a_century_lies_in_the_week_that_its_thursday_says() {
    let days = days();
    let mut n = 0;
    for (at, today) in days.iter().enumerate() {
        if today.year < 1985 || today.year > 2100 {
            continue;
        }
        // Monday is 0, since the first of the days is one.
        let thursday = days[at - at % 7 + 3];
        let wanted = format!("{:04}-W{:02}", thursday.year, (thursday.nth - 1) / 7 + 1);
        let date = NaiveDate::from_ymd_opt(today.year, today.month, today.day).expect("a day");
        assert_eq!(date.weekday().num_days_from_monday() as usize, at % 7, "{date}");
        assert_eq!(Week::of(date).to_string(), wanted, "{date}");
        // The week of an instant is that of its day in Shanghai, to the last millisecond.
        let first = first_instant(date);
        assert_eq!(day_of(first), Some(date));
        assert_eq!(
            day_of(first_instant(date.succ_opt().expect("a day")) - 1),
            Some(date),
            "the end of {date}"
        );
        n += 1;
    }
    assert_eq!(n, 116 * 365 + 28, "days of 116 years, 28 of them leap");
}

#[test]
fn the_edges_of_years_are_those_of_the_standard() {
    for (day, week) in [
        ("2021-01-03", "2020-W53"),
        ("2024-12-30", "2025-W01"),
        ("2025-12-29", "2026-W01"),
        ("2026-12-31", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2033-01-02", "2032-W53"),
    ] {
        assert_eq!(Week::of(day.parse().expect("a day")).to_string(), week, "{day}");
    }
}
