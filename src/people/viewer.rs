//! Somebody who is signed in, with what they hold today.

use chrono::NaiveDate;
use entity::{Language, OrganisationId, PersonId, Role, appointment, organisation, person};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Result;
use crate::actor::Actor;

/// An appointment that holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What for.
    pub role: Role,
    /// Where.
    pub organisation_id: OrganisationId,
    /// The organisation's short name.
    pub organisation: String,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub person: person::Model,
    /// What they hold today.
    pub held: Vec<Held>,
    /// The same person as the audit log names them.
    pub actor: Actor,
    /// Whether they may change anything (a token may be for reading alone).
    pub may_write: bool,
    /// Whether they must switch on a second factor before anything else; only a session is held up.
    pub must_enrol: bool,
    /// Whether their password is too old, so that they must change it before anything else; only a session is held up.
    pub must_renew: bool,
}

impl Viewer {
    /// Loads what a person holds on a day.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn load(
        db: &impl ConnectionTrait,
        person: person::Model,
        actor: Actor,
        today: NaiveDate,
    ) -> Result<Self> {
        let held = appointment::Entity::find()
            .filter(appointment::Column::PersonId.eq(person.id))
            .filter(appointment::Column::FromOn.lte(today))
            .filter(
                Condition::any()
                    .add(appointment::Column::UntilOn.is_null())
                    .add(appointment::Column::UntilOn.gt(today)),
            )
            .order_by_asc(appointment::Column::Id)
            .all(db)
            .await?;
        let places = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(held.iter().map(|held| held.organisation_id)))
            .all(db)
            .await?;
        let held = held
            .into_iter()
            .filter_map(|held| {
                let place = places.iter().find(|place| place.id == held.organisation_id)?;
                Some(Held {
                    role: held.role,
                    organisation_id: place.id,
                    organisation: place.short_name.clone(),
                })
            })
            .collect();
        let actor = Actor {
            person: Some(person.id),
            name: person.name.clone(),
            ..actor
        };
        Ok(Self {
            person,
            held,
            actor,
            may_write: true,
            must_enrol: false,
            must_renew: false,
        })
    }

    /// The person's key.
    #[must_use]
    pub const fn id(&self) -> PersonId {
        self.person.id
    }

    /// The person's language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.person.language
    }

    /// Whether they hold a role anywhere.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.held.iter().any(|held| held.role == role)
    }

    /// Where they hold a role.
    pub fn organisations(&self, role: Role) -> impl Iterator<Item = OrganisationId> + '_ {
        self.held
            .iter()
            .filter(move |held| held.role == role)
            .map(|held| held.organisation_id)
    }
}
