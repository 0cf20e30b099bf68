//! Reads periods: `2024`, `2024-01`, `2024.1.5`, `2024年1月5日`, `20240105`, and `from..to` with open ends.

use crate::day::{DayRange, day_of_date, days_in};
use crate::fold::fold;

pub(super) fn days(value: &str) -> Option<DayRange> {
    let folded = fold(value.trim());
    for separator in ["..", "~", "～", "至", "到"] {
        if let Some((from, to)) = folded.split_once(separator) {
            let from = if from.trim().is_empty() {
                None
            } else {
                Some(period(from)?.0)
            };
            let to = if to.trim().is_empty() {
                None
            } else {
                Some(period(to)?.1)
            };
            return (from.is_some() || to.is_some()).then_some(DayRange { from, to });
        }
    }
    let (from, to) = period(&folded)?;
    Some(DayRange {
        from: Some(from),
        to: Some(to),
    })
}

/// The first and the last day of a year, a month or a day.
fn period(text: &str) -> Option<(i32, i32)> {
    let text = text.trim().trim_end_matches(['年', '月', '日']);
    let parts: Vec<&str> = match text.len() {
        6 | 8 if text.bytes().all(|b| b.is_ascii_digit()) => [text.get(..4), text.get(4..6), text.get(6..8)]
            .into_iter()
            .flatten()
            .collect(),
        _ => text.split(['-', '.', '/', '年', '月']).collect(),
    };
    let numbers: Option<Vec<u32>> = parts
        .iter()
        .map(|p| p.parse().ok().filter(|_| p.bytes().all(|b| b.is_ascii_digit())))
        .collect();
    match *numbers?.as_slice() {
        [year] => {
            let year = i32::try_from(year).ok()?;
            Some((day_of_date(year, 1, 1)?, day_of_date(year, 12, 31)?))
        }
        [year, month] => {
            let year = i32::try_from(year).ok()?;
            Some((
                day_of_date(year, month, 1)?,
                day_of_date(year, month, days_in(year, month))?,
            ))
        }
        [year, month, day] => {
            let day = day_of_date(i32::try_from(year).ok()?, month, day)?;
            Some((day, day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(value: &str) -> Option<(Option<i32>, Option<i32>)> {
        days(value).map(|d| (d.from, d.to))
    }

    #[test]
    fn periods_are_read_in_the_ways_people_write_them() {
        let day = |y, m, d| day_of_date(y, m, d);
        assert_eq!(range("2024"), Some((day(2024, 1, 1), day(2024, 12, 31))));
        assert_eq!(range("2024-02"), Some((day(2024, 2, 1), day(2024, 2, 29))));
        assert_eq!(range("2024.1.5"), Some((day(2024, 1, 5), day(2024, 1, 5))));
        assert_eq!(
            range("２０２４年１月５日"),
            Some((day(2024, 1, 5), day(2024, 1, 5)))
        );
        assert_eq!(range("20240105"), range("2024/1/5"));
        assert_eq!(
            range("2024-01..2024-06"),
            Some((day(2024, 1, 1), day(2024, 6, 30)))
        );
        assert_eq!(range("..2024-06"), Some((None, day(2024, 6, 30))));
        assert_eq!(range("2024年3月.."), Some((day(2024, 3, 1), None)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for value in [
            "",
            "..",
            "去年",
            "2024-13",
            "2023-02-29",
            "+2024",
            "2024-1-2-3",
            "99999999999",
        ] {
            assert_eq!(range(value), None, "{value}");
        }
    }
}
