//! The house is never without an admin: whoever holds the role last, and for no stated time, keeps it.

use chrono::NaiveDate;
use entity::{Role, appointment, person};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::Result;
use crate::error::Error;

/// That among the appointments which `counts` lets through there is one as admin that has begun by a day, has no end,
/// and belongs to an account that is open.
///
/// # Errors
/// [`Error::Refused`] where there is none.
pub(super) async fn another_admin(
    tx: &DatabaseTransaction,
    counts: impl Fn(&appointment::Model) -> bool,
    by: NaiveDate,
) -> Result<()> {
    let open_ended = appointment::Entity::find()
        .filter(appointment::Column::Role.eq(Role::Admin))
        .filter(appointment::Column::FromOn.lte(by))
        .filter(appointment::Column::UntilOn.is_null())
        .all(tx)
        .await?;
    let holders = open_ended
        .iter()
        .filter(|one| counts(one))
        .map(|one| one.person_id);
    let found = person::Entity::find()
        .filter(person::Column::Id.is_in(holders))
        .filter(person::Column::DisabledAt.is_null())
        .one(tx)
        .await?;
    match found {
        Some(_) => Ok(()),
        None => Err(Error::refused("refused.last_admin")),
    }
}
