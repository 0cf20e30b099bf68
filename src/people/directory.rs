//! Everybody, read: people with what they were appointed to, and who stands in a ranking.

use entity::{OrganisationClass, PersonId, Role, SubjectKind, appointment, organisation, person};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::organisations;
use crate::Result;

/// All people, by their pinyin.
///
/// # Errors
/// Whatever the database answers.
pub async fn everybody(db: &impl ConnectionTrait) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .order_by_asc(person::Column::NamePinyin)
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// What a person was ever appointed to, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn appointments_of(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<appointment::Model>> {
    let of = appointment::Entity::find().filter(appointment::Column::PersonId.eq(id));
    Ok(of
        .order_by_desc(appointment::Column::FromOn)
        .order_by_desc(appointment::Column::Id)
        .all(db)
        .await?)
}

/// The keys of all who stand in a ranking: open organisations, or whoever was ever a reporter; of one class if it is
/// given.
///
/// # Errors
/// Whatever the database answers.
pub async fn ranked(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    class: Option<OrganisationClass>,
) -> Result<Vec<i64>> {
    let all = organisations(db).await?;
    let fits = |one: &&organisation::Model| class.is_none_or(|class| one.class == class);
    match kind {
        SubjectKind::Unit => {
            let open = all.iter().filter(fits).filter(|one| one.closed_on.is_none());
            Ok(open.map(|one| one.id.0).collect())
        }
        SubjectKind::Person => {
            let places: Vec<_> = all.iter().filter(fits).map(|one| one.id).collect();
            let held = appointment::Entity::find()
                .filter(appointment::Column::Role.eq(Role::Reporter))
                .all(db)
                .await?;
            let mut people: Vec<i64> = held
                .iter()
                .filter(|held| places.contains(&held.organisation_id))
                .map(|held| held.person_id.0)
                .collect();
            people.sort_unstable();
            people.dedup();
            Ok(people)
        }
    }
}

/// Every appointment that was ever made, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn appointments(db: &impl ConnectionTrait) -> Result<Vec<appointment::Model>> {
    Ok(appointment::Entity::find()
        .order_by_desc(appointment::Column::FromOn)
        .order_by_desc(appointment::Column::Id)
        .all(db)
        .await?)
}
