//! A piece's points for one fact before they are credited: value, trace, and whether they count.
//! Awards live only inside one pricing; what leaves this room are lines.

use chrono::NaiveDate;

use super::document::{Cell, Scheme};
use super::fact::{Adoption, Grant, Piece};
use super::ids::{FactId, OutletId};
use super::line::{Family, Reason};
use super::matcher::Sight;
use super::trace::Trace;
use crate::calendar::Month;
use crate::points::{Points, Ratio};

/// What one fact is worth for the article, and why not more.
pub(super) struct Award<'a> {
    /// The first part of the line's key, with the number of the fact or article: `adoption:77`.
    pub slot: String,
    /// The fact that was priced; ties are broken by it.
    pub fact: FactId,
    /// Every fact on which the award rests.
    pub facts: Vec<FactId>,
    /// The version in force on its day.
    pub scheme: &'a Scheme,
    /// Family of the lines.
    pub family: Family,
    /// Code of the rule.
    pub rule: String,
    /// The day on which it happened.
    pub day: NaiveDate,
    /// The month to which it is booked.
    pub booked: Month,
    /// The beginning of the sentence.
    pub what: String,
    /// The arithmetic up to the rounding.
    pub trace: Trace,
    /// The rounded value of the piece.
    pub value: Points,
    /// What earlier adoptions of the piece have already brought, under the difference policy.
    pub former: Points,
    /// Why it does not count.
    pub reason: Option<Reason>,
    /// Each joint unit receives all.
    pub each_unit: bool,
    /// Where it was, for stacking.
    pub place: Place<'a>,
}

/// Level, class and medium of an award, for stacking.
#[derive(Clone, Copy, Default)]
pub(super) struct Place<'a> {
    /// The rank of the level in the scheme of its day.
    pub rank: Option<usize>,
    /// The level.
    pub level: &'a str,
    /// The class of the medium.
    pub class: &'a str,
    /// The medium.
    pub outlet: Option<OutletId>,
}

impl Award<'_> {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.reason.is_none()
    }

    /// What it adds to the piece: its value less what was brought before, nothing when it does not count.
    pub fn net(&self) -> Points {
        if self.counts() {
            self.value - self.former
        } else {
            Points::ZERO
        }
    }

    /// Rounds the value again after its trace changed; an overflow turns into a reason.
    pub fn settle_value(&mut self) {
        if let Some(value) = rounded(&self.trace, self.scheme) {
            self.value = value;
        } else {
            self.value = Points::ZERO;
            self.reason.get_or_insert(Reason::Overflow);
        }
    }
}

/// The value of a trace after the scheme's rounding.
pub(super) fn rounded(trace: &Trace, scheme: &Scheme) -> Option<Points> {
    trace.evaluate_to(scheme.rounding)
}

/// A row of a table applied: its code, the beginning of the trace, or why it gives nothing.
pub(super) struct Priced {
    pub rule: String,
    pub trace: Trace,
    pub reason: Option<Reason>,
    pub each_unit: bool,
}

/// Finds the first row that applies and reads its value.
pub(super) fn price_by_table(
    scheme: &Scheme,
    table: &[Cell],
    prefix: &str,
    sight: &Sight<'_>,
    granted: Option<&Grant>,
) -> Priced {
    let Some((at, cell)) = table
        .iter()
        .enumerate()
        .find(|(_, cell)| cell.when.holds(scheme, sight))
    else {
        return Priced {
            rule: prefix.to_owned(),
            trace: Trace::default(),
            reason: Some(Reason::Unlisted),
            each_unit: false,
        };
    };
    let rule = cell.code.clone().unwrap_or_else(|| format!("{prefix}{}", at + 1));
    let label = [sight.level, sight.article_type]
        .iter()
        .filter(|text| !text.is_empty())
        .copied()
        .collect::<Vec<_>>();
    let label = label.join(" × ");
    let (trace, reason) = if let Some(points) = cell.points {
        (Trace::start(label, points), None)
    } else if let Some(each) = cell.per_thousand_words {
        let mut trace = Trace::start(label, each);
        match Ratio::new(sight.n_words.into(), 1000) {
            Some(thousands) => {
                trace.times(format!("{}字", sight.n_words), thousands);
                (trace, None)
            }
            None => (Trace::default(), Some(Reason::Overflow)),
        }
    } else {
        match granted_within(granted, cell.range) {
            Some(points) => (Trace::start(label, points), None),
            None => (Trace::default(), Some(Reason::NotGranted)),
        }
    };
    Priced {
        rule,
        trace,
        reason,
        each_unit: cell.each_unit,
    }
}

/// The points of a discretionary decision, if they are inside the range and somebody stands for them with a reason.
pub(super) fn granted_within(granted: Option<&Grant>, range: Option<[Points; 2]>) -> Option<Points> {
    let (granted, [one, other]) = (granted?, range?);
    let (least, most) = (one.min(other), one.max(other));
    let is_whole = !granted.reason.is_empty() && !granted.approver.is_empty();
    (is_whole && least <= granted.points && granted.points <= most).then_some(granted.points)
}

/// What the conditions see of a filed article.
pub(super) fn sight_of_piece(piece: &Piece) -> Sight<'_> {
    Sight {
        article_type: &piece.article_type,
        unit_class: &piece.unit.class,
        tags: &piece.tags,
        n_words: piece.n_words,
        n_pictures: piece.n_pictures,
        ..Sight::default()
    }
}

/// What the conditions see of an adoption, before any reclassification.
pub(super) fn sight_of_adoption<'a>(piece: &'a Piece, adoption: &'a Adoption) -> Sight<'a> {
    Sight {
        level: &adoption.outlet.level,
        outlet: &adoption.outlet.name,
        class: &adoption.outlet.class,
        article_type: adoption.as_type.as_deref().unwrap_or(&piece.article_type),
        form: &adoption.form,
        positions: &adoption.positions,
        route: &adoption.route,
        repost: adoption.repost,
        n_words: adoption.n_words.unwrap_or(piece.n_words),
        ..sight_of_piece(piece)
    }
}

/// The exclusion that applies, if one does.
pub(super) fn excluded(scheme: &Scheme, sight: &Sight<'_>, is_submission: bool) -> Option<Reason> {
    let rule = scheme
        .exclude
        .iter()
        .find(|rule| (rule.submission || !is_submission) && rule.when.holds(scheme, sight))?;
    Some(Reason::Excluded {
        why: rule.why.clone(),
    })
}
