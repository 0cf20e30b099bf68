//! What stands on the roster before an import: organisations, people by their sign-in name, appointments.

use std::collections::HashMap;

use entity::{appointment, organisation, person};
use sea_orm::ConnectionTrait;

use crate::Result;
use crate::people::{appointments, organisations, people};

/// What there is.
pub(super) struct Standing {
    pub units: Vec<organisation::Model>,
    pub people: HashMap<String, person::Model>,
    pub appointments: Vec<appointment::Model>,
}

impl Standing {
    pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let everybody = people(db).await?;
        Ok(Self {
            units: organisations(db).await?,
            people: everybody
                .into_iter()
                .map(|one| (one.username.clone(), one))
                .collect(),
            appointments: appointments(db).await?,
        })
    }

    /// The organisation of a full or short name, the open one where there are several.
    pub(super) fn unit(&self, name: &str) -> Option<&organisation::Model> {
        let by = |fits: fn(&organisation::Model, &str) -> bool| {
            let found = self.units.iter().filter(move |one| fits(one, name));
            found.min_by_key(|one| one.closed_on.is_some())
        };
        by(|one, name| one.name == name).or_else(|| by(|one, name| one.short_name == name))
    }
}
