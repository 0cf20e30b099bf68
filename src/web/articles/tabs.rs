//! The tabs above one's articles: what each shows, and how many there are.

use entity::ArticleState as S;

use super::Wish;
use crate::newsroom::{self, ArticleFilter};
use crate::web::Visit;
use crate::{Error, Result};

/// Code and states of each tab; no states: all. `adopted` is narrowed further.
const TABS: &[(&str, &[S])] = &[
    ("", &[]),
    ("draft", &[S::Draft]),
    ("returned", &[S::Returned]),
    ("unit_review", &[S::UnitReview]),
    ("submitted", &[S::Submitted, S::InReview]),
    ("held", &[S::Held]),
    ("accepted", &[S::Accepted]),
    ("adopted", &[S::Accepted]),
    ("declined", &[S::Declined]),
    ("withdrawn", &[S::Withdrawn]),
    ("valid", newsroom::VALID),
];

/// One tab.
pub(super) struct Tab {
    pub href: String,
    pub label: String,
    pub n: i64,
    pub on: bool,
}

/// The filter of a tab.
///
/// # Errors
/// [`Error::Invalid`] for a tab that there is not.
pub(super) fn narrow(filter: ArticleFilter, code: &str) -> Result<ArticleFilter> {
    let tab = TABS.iter().find(|(one, _)| *one == code);
    let (_, states) = tab.ok_or_else(|| Error::invalid("query", "fault.query"))?;
    Ok(ArticleFilter {
        states: states.to_vec(),
        adopted: (code == "adopted").then_some(true),
        left_unit: code == "valid",
        ..filter
    })
}

/// All tabs with their counts; an empty one is left out unless the reader is there.
pub(super) async fn tabs(visit: &Visit, base: &ArticleFilter, wish: &Wish) -> Result<Vec<Tab>> {
    let all = newsroom::n_by_state(&visit.app.db, base).await?;
    let adopted = newsroom::n_by_state(&visit.app.db, &narrow(base.clone(), "adopted")?).await?;
    let valid = newsroom::n_by_state(&visit.app.db, &narrow(base.clone(), "valid")?).await?;
    let shown = TABS.iter().map(|(code, states)| {
        let counts = match *code {
            "adopted" => &adopted,
            "valid" => &valid,
            _ => &all,
        };
        let fits = |state: &S| states.is_empty() || states.contains(state);
        let n = counts
            .iter()
            .filter(|(state, _)| fits(state))
            .map(|(_, n)| n)
            .sum();
        let name = if code.is_empty() { "all" } else { code };
        Tab {
            href: wish.href(&[("state", code), ("page", "")]),
            label: visit.t(&format!("tab.{name}")),
            n,
            on: *code == wish.state,
        }
    });
    Ok(shown
        .filter(|tab| tab.n > 0 || tab.on || tab.href == "/articles")
        .collect())
}
