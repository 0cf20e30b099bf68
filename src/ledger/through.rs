//! Up to which day time itself has been settled: only then is a quota known to be missed. The nightly job moves it on;
//! verbs and replay use it as it stands, so that both price the same.

use chrono::NaiveDate;
use entity::{Instant, PersonId, counter};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};

use super::Scope;
use super::settle::{Settled, everybody, settle};
use crate::Result;

const NAME: &str = "ledger:settled_through";

/// The last day that is over for the ledger; none before the first night.
///
/// # Errors
/// Whatever the database answers.
pub async fn settled_through(db: &impl ConnectionTrait) -> Result<Option<NaiveDate>> {
    let row = counter::Entity::find_by_id(NAME).one(db).await?;
    Ok(row.and_then(|row| NaiveDate::from_num_days_from_ce_opt(i32::try_from(row.value).ok()?)))
}

/// Moves it on to a day and settles everybody. Doing it twice changes nothing.
///
/// # Errors
/// Whatever the database answers.
pub async fn settle_through(
    tx: &DatabaseTransaction,
    day: NaiveDate,
    by: PersonId,
    now: Instant,
) -> Result<Settled> {
    use chrono::Datelike;
    let before = settled_through(tx).await?;
    if before.is_some_and(|before| before >= day) {
        return Ok(Settled::default());
    }
    let row = counter::ActiveModel {
        name: Set(NAME.to_owned()),
        value: Set(i64::from(day.num_days_from_ce())),
    };
    if before.is_some() {
        counter::Entity::update(row).exec(tx).await?;
    } else {
        counter::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let scope: Scope = everybody(tx, before, day).await?;
    settle(tx, scope, by, now).await
}
