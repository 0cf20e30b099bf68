//! Points by bands of views or plays, counted at a stated time; the newest count is the one that counts.

use chrono::NaiveDate;

use crate::calendar::{Month, plus_days};
use crate::points::{Points, Ratio};
use crate::scheme::award::{Award, Place};
use crate::scheme::document::Scheme;
use crate::scheme::fact::{Measure, Piece};
use crate::scheme::ids::{ArticleId, FactId};
use crate::scheme::line::{Family, Reason};
use crate::scheme::trace::Trace;

/// Whether a count was taken within the days that the scheme allows after the article appeared.
pub(in crate::scheme) fn is_in_time(
    scheme: &Scheme,
    measure: &Measure,
    appeared_on: Option<NaiveDate>,
) -> bool {
    let limit = scheme.views.as_ref().and_then(|rules| rules.within_days);
    limit
        .zip(appeared_on)
        .is_none_or(|(days, from)| measure.day <= plus_days(from, days.into()))
}

/// Prices the count that counts.
pub(in crate::scheme) fn award<'a>(
    scheme: &'a Scheme,
    article: ArticleId,
    fact: FactId,
    measure: &Measure,
    piece: &Piece,
) -> Option<Award<'a>> {
    let rules = scheme.views.as_ref()?;
    let reached = rules.band.iter().filter(|band| band.at_least <= measure.n_views);
    let band = reached.max_by_key(|band| band.at_least);
    let mut reason = band.is_none().then_some(Reason::BelowBand);
    let mut trace = Trace::default();
    if let Some(band) = band {
        trace = Trace::start(format!("≥{}", band.at_least), band.points);
        if let Some(step) = band.step.filter(|step| *step > 0) {
            let steps = (measure.n_views - band.at_least) / step;
            match u32::try_from(steps).map(Ratio::whole) {
                Ok(steps) => trace.steps.push(crate::scheme::trace::Step::Plus {
                    what: format!("每{step}"),
                    points: band.per_step,
                    by: steps,
                }),
                Err(_) => reason = Some(Reason::Overflow),
            }
        }
    }
    let mut award = Award {
        slot: format!("views:{article}"),
        fact,
        facts: vec![fact],
        scheme,
        family: Family::Views,
        rule: rules.code.clone().unwrap_or_else(|| "阅读量".to_owned()),
        day: measure.day,
        booked: Month::of(measure.day),
        what: format!(
            "《{}》阅读量 {}（{}统计）",
            piece.title, measure.n_views, measure.day
        ),
        trace,
        value: Points::ZERO,
        former: Points::ZERO,
        reason,
        each_unit: false,
        place: Place::default(),
    };
    award.settle_value();
    Some(award)
}
