//! Who did what, when, from where: an append-only, hash-chained log, written in the deed's own transaction.

mod nights;
mod reading;
mod remembered;

use entity::{Instant, Outcome, audit, audit_head};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::Result;
use crate::actor::Actor;
use crate::error::Error;

pub use nights::{COVERED, NightWalk, damaged, last_night, last_walk};
pub use reading::{EntryFilter, deeds, entries, times};
pub use remembered::{keep_answer, remembered};

/// Something that was done, or tried, to something.
#[derive(Clone, Debug)]
pub struct Deed {
    /// What, such as `submit_article`.
    pub deed: &'static str,
    /// To what kind of thing, such as `article`.
    pub object_kind: &'static str,
    /// To which one.
    pub object_id: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What else matters, without secrets.
    pub detail: serde_json::Value,
}

impl Deed {
    /// Something that was done.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a key or a number is given as it is"
    )]
    pub fn done(deed: &'static str, object_kind: &'static str, object_id: impl ToString) -> Self {
        let detail = serde_json::Value::Null;
        Self {
            deed,
            object_kind,
            object_id: object_id.to_string(),
            outcome: Outcome::Done,
            detail,
        }
    }

    /// Something that was not allowed.
    #[must_use]
    pub fn refused(deed: &'static str, object_kind: &'static str, object_id: impl ToString) -> Self {
        Self {
            outcome: Outcome::Refused,
            ..Self::done(deed, object_kind, object_id)
        }
    }

    /// Adds what else matters.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// What a deed changed: each field whose value is another one now, with the value before and after.
#[must_use]
pub fn changes<const N: usize>(
    fields: [(&str, serde_json::Value, serde_json::Value); N],
) -> serde_json::Value {
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed
        .map(|(field, before, after)| {
            let both = serde_json::json!({ "before": before, "after": after });
            (field.to_owned(), both)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Appends a deed to the log, and takes the key of a request that may be done only once.
///
/// # Errors
/// [`Error::Refused`] where the key was taken before: the deed is not done again.
pub async fn note(tx: &DatabaseTransaction, actor: &Actor, deed: Deed, now: Instant) -> Result<()> {
    let head = head(tx).await?;
    let mut entry = audit::Model {
        seq: head.seq + 1,
        at: now,
        actor_id: actor.person,
        actor_name: clip(&actor.name),
        address: clip(&actor.address),
        request_id: clip(&actor.request_id),
        deed: deed.deed.to_owned(),
        object_kind: deed.object_kind.to_owned(),
        object_id: clip(&deed.object_id),
        outcome: deed.outcome,
        detail: deed.detail.to_string(),
        hash: String::new(),
    };
    if let (Some(once), Outcome::Done) = (&actor.once, deed.outcome)
        && once.deed == deed.deed
    {
        remembered::take_key(tx, actor, once, (&entry.object_id, now)).await?;
    }
    entry.hash = chain(&head.hash, &entry);
    let (seq, hash) = (entry.seq, entry.hash.clone());
    audit::Entity::insert(audit::ActiveModel::from(entry).reset_all())
        .exec_without_returning(tx)
        .await?;
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Seq, Expr::value(seq))
        .col_expr(audit_head::Column::Hash, Expr::value(hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Number and hash of the last entry.
///
/// # Errors
/// Whatever the database answers.
pub async fn head(db: &impl ConnectionTrait) -> Result<audit_head::Model> {
    audit_head::Entity::find()
        .one(db)
        .await?
        .ok_or_else(|| Error::broken("audit_head is empty"))
}

/// When the last entry was made.
///
/// # Errors
/// Whatever the database answers.
pub async fn last_at(db: &impl ConnectionTrait) -> Result<Option<Instant>> {
    let last = audit::Entity::find()
        .order_by_desc(audit::Column::Seq)
        .one(db)
        .await?;
    Ok(last.map(|entry| entry.at))
}

/// Walks the whole log; `Ok(n)` is the number of sound entries, `Err(seq)` the first broken one.
///
/// # Errors
/// Whatever the database answers.
pub async fn verify(db: &impl ConnectionTrait) -> Result<std::result::Result<i64, i64>> {
    const PAGE: u64 = 5_000;
    let head = head(db).await?;
    let (mut seq, mut hash) = (0, "0".repeat(64));
    loop {
        let entries = audit::Entity::find()
            .order_by_asc(audit::Column::Seq)
            .offset(u64::try_from(seq).unwrap_or(0))
            .limit(PAGE)
            .all(db)
            .await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.seq != seq + 1 || entry.hash != chain(&hash, &entry) {
                return Ok(Err(seq + 1));
            }
            seq = entry.seq;
            hash = entry.hash;
        }
    }
    Ok(if (seq, &hash) == (head.seq, &head.hash) {
        Ok(seq)
    } else {
        Err(seq + 1)
    })
}

/// SHA-256 over the previous hash and every field, each with its length before it.
fn chain(previous: &str, entry: &audit::Model) -> String {
    let mut digest = Sha256::new();
    let numbers = [entry.seq, entry.at.0, entry.actor_id.map_or(0, |person| person.0)].map(|n| n.to_string());
    let words = [
        previous,
        &numbers[0],
        &numbers[1],
        &numbers[2],
        &entry.actor_name,
        &entry.address,
        &entry.request_id,
        &entry.deed,
        &entry.object_kind,
        &entry.object_id,
        entry.outcome.code(),
        &entry.detail,
    ];
    for word in words {
        digest.update((word.len() as u64).to_be_bytes());
        digest.update(word.as_bytes());
    }
    hex::encode(digest.finalize())
}

/// A field of the log at the length that it may have (T26), without control characters.
fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(256).collect()
}
