//! How a reader stands to an article: what of its history they may see, and which steps they may take next.

use entity::{ArticleState, PersonId, Role, Step, article, organisation};

use crate::newsroom;
use crate::people::Viewer;

/// How a reader stands to an article that they may read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stance {
    /// Of the desk: reads internal notes and confidential instructions.
    pub is_desk: bool,
    /// Its reporter.
    pub is_owner: bool,
    /// Anybody who has a part in it, or the desk: reads its history. Whoever reads it only because a medium adopted
    /// it sees the text and the adoptions, not the remarks.
    pub is_inside: bool,
    /// Which steps they may take now.
    pub next: Next,
}

/// The steps that a reader may take now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each step is offered or not, in any mixture; the page asks for them one by one"
)]
pub(super) struct Next {
    /// To the writing page, which also submits: submitting sends the text that stands there.
    pub write: bool,
    pub withdraw: bool,
    pub sign: bool,
    pub own_signature: bool,
    pub claim: bool,
    pub desk: bool,
    pub adopt: bool,
}

impl Stance {
    /// Finds out; `authors` are the people among the authors.
    pub(super) fn of(
        viewer: &Viewer,
        article: &article::Model,
        unit: &organisation::Model,
        authors: &[PersonId],
    ) -> Self {
        let is_desk = viewer.is(Role::Editor) || viewer.is(Role::Office) || viewer.is(Role::Supervisor);
        let is_owner = article.reporter_id == viewer.id();
        let reviews = viewer
            .organisations(Role::UnitReviewer)
            .any(|unit| unit == article.organisation_id);
        let may = |step| article.state.after(step, unit.needs_signature).is_ok();
        let writes = is_owner && viewer.is(Role::Reporter);
        let edits = viewer.is(Role::Editor) && !is_owner;
        let waits_for_unit = article.state == ArticleState::UnitReview;
        Self {
            is_desk,
            is_owner,
            is_inside: newsroom::has_part(viewer, article, authors),
            next: Next {
                write: writes && article.state.is_writable(),
                withdraw: writes && may(Step::Withdraw),
                sign: reviews && !is_owner && may(Step::Sign),
                own_signature: reviews && is_owner && may(Step::Sign),
                claim: edits && may(Step::Claim),
                desk: edits && !waits_for_unit && article.first_submitted_at.is_some(),
                adopt: edits && may(Step::Adopt),
            },
        }
    }
}
