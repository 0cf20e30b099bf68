//! The log, read: by person, deed, object and day, the newest first. That it was read is itself noted by the door.

use chrono::NaiveDate;
use entity::{Instant, PersonId, audit};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{Result, calendar};

/// Which entries are shown. Everything that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// Before this number.
    pub before: Option<i64>,
    /// By this person.
    pub actor: Option<PersonId>,
    /// The name of whoever did it contains this.
    pub who: String,
    /// The deed.
    pub deed: String,
    /// The kind of thing, or `kind:id` for one thing.
    pub object: String,
    /// From this day on.
    pub from_on: Option<NaiveDate>,
    /// Up to this day.
    pub until_on: Option<NaiveDate>,
}

impl EntryFilter {
    fn condition(&self) -> Condition {
        let mut all = Condition::all();
        if let Some(before) = self.before {
            all = all.add(audit::Column::Seq.lt(before));
        }
        if let Some(actor) = self.actor {
            all = all.add(audit::Column::ActorId.eq(actor));
        }
        if !self.who.trim().is_empty() {
            all = all.add(audit::Column::ActorName.contains(self.who.trim()));
        }
        if !self.deed.is_empty() {
            all = all.add(audit::Column::Deed.eq(&self.deed));
        }
        match self.object.trim().split_once(':') {
            Some((kind, id)) => {
                all = all
                    .add(audit::Column::ObjectKind.eq(kind))
                    .add(audit::Column::ObjectId.eq(id));
            }
            None if !self.object.trim().is_empty() => {
                all = all.add(audit::Column::ObjectKind.eq(self.object.trim()));
            }
            None => {}
        }
        if let Some(day) = self.from_on {
            all = all.add(audit::Column::At.gte(Instant(calendar::first_instant(day))));
        }
        if let Some(day) = self.until_on {
            let end = calendar::first_instant(calendar::plus_days(day, 1));
            all = all.add(audit::Column::At.lt(Instant(end)));
        }
        all
    }
}

/// The entries that fit, for rows `offset` and on, at most `n`; and how many fit in all.
///
/// # Errors
/// Whatever the database answers.
pub async fn entries(
    db: &impl ConnectionTrait,
    filter: &EntryFilter,
    (offset, n): (u64, u64),
) -> Result<(Vec<audit::Model>, u64)> {
    let fitting = audit::Entity::find().filter(filter.condition());
    let total = fitting.clone().count(db).await?;
    let newest = fitting.order_by_desc(audit::Column::Seq);
    let rows = newest.offset(offset).limit(n).all(db).await?;
    Ok((rows, total))
}

/// When a person did a deed after an instant, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn times(
    db: &impl ConnectionTrait,
    actor: PersonId,
    deed: &str,
    after: Instant,
) -> Result<Vec<Instant>> {
    Ok(audit::Entity::find()
        .select_only()
        .column(audit::Column::At)
        .filter(audit::Column::ActorId.eq(actor))
        .filter(audit::Column::Deed.eq(deed))
        .filter(audit::Column::At.gt(after))
        .order_by_desc(audit::Column::Seq)
        .into_tuple()
        .all(db)
        .await?)
}

/// Every deed that was ever noted, by name.
///
/// # Errors
/// Whatever the database answers.
pub async fn deeds(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(audit::Entity::find()
        .select_only()
        .column(audit::Column::Deed)
        .distinct()
        .order_by_asc(audit::Column::Deed)
        .into_tuple()
        .all(db)
        .await?)
}
