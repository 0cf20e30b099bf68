//! Proofs of authority: types that only a check can make, so that an unchecked call of a verb does not compile.

use entity::{OrganisationId, PersonId, Role, SubjectKind, article};

use super::Viewer;
use crate::Result;
use crate::actor::Actor;
use crate::error::{Error, Message};

macro_rules! proofs {
    ($($(#[$doc:meta])* $name:ident, $method:ident: $($role:ident)|+, $needs:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Viewer);

        impl $name {
            /// The person's key.
            #[must_use]
            pub const fn id(&self) -> PersonId {
                self.0.id()
            }

            /// The person as the audit log names them.
            #[must_use]
            pub const fn actor(&self) -> &Actor {
                &self.0.actor
            }

            /// The person.
            #[must_use]
            pub const fn viewer(&self) -> &Viewer {
                &self.0
            }
        }

        impl Viewer {
            /// The proof, if the viewer holds what it needs and may write.
            ///
            /// # Errors
            /// [`Error::NotAllowed`] naming the right that is missing.
            pub fn $method(&self) -> Result<$name> {
                if !self.may_write {
                    return Err(Error::NotAllowed(Message::new("right.write_scope")));
                }
                if [$(Role::$role),+].into_iter().any(|role| self.is(role)) {
                    Ok($name(self.clone()))
                } else {
                    Err(Error::NotAllowed(Message::new($needs)))
                }
            }
        }
    )*};
}

proofs! {
    /// May write and submit articles for the units where they are reporter.
    Reporter, reporter: Reporter, "right.reporter";
    /// May sign the articles of their units.
    UnitReviewer, unit_reviewer: UnitReviewer, "right.unit_reviewer";
    /// May review, decide, and record adoptions and instructions.
    Editor, editor: Editor, "right.editor";
    /// May change the roster, outlets, schemes and the dictionary.
    Admin, admin: Admin, "right.admin";
    /// May close months, answer disputes, and enter and approve points by hand.
    Office, office: Office, "right.office_alone";
    /// May record what happened that is no article and no adoption (考核事项).
    Recorder, recorder: Office | Editor, "right.recorder";
    /// May object to postings of their own statement or of a unit that they sign for.
    Claimant, claimant: Reporter | UnitReviewer, "right.claimant";
    /// May search all filed coverage.
    Searcher, searcher: Office | Editor | Supervisor, "right.office";
}

impl Reporter {
    /// That the article is the reporter's own.
    ///
    /// # Errors
    /// [`Error::NotFound`]: a foreign article is no different from a missing one.
    pub fn owns(&self, article: &article::Model) -> Result<()> {
        if article.reporter_id == self.id() {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// The unit to file for: the one named, or the only one.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the reporter is not appointed there, or must choose.
    pub fn unit(&self, named: Option<OrganisationId>) -> Result<OrganisationId> {
        let units: Vec<_> = self.0.organisations(Role::Reporter).collect();
        match (named, units.as_slice()) {
            (None, [only, ..]) => Ok(*only),
            (Some(unit), units) if units.contains(&unit) => Ok(unit),
            _ => Err(Error::invalid("organisation_id", "fault.not_your_unit")),
        }
    }
}

impl UnitReviewer {
    /// That the article is of a unit that the reviewer signs for.
    ///
    /// # Errors
    /// [`Error::NotFound`]: a foreign article is no different from a missing one.
    pub fn signs_for(&self, article: &article::Model) -> Result<()> {
        let signs = self
            .0
            .organisations(Role::UnitReviewer)
            .any(|unit| unit == article.organisation_id);
        if signs { Ok(()) } else { Err(Error::NotFound) }
    }
}

impl Office {
    /// That points by hand are not for the person themselves nor for a unit where they report or sign.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn is_not_for_own(&self, subject: (SubjectKind, i64)) -> Result<()> {
        is_not_for_own(&self.0, subject)
    }
}

impl Recorder {
    /// That what is recorded is not about the person themselves nor about a unit where they report or sign.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn is_not_for_own(&self, subject: (SubjectKind, i64)) -> Result<()> {
        is_not_for_own(&self.0, subject)
    }

    /// That it is not the recorder's own article.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn is_not_author(&self, article: &article::Model) -> Result<()> {
        is_not_author(&self.0, article)
    }
}

impl Claimant {
    /// That the postings of a subject are theirs to dispute.
    ///
    /// # Errors
    /// [`Error::NotFound`]: a foreign posting is no different from a missing one.
    pub fn may_dispute(&self, (kind, id): (SubjectKind, i64)) -> Result<()> {
        let is_own = match kind {
            SubjectKind::Person => self.id().0 == id && self.0.is(Role::Reporter),
            SubjectKind::Unit => self.0.organisations(Role::UnitReviewer).any(|unit| unit.0 == id),
        };
        if is_own { Ok(()) } else { Err(Error::NotFound) }
    }
}

impl Editor {
    /// That it is not the editor's own article (T23: nobody decides or records on their own text).
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn is_not_author(&self, article: &article::Model) -> Result<()> {
        is_not_author(&self.0, article)
    }
}

fn is_not_for_own(viewer: &Viewer, (kind, id): (SubjectKind, i64)) -> Result<()> {
    let is_own = match kind {
        SubjectKind::Person => viewer.id().0 == id,
        SubjectKind::Unit => viewer
            .organisations(Role::Reporter)
            .chain(viewer.organisations(Role::UnitReviewer))
            .any(|unit| unit.0 == id),
    };
    if is_own {
        Err(Error::refused("refused.own_points"))
    } else {
        Ok(())
    }
}

fn is_not_author(viewer: &Viewer, article: &article::Model) -> Result<()> {
    if article.reporter_id == viewer.id() {
        Err(Error::refused("refused.own_article"))
    } else {
        Ok(())
    }
}
