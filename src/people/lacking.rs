//! What the roster lacks: people without an appointment, organisations from which nobody files.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{OrganisationId, PersonId, Role, appointment, person};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::holders::on;
use super::{below, holders, organisations};
use crate::Result;

/// People whose account is in use and who hold no appointment on a day: they can sign in and do nothing.
///
/// # Errors
/// Whatever the database answers.
pub async fn without_appointment(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<PersonId>> {
    let held = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::PersonId)
        .filter(on(today))
        .into_query();
    let idle = person::Entity::find()
        .filter(person::Column::DisabledAt.is_null())
        .filter(person::Column::Id.not_in_subquery(held))
        .all(db)
        .await?;
    Ok(idle.into_iter().map(|one| one.id).collect())
}

/// Organisations that are open on a day and for which nobody files: neither they nor any below them has a reporter.
///
/// # Errors
/// Whatever the database answers.
pub async fn without_reporter(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<OrganisationId>> {
    let all = organisations(db).await?;
    let reporters = holders(db, Role::Reporter, today).await?;
    let filing: HashSet<OrganisationId> = reporters.into_iter().map(|(_, unit)| unit).collect();
    Ok(all
        .iter()
        .filter(|one| one.closed_on.is_none_or(|closed| closed > today))
        .map(|one| one.id)
        .filter(|id| !below(&all, *id).iter().any(|unit| filing.contains(unit)))
        .collect())
}
