//! Which articles somebody may list: their own, their units', or the desk's. The same lines as `people::article_terms`
//! draws for one article, drawn for lists.

use entity::{ArticleState, Role};

use super::ArticleFilter;
use crate::Result;
use crate::error::{Error, Message};
use crate::people::{Viewer, viewer_terms};

/// Whose articles a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// The viewer's own, drafts too.
    Mine,
    /// Those of the units for which the viewer signs.
    Unit,
    /// Everything that left its unit.
    Desk,
}

impl Shelf {
    /// The widest that a viewer may see.
    #[must_use]
    pub fn widest(viewer: &Viewer) -> Self {
        if viewer_terms(viewer).iter().any(|term| term == "desk") {
            Self::Desk
        } else if viewer.is(Role::UnitReviewer) {
            Self::Unit
        } else {
            Self::Mine
        }
    }
}

/// Narrows a filter to a shelf.
///
/// # Errors
/// [`Error::NotAllowed`] where the viewer has no such shelf.
pub fn narrow(viewer: &Viewer, shelf: Shelf, filter: ArticleFilter) -> Result<ArticleFilter> {
    let refused = |key| Err(Error::NotAllowed(Message::new(key)));
    let within = |allowed: &dyn Fn(ArticleState) -> bool| -> Vec<ArticleState> {
        let asked = if filter.states.is_empty() {
            ArticleState::ALL
        } else {
            &filter.states
        };
        asked.iter().copied().filter(|state| allowed(*state)).collect()
    };
    let narrowed = match shelf {
        Shelf::Mine => ArticleFilter {
            reporter: Some(viewer.id()),
            ..filter
        },
        Shelf::Unit => {
            let own: Vec<_> = viewer.organisations(Role::UnitReviewer).collect();
            if own.is_empty() {
                return refused("right.unit_reviewer");
            }
            let asked = filter.units.clone();
            let units = own
                .into_iter()
                .filter(|unit| asked.as_ref().is_none_or(|asked| asked.contains(unit)));
            ArticleFilter {
                states: within(&|state| state != ArticleState::Draft),
                units: Some(units.collect()),
                ..filter
            }
        }
        Shelf::Desk => {
            if Shelf::widest(viewer) != Shelf::Desk {
                return refused("right.office");
            }
            let is_in_unit = |state| matches!(state, ArticleState::Draft | ArticleState::UnitReview);
            ArticleFilter {
                states: within(&|state| !is_in_unit(state)),
                left_unit: true,
                ..filter
            }
        }
    };
    // No state left is not 'any state': such a list is empty.
    Ok(if shelf != Shelf::Mine && narrowed.states.is_empty() {
        ArticleFilter {
            units: Some(Vec::new()),
            ..narrowed
        }
    } else {
        narrowed
    })
}
