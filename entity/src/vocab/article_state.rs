//! The life of an article as a pure state machine. Whether 'adopted' holds is read from the adoptions, never kept
//! here.

use super::words::words;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

words! {
    /// Where an article stands.
    ArticleState {
        /// 草稿: being written.
        Draft = "draft",
        /// 待审签: waits for the unit's signature.
        UnitReview = "unit_review",
        /// 待领取: waits for an editor.
        Submitted = "submitted",
        /// 审稿中: one editor has it.
        InReview = "in_review",
        /// 退回修改: back with the reporter, with remarks and a due date.
        Returned = "returned",
        /// 待用: kept for later.
        Held = "held",
        /// 退稿: not taken.
        Declined = "declined",
        /// 采纳: taken.
        Accepted = "accepted",
        /// 已撤回: taken back by the reporter.
        Withdrawn = "withdrawn",
    }

    /// What somebody does to an article.
    Step {
        /// 报送, by the reporter.
        Submit = "submit",
        /// 审签, by the unit reviewer.
        Sign = "sign",
        /// 领取, by an editor.
        Claim = "claim",
        /// 放回: the inverse of claim.
        Release = "release",
        /// 退回修改, by the unit reviewer or the editor.
        Return = "return",
        /// 待用.
        Hold = "hold",
        /// 退稿.
        Decline = "decline",
        /// 采纳.
        Accept = "accept",
        /// 重新审稿: the inverse of return, hold, decline and accept.
        Reconsider = "reconsider",
        /// 撤回, by the reporter; submitting again is its inverse.
        Withdraw = "withdraw",
        /// 编辑修改: an editor's change to the text; the state stays.
        Edit = "edit",
        /// 采用登记: the state stays.
        Adopt = "adopt",
        /// 撤销采用: the state stays.
        WithdrawAdoption = "withdraw_adoption",
        /// 批示登记: the state stays.
        Instruct = "instruct",
        /// 撤销批示: the state stays.
        WithdrawInstruction = "withdraw_instruction",
    }
}

/// That a step cannot be taken from a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNow {
    /// Where the article stands.
    pub state: ArticleState,
    /// What was tried.
    pub step: Step,
}

impl ArticleState {
    /// The state after a step; `needs_signature` says whether the unit signs before its articles leave it.
    ///
    /// # Errors
    /// [`NotNow`] where the step does not fit the state.
    pub fn after(self, step: Step, needs_signature: bool) -> Result<Self, NotNow> {
        use ArticleState as S;
        match (step, self) {
            (Step::Submit, S::Draft | S::Returned | S::Withdrawn) => Ok(if needs_signature {
                S::UnitReview
            } else {
                S::Submitted
            }),
            (Step::Sign, S::UnitReview) | (Step::Release, S::InReview) => Ok(S::Submitted),
            (Step::Claim, S::Submitted)
            | (Step::Reconsider, S::Returned | S::Held | S::Declined | S::Accepted) => Ok(S::InReview),
            (Step::Return, S::UnitReview | S::InReview) => Ok(S::Returned),
            (Step::Hold, S::InReview) => Ok(S::Held),
            (Step::Decline, S::InReview | S::Held) => Ok(S::Declined),
            (Step::Accept, S::InReview | S::Held) => Ok(S::Accepted),
            (Step::Withdraw, S::UnitReview | S::Submitted | S::InReview | S::Returned | S::Held) => {
                Ok(S::Withdrawn)
            }
            (Step::Edit, S::InReview | S::Held | S::Accepted)
            | (
                Step::Adopt | Step::WithdrawAdoption | Step::Instruct | Step::WithdrawInstruction,
                S::Accepted,
            ) => Ok(self),
            (step, state) => Err(NotNow { state, step }),
        }
    }

    /// Whether the reporter may write in it.
    #[must_use]
    pub const fn is_writable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned | Self::Withdrawn)
    }

    /// Whether an article that stands so is a valid submission (filed, and neither declined nor withdrawn).
    #[must_use]
    pub const fn is_filed(self) -> bool {
        !matches!(self, Self::Draft | Self::Declined | Self::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_has_an_inverse_or_is_final_on_purpose() {
        for (step, from, inverse) in [
            (Step::Claim, ArticleState::Submitted, Step::Release),
            (Step::Return, ArticleState::InReview, Step::Reconsider),
            (Step::Hold, ArticleState::InReview, Step::Reconsider),
            (Step::Decline, ArticleState::InReview, Step::Reconsider),
            (Step::Accept, ArticleState::InReview, Step::Reconsider),
            (Step::Withdraw, ArticleState::Submitted, Step::Submit),
        ] {
            let there = from.after(step, false).unwrap();
            assert_eq!(
                there.after(inverse, false),
                Ok(from),
                "{step:?} is undone by {inverse:?}"
            );
        }
    }

    #[test]
    fn nothing_but_the_listed_steps_leads_anywhere() {
        let n_allowed = ArticleState::ALL
            .iter()
            .flat_map(|state| {
                Step::ALL
                    .iter()
                    .map(move |step| state.after(*step, false).is_ok())
            })
            .filter(|allowed| *allowed)
            .count();
        assert_eq!(n_allowed, 29);
        assert!(
            ArticleState::Accepted.after(Step::Withdraw, false).is_err(),
            "no withdrawal after acceptance"
        );
    }

    #[test]
    fn a_unit_that_signs_sees_its_article_first() {
        assert_eq!(
            ArticleState::Draft.after(Step::Submit, true),
            Ok(ArticleState::UnitReview)
        );
        assert_eq!(
            ArticleState::Returned.after(Step::Submit, false),
            Ok(ArticleState::Submitted)
        );
    }
}
