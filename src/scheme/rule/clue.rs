//! Points for whoever provided the clue of a story, as a rule once the story runs.

use crate::calendar::Month;
use crate::scheme::document::Scheme;
use crate::scheme::fact::{Clue, Piece};
use crate::scheme::ids::{ArticleId, FactId};
use crate::scheme::line::{Family, Reason};
use crate::scheme::post::{Direct, Post};
use crate::scheme::trace::Trace;

/// Prices one clue.
pub(in crate::scheme) fn post(
    scheme: &Scheme,
    article: ArticleId,
    fact: FactId,
    clue: &Clue,
    piece: &Piece,
    is_adopted: bool,
) -> Option<Post> {
    let rules = scheme.clue.as_ref()?;
    let is_early = rules.adopted_only && !is_adopted;
    let subject = clue.provider.subject;
    let direct = Direct {
        key: format!("clue:{fact}|{subject}"),
        subject,
        booked: Month::of(clue.day),
        day: clue.day,
        family: Family::Clue,
        rule: rules.code.clone().unwrap_or_else(|| "线索".to_owned()),
        scheme: Some(scheme),
        article: Some(article),
        facts: vec![fact],
        trace: if is_early {
            Trace::default()
        } else {
            Trace::start("线索", rules.points)
        },
        what: format!("{}提供《{}》线索", clue.provider.name, piece.title),
        reason: is_early.then_some(Reason::NotAdopted),
    };
    Some(direct.post())
}
