//! 排名公布: how much of a ranking a reader is shown. Whoever may read every statement sees all of it; everybody else
//! what the house publishes, and their own place always.

use std::collections::BTreeSet;

use entity::{Role, SubjectKind};

use crate::people::{Held, Viewer};
use crate::settings::{NewsroomSettings, Publication};

/// How much of a ranking somebody is shown.
#[derive(Clone, Debug)]
pub struct Sight {
    shown: Publication,
    top: usize,
    own: BTreeSet<(SubjectKind, i64)>,
}

impl Sight {
    /// Of all, as whoever closes a month has it.
    #[must_use]
    pub const fn whole() -> Self {
        Self {
            shown: Publication::Full,
            top: 0,
            own: BTreeSet::new(),
        }
    }

    /// Of a reader in a house.
    #[must_use]
    pub fn of(viewer: &Viewer, house: &NewsroomSettings) -> Self {
        let sees_all = [Role::Editor, Role::Office, Role::Supervisor, Role::Admin];
        if sees_all.into_iter().any(|role| viewer.is(role)) {
            return Self::whole();
        }
        Self {
            shown: house.publication,
            top: house.publication_top,
            own: own_subjects(viewer),
        }
    }

    /// How much that is.
    #[must_use]
    pub const fn shown(&self) -> Publication {
        self.shown
    }

    /// The last place that is shown to everybody, where only the top is.
    #[must_use]
    pub fn top(&self) -> Option<usize> {
        (self.shown == Publication::Top).then_some(self.top)
    }

    /// Whether nothing is hidden.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.shown == Publication::Full
    }

    /// Whether a subject with this place is shown.
    #[must_use]
    pub fn shows(&self, subject: (SubjectKind, i64), place: Option<usize>) -> bool {
        let is_published = match self.shown {
            Publication::Full => true,
            Publication::Top => place.is_some_and(|place| place <= self.top),
            Publication::Own => false,
        };
        is_published || self.own.contains(&subject)
    }
}

/// Somebody themselves and the units where they report or sign.
pub(super) fn own_subjects(viewer: &Viewer) -> BTreeSet<(SubjectKind, i64)> {
    let is_of = |held: &&Held| matches!(held.role, Role::Reporter | Role::UnitReviewer);
    let units = viewer.held.iter().filter(is_of);
    let units = units.map(|held| (SubjectKind::Unit, held.organisation_id.0));
    units.chain([(SubjectKind::Person, viewer.id().0)]).collect()
}
