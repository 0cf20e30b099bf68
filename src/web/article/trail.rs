//! What happened to an article, step by step: who, when, how long it took, what was said. What only the desk may know
//! is left out here, before any template sees it.

use entity::{ArticleState, Instant, Step, article, decision};

use super::people_named::Names;
use super::wording;
use crate::newsroom::Terms;
use crate::web::Page;

/// One step of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TrailStep {
    /// What was done.
    pub label: String,
    /// `ok`, `bad` or nothing.
    pub kind: &'static str,
    /// By whom.
    pub by: String,
    /// When, as people read it.
    pub at: String,
    /// The same for the browser.
    pub iso: String,
    /// How long after the step before it.
    pub took: String,
    /// The reason from the dictionary.
    pub reason: String,
    /// To the reporter.
    pub remark: String,
    /// Among the desk; blank for everybody else.
    pub internal_note: String,
    /// When the reporter should be done.
    pub due: String,
    /// The revision that it was about; 0: none.
    pub revision: i64,
}

/// What the article waits for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Where it stands.
    pub label: String,
    /// For how long.
    pub since: String,
    /// How long it takes as a rule; nothing where there is no experience yet.
    pub usual: String,
}

/// The steps, the newest first, of the decisions that the reader may know of.
pub(super) fn trail(
    p: &Page,
    decisions: &[decision::Model],
    (names, terms): (&Names, &Terms),
) -> Vec<TrailStep> {
    let mut before: Option<Instant> = None;
    let mut steps: Vec<TrailStep> = decisions
        .iter()
        .map(|decision| {
            let took = before.map_or_else(String::new, |before| {
                wording::length(p, decision.decided_at.since(before))
            });
            before = Some(decision.decided_at);
            let reasons = match decision.step {
                Step::Decline => "decline_reason",
                _ => "return_reason",
            };
            let reason = decision.reason.as_deref().unwrap_or_default();
            TrailStep {
                label: p.t(&format!("step.{}", decision.step.code())),
                kind: kind(decision.step),
                by: names.of(decision.decided_by),
                at: p.time(decision.decided_at),
                iso: decision.decided_at.utc().to_rfc3339(),
                took,
                reason: terms.name(reasons, reason, p.language()).to_owned(),
                remark: decision.remark.clone(),
                internal_note: decision.internal_note.clone(),
                due: decision.due_on.map_or_else(String::new, |day| p.day(day)),
                revision: decision.revision,
            }
        })
        .collect();
    steps.reverse();
    steps
}

/// What the article waits for; nothing where its life is over or it was never filed. `usual_ms` is how long articles
/// stay in this state as a rule.
pub(super) fn waiting(
    p: &Page,
    article: &article::Model,
    last: Option<Instant>,
    (now, usual_ms): (Instant, Option<i64>),
) -> Option<Waiting> {
    let label = match article.state {
        ArticleState::UnitReview => p.t("article.waits_signature"),
        ArticleState::Submitted => p.t("article.waits_editor"),
        ArticleState::InReview => p.t("article.waits_decision"),
        ArticleState::Returned => p.t("article.waits_reporter"),
        ArticleState::Held => p.t("article.waits_use"),
        ArticleState::Draft | ArticleState::Declined | ArticleState::Accepted | ArticleState::Withdrawn => {
            return None;
        }
    };
    Some(Waiting {
        label,
        since: wording::length(p, now.since(last?)),
        usual: usual_ms.map_or_else(String::new, |ms| {
            wording::length(p, chrono::TimeDelta::milliseconds(ms))
        }),
    })
}

const fn kind(step: Step) -> &'static str {
    match step {
        Step::Sign | Step::Accept | Step::Adopt | Step::Instruct => "ok",
        Step::Return
        | Step::Decline
        | Step::Withdraw
        | Step::WithdrawAdoption
        | Step::WithdrawInstruction => "bad",
        Step::Submit | Step::Claim | Step::Release | Step::Hold | Step::Reconsider | Step::Edit => "",
    }
}
