//! The lines made so far, with what ceilings need to know of each beside it, and how an award becomes lines.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::award::{Award, rounded};
use super::document::Scheme;
use super::fact::Piece;
use super::ids::{ArticleId, FactId, OutletId, PersonId, Subject};
use super::line::{Family, Line, Reason};
use super::rule::split::{self, Shares};
use super::trace::{Step, Trace};
use crate::calendar::Month;
use crate::points::{Points, Ratio};

/// A line and what only this room needs of it.
pub(super) struct Post {
    pub line: Line,
    /// The medium, for ceilings on one medium.
    pub outlet: Option<OutletId>,
    /// For the line of a ceiling: the families that it limits, and the rules when only those.
    pub limits: Option<(Vec<Family>, Vec<String>)>,
}

/// Who earns nothing in which days, and by which incident.
pub(super) type Bars = HashMap<PersonId, Vec<(NaiveDate, NaiveDate, FactId)>>;

/// The parts of a line that concern no piece: what a rule says of a subject directly.
pub(super) struct Direct<'a> {
    pub key: String,
    pub subject: Subject,
    pub booked: Month,
    pub day: NaiveDate,
    pub family: Family,
    pub rule: String,
    pub scheme: Option<&'a Scheme>,
    pub article: Option<ArticleId>,
    pub facts: Vec<FactId>,
    pub trace: Trace,
    /// The beginning of the sentence.
    pub what: String,
    pub reason: Option<Reason>,
}

impl Direct<'_> {
    /// Makes the line: the trace evaluated.
    pub fn post(self) -> Post {
        let (points, reason) = match self.trace.evaluate() {
            Some(points) if points.is_zero() => (points, self.reason.or(Some(Reason::WorthNothing))),
            Some(points) => (points, self.reason),
            None => (Points::ZERO, Some(Reason::Overflow)),
        };
        let mut trace = self.trace;
        if points.is_zero() && trace.evaluate() != Some(Points::ZERO) {
            trace.steps.push(Step::Nothing);
        }
        let line = Line {
            key: self.key,
            subject: self.subject,
            period: self.booked,
            happened_on: self.day,
            points,
            family: self.family,
            rule: self.rule,
            scheme: self.scheme.map(Scheme::stamp),
            article: self.article,
            facts: self.facts,
            trace,
            what: self.what,
            unit: self
                .scheme
                .map_or_else(|| "分".to_owned(), |scheme| scheme.unit.clone()),
            reason,
        };
        Post {
            line,
            outlet: None,
            limits: None,
        }
    }
}

/// Credits an award to units and authors in parallel, each by its weight and shares.
pub(super) fn credit(
    award: &Award<'_>,
    article: ArticleId,
    piece: &Piece,
    bars: &Bars,
    posts: &mut Vec<Post>,
) {
    let scheme = award.scheme;
    let units = split::units(&scheme.units, piece, award.each_unit);
    credit_side(award, article, scheme.credit.unit, &units, bars, posts);
    let authors = split::authors(&scheme.authors, piece);
    credit_side(award, article, scheme.credit.person, &authors, bars, posts);
}

fn credit_side(
    award: &Award<'_>,
    article: ArticleId,
    weight: Ratio,
    shares: &Shares,
    bars: &Bars,
    posts: &mut Vec<Post>,
) {
    if weight == Ratio::ZERO {
        return;
    }
    let mut whole = award.trace.clone();
    whole.times("记分权重", weight);
    let value = if weight == Ratio::ONE {
        Some(award.value)
    } else {
        rounded(&whole, award.scheme)
    };
    whole.steps.push(Step::Round {
        mode: award.scheme.rounding,
    });
    let before = award.former.times(weight, award.scheme.rounding);
    let overflow = if value.is_none() || before.is_none() {
        Some(Reason::Overflow)
    } else {
        None
    };
    let values = shares.cut(value.unwrap_or_default());
    let formers = shares.cut(before.unwrap_or_default());
    for (index, sharer) in shares.sharers.iter().enumerate() {
        let Some(subject) = *sharer else { continue };
        let has_part = shares.is_full || shares.weights[index] > 0;
        let reason = award
            .reason
            .clone()
            .or_else(|| overflow.clone())
            .or_else(|| barred(subject, award.day, bars))
            .or_else(|| (!has_part).then_some(Reason::NoShare));
        let mut trace = whole.clone();
        if !shares.is_full && (shares.weights.len() > 1 || !has_part) {
            trace.steps.push(Step::Share {
                weights: shares.weights.clone(),
                index,
            });
        }
        if !award.former.is_zero() {
            trace.steps.push(Step::Less {
                what: "此前已计".to_owned(),
                points: formers[index],
            });
        }
        let points = if reason.is_none() {
            values[index] - formers[index]
        } else {
            Points::ZERO
        };
        if reason.as_ref().is_some_and(|reason| *reason != Reason::NoShare) {
            trace.steps.push(Step::Nothing);
        }
        let reason = reason.or_else(|| points.is_zero().then_some(Reason::WorthNothing));
        let line = Line {
            key: format!("{}|{subject}", award.slot),
            subject,
            period: award.booked,
            happened_on: award.day,
            points,
            family: award.family,
            rule: award.rule.clone(),
            scheme: Some(award.scheme.stamp()),
            article: Some(article),
            facts: award.facts.clone(),
            trace,
            what: award.what.clone(),
            unit: award.scheme.unit.clone(),
            reason,
        };
        let limits = (award.family == Family::Cap).then(|| (vec![Family::Adoption], Vec::new()));
        posts.push(Post {
            line,
            outlet: award.place.outlet,
            limits,
        });
    }
}

fn barred(subject: Subject, day: NaiveDate, bars: &Bars) -> Option<Reason> {
    let Subject::Person(person) = subject else {
        return None;
    };
    let bars = bars.get(&person)?;
    let bar = bars
        .iter()
        .find(|(from, until, _)| *from <= day && day <= *until)?;
    Some(Reason::Barred { by: bar.2 })
}
