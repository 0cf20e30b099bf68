//! The names of the few people and units that one page mentions.

use std::collections::HashMap;

use entity::{OrganisationId, PersonId};
use sea_orm::ConnectionTrait;

use crate::{Error, Result, people};

/// Names by key.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<PersonId, String>);

impl Names {
    /// Loads the names of these people; somebody who is gone has none.
    pub(super) async fn load(db: &impl ConnectionTrait, ids: &[PersonId]) -> Result<Self> {
        let mut names = HashMap::new();
        for id in ids {
            if names.contains_key(id) {
                continue;
            }
            let name = match people::person(db, *id).await {
                Ok(person) => person.name,
                Err(Error::NotFound) => String::new(),
                Err(error) => return Err(error),
            };
            names.insert(*id, name);
        }
        Ok(Self(names))
    }

    /// Somebody's name.
    pub(super) fn of(&self, id: PersonId) -> String {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}

/// The short name of a unit.
pub(super) async fn unit_name(db: &impl ConnectionTrait, id: OrganisationId) -> Result<String> {
    Ok(people::organisation(db, id).await?.short_name)
}
