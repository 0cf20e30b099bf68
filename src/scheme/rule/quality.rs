//! Points from marks: the mean of each part's marks, weighted, rounded once (S78: 40 % 内容 + 60 % 质量).

use crate::calendar::Month;
use crate::points::{Points, Ratio};
use crate::scheme::award::{Award, Place};
use crate::scheme::document::Scheme;
use crate::scheme::fact::{Mark, Piece};
use crate::scheme::ids::{ArticleId, FactId};
use crate::scheme::line::{Family, Reason};
use crate::scheme::trace::{Step, Trace};

/// Prices an article's marks, given in the order of (day, fact); booked on the day of the last one.
pub(in crate::scheme) fn award<'a>(
    scheme: &'a Scheme,
    article: ArticleId,
    marks: &[(FactId, &Mark)],
    piece: &Piece,
) -> Option<Award<'a>> {
    let rules = scheme.quality.as_ref()?;
    let (fact, last) = marks.last()?;
    let mut trace = Trace::default();
    let mut reason = None;
    for part in &rules.part {
        let own: Vec<Points> = marks
            .iter()
            .filter(|(_, mark)| mark.part == part.part)
            .map(|(_, mark)| mark.mark)
            .collect();
        let n = i64::try_from(own.len()).unwrap_or(i64::MAX);
        if n < i64::from(rules.min_marks.max(1)) {
            reason = Some(Reason::TooFewMarks);
            continue;
        }
        match Ratio::new(1, n).and_then(|mean| mean.checked_mul(part.weight)) {
            Some(by) => {
                trace.steps.push(Step::Plus {
                    what: part.part.clone(),
                    points: own.into_iter().sum(),
                    by,
                });
            }
            None => reason = Some(Reason::Overflow),
        }
    }
    let mut award = Award {
        slot: format!("quality:{article}"),
        fact: *fact,
        facts: marks.iter().map(|(fact, _)| *fact).collect(),
        scheme,
        family: Family::Quality,
        rule: rules.code.clone().unwrap_or_else(|| "质量".to_owned()),
        day: last.day,
        booked: Month::of(last.day),
        what: format!("《{}》质量评分（{} 份）", piece.title, marks.len()),
        trace,
        value: Points::ZERO,
        former: Points::ZERO,
        reason,
        each_unit: false,
        place: Place::default(),
    };
    award.settle_value();
    if award.counts() && rules.pass.is_some_and(|pass| award.value < pass) {
        award.reason = Some(Reason::BelowBand);
    }
    Some(award)
}
