//! The bar of steps over an article: 草稿 → 报送 → 审稿 → 采纳 → 采用 → 计分.

use entity::{ArticleState, article};

use crate::web::Page;

/// One step of the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GuideStep {
    /// Its name.
    pub label: String,
    /// `done`, `now`, `bad` or nothing yet.
    pub kind: &'static str,
}

/// The steps in their order.
pub(super) fn guide(p: &Page, article: &article::Model, has_points: bool) -> Vec<GuideStep> {
    let has_left = article.left_unit_at.is_some();
    let labels = [
        p.t("state.draft"),
        p.t("step.submit"),
        p.t("article.guide_review"),
        p.t("step.accept"),
        p.t("article.guide_adopted"),
        p.t("article.guide_points"),
    ];
    labels
        .into_iter()
        .zip(kinds((article.state, has_left), article.n_adoptions, has_points))
        .map(|(label, kind)| GuideStep { label, kind })
        .collect()
}

/// Whoever sent an article back did so at the step where it was: its unit before it left, the desk after that.
fn kinds((state, has_left): (ArticleState, bool), n_adoptions: i64, has_points: bool) -> [&'static str; 6] {
    match state {
        ArticleState::Draft => ["now", "", "", "", "", ""],
        ArticleState::UnitReview => ["done", "now", "", "", "", ""],
        ArticleState::Withdrawn => ["done", "bad", "", "", "", ""],
        ArticleState::Returned if !has_left => ["done", "bad", "", "", "", ""],
        ArticleState::Submitted | ArticleState::InReview | ArticleState::Held => {
            ["done", "done", "now", "", "", ""]
        }
        ArticleState::Returned | ArticleState::Declined => ["done", "done", "bad", "", "", ""],
        ArticleState::Accepted if n_adoptions == 0 => ["done", "done", "done", "done", "now", ""],
        ArticleState::Accepted if has_points => ["done"; 6],
        ArticleState::Accepted => ["done", "done", "done", "done", "done", "now"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_at_most_one_step_that_is_on_and_none_done_after_it() {
        for state in ArticleState::ALL {
            for (n_adoptions, has_points) in [(0, false), (0, true), (2, false), (2, true)] {
                let kinds = kinds((*state, n_adoptions > 0), n_adoptions, has_points);
                let n_done = kinds.iter().take_while(|kind| **kind == "done").count();
                let rest = &kinds[n_done..];
                assert!(
                    rest.iter().skip(1).all(|kind| kind.is_empty()),
                    "{state:?}: {kinds:?}"
                );
                assert!(
                    rest.first().is_none_or(|kind| !kind.is_empty()),
                    "{state:?}: {kinds:?}"
                );
            }
        }
    }

    #[test]
    fn what_the_unit_sent_back_is_crossed_at_the_unit_and_not_at_the_desk() {
        let crossed = |has_left| {
            let kinds = kinds((ArticleState::Returned, has_left), 0, false);
            kinds.iter().position(|kind| *kind == "bad")
        };
        assert_eq!((crossed(false), crossed(true)), (Some(1), Some(2)));
    }
}
