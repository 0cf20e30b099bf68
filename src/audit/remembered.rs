//! Answers kept for requests that name an idempotency key: for as long as the ledger, bound to the person and to the
//! request's digest (QUALITY T21). Which deed a lost answer belonged to is read from the log.

use entity::{Instant, PersonId, audit, remembered_answer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::{Result, db};

/// The status of an answer that is still being made.
const PENDING: i64 = 0;
/// How long a request may be under way before a repetition takes its place.
const UNDER_WAY: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// Nothing: the caller holds it now and makes the answer.
    Fresh,
    /// An earlier request held it and never answered: the caller holds it now, and looks first what was done.
    Abandoned,
    /// Another request is making the answer.
    UnderWay,
    /// The answer: status and body.
    Answer(i64, String),
    /// It was used for another request.
    Conflict,
}

/// Takes a key for a request, or says what became of it.
///
/// # Errors
/// Whatever the database answers.
pub async fn take_key(app: &App, person: PersonId, key: &str, digest: &str) -> Result<Remembered> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let found = remembered_answer::Entity::find_by_id((person, key.to_owned()))
        .one(&tx)
        .await?;
    let known = match found {
        None => {
            let row = remembered_answer::ActiveModel {
                person_id: Set(person),
                key: Set(key.to_owned()),
                digest: Set(digest.to_owned()),
                status: Set(PENDING),
                body: Set(String::new()),
                made_at: Set(now),
            };
            remembered_answer::Entity::insert(row)
                .exec_without_returning(&tx)
                .await?;
            Remembered::Fresh
        }
        Some(row) if row.digest != digest => Remembered::Conflict,
        Some(row) if row.status != PENDING => Remembered::Answer(row.status, row.body),
        Some(row) if now.since(row.made_at) < UNDER_WAY => Remembered::UnderWay,
        Some(row) => {
            let mut row = row.into_active_model();
            row.made_at = Set(now);
            row.update(&tx).await?;
            Remembered::Abandoned
        }
    };
    tx.commit().await?;
    Ok(known)
}

/// Keeps the answer of a key.
///
/// # Errors
/// Whatever the database answers.
pub async fn keep_answer(app: &App, person: PersonId, key: &str, (status, body): (u16, &str)) -> Result<()> {
    let tx = db::write(&app.db).await?;
    let row = remembered_answer::ActiveModel {
        person_id: Set(person),
        key: Set(key.to_owned()),
        status: Set(i64::from(status)),
        body: Set(body.to_owned()),
        ..Default::default()
    };
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives a key back, where nothing was done with it.
///
/// # Errors
/// Whatever the database answers.
pub async fn drop_key(app: &App, person: PersonId, key: &str) -> Result<()> {
    let tx = db::write(&app.db).await?;
    remembered_answer::Entity::delete_by_id((person, key.to_owned()))
        .filter(remembered_answer::Column::Status.eq(PENDING))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The request id under which a deed done with a key stands in the log: the same for every repetition.
#[must_use]
pub fn request_of_key(person: PersonId, key: &str) -> String {
    let digest = Sha256::new_with_prefix(format!("{person}\n"))
        .chain_update(key.as_bytes())
        .finalize();
    format!("key:{}", &hex::encode(digest)[..40])
}

/// The object and the instant of the deed that a person did with a request, if they did it.
///
/// # Errors
/// Whatever the database answers.
pub async fn deed_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    request_id: &str,
    deed: &str,
) -> Result<Option<(String, Instant)>> {
    let of = audit::Entity::find()
        .filter(audit::Column::ActorId.eq(person))
        .filter(audit::Column::RequestId.eq(request_id))
        .filter(audit::Column::Deed.eq(deed));
    Ok(of.one(db).await?.map(|entry| (entry.object_id, entry.at)))
}
