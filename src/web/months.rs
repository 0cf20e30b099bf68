//! What several registers are narrowed by: the latest months, and whether a record stands. Nothing is read here.

use super::desk::parts::{Choice, with_any};
use super::{Page, Visit};
use crate::calendar::Month;

/// This month and the twenty-three before, below one that stands for all.
pub(super) fn latest(visit: &Visit, p: &Page) -> Vec<Choice> {
    let this = Month::of(visit.app.today());
    let months = (0..24).map(|back| this.minus(back).to_string());
    let months = months.map(|month| Choice {
        label: month.clone(),
        value: month,
    });
    with_any(p.t("adoption.any_month"), months.collect())
}

/// Whether a record stands or was withdrawn, or either.
pub(super) fn standings(p: &Page) -> Vec<Choice> {
    let all = [
        ("", "adoption.any_standing"),
        ("standing", "adoption.standing"),
        ("withdrawn", "adoption.withdrawn"),
    ];
    all.into_iter()
        .map(|(value, key)| Choice {
            value: value.to_owned(),
            label: p.t(key),
        })
        .collect()
}
