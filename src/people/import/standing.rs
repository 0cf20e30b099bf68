//! What stands on the roster before an import: organisations, people by their sign-in name, appointments.

use std::collections::HashMap;

use entity::{appointment, organisation, person};
use sea_orm::ConnectionTrait;

use crate::Result;
use crate::error::Message;
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

    /// The organisation of a full name, the open one where there are several; else the only one of a short name.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub(super) fn unit(&self, name: &str) -> Result<&organisation::Model, Message> {
        let named = self.units.iter().filter(|one| one.name == name);
        if let Some(one) = named.min_by_key(|one| one.closed_on.is_some()) {
            return Ok(one);
        }
        let mut short = self
            .units
            .iter()
            .filter(|one| one.short_name == name && one.closed_on.is_none());
        match (short.next(), short.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(Message::new("import.several_units").with("name", name)),
            (None, _) => Err(Message::new("import.no_unit").with("name", name)),
        }
    }
}
