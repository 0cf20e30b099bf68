//! What filing an article is worth, adopted or not.

use crate::calendar::Month;
use crate::points::Points;
use crate::scheme::award::{Award, Place, excluded, price_by_table, sight_of_piece};
use crate::scheme::document::Scheme;
use crate::scheme::fact::{Standing, Submission};
use crate::scheme::ids::FactId;
use crate::scheme::line::{Family, Reason};

/// Prices one submission; `None` where the scheme gives nothing for filing.
pub(in crate::scheme) fn award<'a>(
    scheme: &'a Scheme,
    (fact, origin): (FactId, FactId),
    submission: &'a Submission,
    is_adopted: bool,
) -> Option<Award<'a>> {
    let rules = scheme.submission.as_ref()?;
    let sight = sight_of_piece(&submission.piece);
    let priced = price_by_table(scheme, &rules.cell, "报送", &sight, None);
    let standing = submission.standing;
    let reason = (!submission.is_valid())
        .then_some(Reason::NotValid { standing })
        .or_else(|| (rules.accepted_only && standing != Standing::Accepted).then_some(Reason::NotAccepted))
        .or_else(|| (submission.late && !rules.late_counts).then_some(Reason::FiledLate))
        .or_else(|| {
            rules
                .min_words
                .filter(|min| sight.n_words < *min)
                .map(|min| Reason::TooShort { min })
        })
        .or_else(|| excluded(scheme, &sight, true))
        .or_else(|| (rules.not_when_adopted && is_adopted).then_some(Reason::Adopted))
        .or(priced.reason);
    let day = submission.day();
    let mut award = Award {
        slot: format!("submission:{origin}"),
        fact,
        facts: vec![fact],
        scheme,
        family: Family::Submission,
        rule: priced.rule,
        day,
        booked: Month::of(day),
        what: format!(
            "《{}》报送（{}）",
            submission.piece.title, submission.piece.article_type
        ),
        trace: priced.trace,
        value: Points::ZERO,
        former: Points::ZERO,
        reason,
        each_unit: priced.each_unit,
        place: Place::default(),
    };
    award.settle_value();
    Some(award)
}
