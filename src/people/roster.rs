//! The organisations as a tree and the people in it, read.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{OrganisationId, PersonId, SubjectKind, organisation, person};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

use crate::Result;
use crate::db::Db;
use crate::error::Error;

/// An organisation.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn organisation(db: &impl ConnectionTrait, id: OrganisationId) -> Result<organisation::Model> {
    organisation::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

/// A person.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn person(db: &impl ConnectionTrait, id: PersonId) -> Result<person::Model> {
    person::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

/// All organisations, by their pinyin.
///
/// # Errors
/// Whatever the database answers.
pub async fn organisations(db: &impl ConnectionTrait) -> Result<Vec<organisation::Model>> {
    Ok(organisation::Entity::find()
        .order_by_asc(organisation::Column::NamePinyin)
        .all(db)
        .await?)
}

/// An organisation and all below it.
///
/// # Errors
/// Whatever the database answers.
pub async fn subtree(db: &impl ConnectionTrait, top: OrganisationId) -> Result<Vec<OrganisationId>> {
    Ok(below(&organisations(db).await?, top))
}

pub(super) fn below(all: &[organisation::Model], top: OrganisationId) -> Vec<OrganisationId> {
    let mut found = vec![top];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = all
            .iter()
            .filter(|one| one.parent_id == Some(parent))
            .map(|one| one.id);
        let children: Vec<_> = children.filter(|id| !found.contains(id)).collect();
        found.extend(children);
        next += 1;
    }
    found
}

/// Names of organisations and people by key, for lists that name many.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    organisations: HashMap<OrganisationId, organisation::Model>,
    people: HashMap<PersonId, String>,
}

impl Roster {
    /// All names, as of the last commit (see [`Db::kept`]).
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn kept(db: &Db) -> Result<Arc<Self>> {
        db.kept(String::new(), |db| async move { Self::load(&db).await })
            .await
    }

    /// Loads all names.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let names = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Name]);
        let people: Vec<(PersonId, String)> = names.into_tuple().all(db).await?;
        Ok(Self {
            organisations: organisations(db)
                .await?
                .into_iter()
                .map(|one| (one.id, one))
                .collect(),
            people: people.into_iter().collect(),
        })
    }

    /// The short name of an organisation.
    #[must_use]
    pub fn unit(&self, id: OrganisationId) -> &str {
        self.organisations
            .get(&id)
            .map_or("", |one| one.short_name.as_str())
    }

    /// An organisation.
    #[must_use]
    pub fn organisation(&self, id: OrganisationId) -> Option<&organisation::Model> {
        self.organisations.get(&id)
    }

    /// The name of a person.
    #[must_use]
    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", String::as_str)
    }

    /// The name of a person or the short name of a unit.
    #[must_use]
    pub fn subject(&self, (kind, id): (SubjectKind, i64)) -> &str {
        match kind {
            SubjectKind::Person => self.person(PersonId(id)),
            SubjectKind::Unit => self.unit(OrganisationId(id)),
        }
    }
}
