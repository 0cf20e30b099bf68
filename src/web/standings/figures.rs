//! Figures of a ranking's row: places won, the adoption rate.

use crate::newsroom::Filed;

/// Places won since the period before; lost ones are below 0.
pub(super) fn places_won(before: usize, now: usize) -> i64 {
    let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    place(before) - place(now)
}

/// The adoption rate with one decimal, rounded half up; a dash where nothing was filed.
pub(super) fn rate(filed: Filed) -> String {
    if filed.n == 0 {
        return "—".to_owned();
    }
    let per_mille = (filed.n_adopted * 2_000 + filed.n) / (filed.n * 2);
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_rounded_to_one_decimal_and_is_none_without_pieces() {
        for (n, n_adopted, text) in [
            (0, 0, "—"),
            (3, 2, "66.7%"),
            (3, 1, "33.3%"),
            (8, 1, "12.5%"),
            (4, 4, "100.0%"),
            (5, 0, "0.0%"),
        ] {
            assert_eq!(rate(Filed { n, n_adopted }), text);
        }
    }

    #[test]
    fn a_smaller_place_is_a_rise() {
        assert_eq!((places_won(5, 2), places_won(2, 5), places_won(3, 3)), (3, -3, 0));
    }
}
