//! Who holds a role today, who belongs to a unit, and people by their names: reads for bylines, rankings and meters.

use chrono::NaiveDate;
use entity::{OrganisationId, PersonId, Role, appointment, person};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Result;

/// The appointments to a role that hold on a day, as person and organisation.
///
/// # Errors
/// Whatever the database answers.
pub async fn holders(
    db: &impl ConnectionTrait,
    role: Role,
    today: NaiveDate,
) -> Result<Vec<(PersonId, OrganisationId)>> {
    let held = appointment::Entity::find()
        .filter(appointment::Column::Role.eq(role))
        .filter(on(today))
        .order_by_asc(appointment::Column::Id)
        .all(db)
        .await?;
    Ok(held
        .into_iter()
        .map(|one| (one.person_id, one.organisation_id))
        .collect())
}

/// The day on which a person was first appointed to a role.
///
/// # Errors
/// Whatever the database answers.
pub async fn held_since(
    db: &impl ConnectionTrait,
    person: PersonId,
    role: Role,
) -> Result<Option<NaiveDate>> {
    let first = appointment::Entity::find()
        .filter(appointment::Column::PersonId.eq(person))
        .filter(appointment::Column::Role.eq(role))
        .order_by_asc(appointment::Column::FromOn)
        .one(db)
        .await?;
    Ok(first.map(|one| one.from_on))
}

/// Everybody appointed at a unit on a day, in the order of their pinyin; whoever is disabled is left out.
///
/// # Errors
/// Whatever the database answers.
pub async fn members(
    db: &impl ConnectionTrait,
    unit: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<person::Model>> {
    let held = appointment::Entity::find()
        .filter(appointment::Column::OrganisationId.eq(unit))
        .filter(on(today))
        .all(db)
        .await?;
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(held.iter().map(|one| one.person_id)))
        .filter(person::Column::DisabledAt.is_null())
        .order_by_asc(person::Column::NamePinyin)
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// Everybody who bears one of these names exactly; whoever is disabled is left out.
///
/// # Errors
/// Whatever the database answers.
pub async fn named(db: &impl ConnectionTrait, names: &[String]) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Name.is_in(names))
        .filter(person::Column::DisabledAt.is_null())
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// That an appointment holds on a day.
pub(super) fn on(today: NaiveDate) -> Condition {
    Condition::all().add(appointment::Column::FromOn.lte(today)).add(
        Condition::any()
            .add(appointment::Column::UntilOn.is_null())
            .add(appointment::Column::UntilOn.gt(today)),
    )
}
