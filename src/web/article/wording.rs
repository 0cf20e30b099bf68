//! Lengths of time and shares in the reader's words.

use chrono::TimeDelta;

use crate::web::Page;

/// A length of time as people say it: `3 小时`.
pub(in crate::web) fn length(p: &Page, length: TimeDelta) -> String {
    const MINUTES_A_DAY: i64 = 24 * 60;
    match length.num_minutes() {
        ..1 => p.t("article.moment"),
        minutes @ 1..60 => p.t1("article.minutes", minutes),
        minutes if minutes < 2 * MINUTES_A_DAY => p.t1("article.hours", minutes / 60),
        minutes => p.t1("article.days", minutes / MINUTES_A_DAY),
    }
}

/// A share in hundredths of a per cent as people write it: `60%`, `33.33%`.
pub(super) fn share(basis_points: i64) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    match (part, part % 10) {
        (0, _) => format!("{whole}%"),
        (_, 0) => format!("{whole}.{}%", part / 10),
        _ => format!("{whole}.{part:02}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_have_as_many_decimals_as_they_need() {
        let shares = [10_000, 6_000, 3_333, 1_250, 5].map(share);
        assert_eq!(shares, ["100%", "60%", "33.33%", "12.5%", "0.05%"]);
    }
}
