//! Deeds that are done once: an idempotency key is taken in the deed's own transaction, bound to the person and to the
//! request's digest, and kept as long as the ledger (QUALITY R15, T20, T21). The answer is put beside it afterwards.

use entity::{Instant, PersonId, remembered_answer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, SqlErr,
};

use crate::actor::{Actor, Once};
use crate::app::App;
use crate::error::Error;
use crate::{Result, db};

/// Takes a key for the deed that is being done to `object` at `at`: the insert is the check.
pub(super) async fn take_key(
    tx: &DatabaseTransaction,
    actor: &Actor,
    once: &Once,
    (object, at): (&str, Instant),
) -> Result<()> {
    let person = actor.person.ok_or(Error::NotSignedIn)?;
    let row = remembered_answer::ActiveModel {
        person_id: Set(person),
        key: Set(once.key.clone()),
        digest: Set(once.digest.clone()),
        object_id: Set(object.to_owned()),
        done_at: Set(at),
        body: Set(None),
    };
    let inserted = remembered_answer::Entity::insert(row)
        .exec_without_returning(tx)
        .await;
    inserted.map(|_| ()).map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused("api.key_conflict"),
        _ => error.into(),
    })
}

/// The deed that a person did with a key, if it was done.
///
/// # Errors
/// Whatever the database answers.
pub async fn remembered(
    db: &impl ConnectionTrait,
    person: PersonId,
    key: &str,
) -> Result<Option<remembered_answer::Model>> {
    Ok(remembered_answer::Entity::find_by_id((person, key.to_owned()))
        .one(db)
        .await?)
}

/// Keeps the answer to the deed that a person did with a key.
///
/// # Errors
/// Whatever the database answers.
pub async fn keep_answer(app: &App, person: PersonId, key: &str, body: &str) -> Result<()> {
    let tx = db::write(&app.db).await?;
    let row = remembered_answer::ActiveModel {
        person_id: Set(person),
        key: Set(key.to_owned()),
        body: Set(Some(body.to_owned())),
        ..Default::default()
    };
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}
