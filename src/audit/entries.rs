//! The log, read: the newest entries first, by who, what and when.

use entity::{PersonId, audit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Result;

/// Which entries are shown. Everything that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// Before this number.
    pub before: Option<i64>,
    /// Of this person.
    pub actor: Option<PersonId>,
    /// Of this deed.
    pub deed: Option<String>,
    /// To this kind of thing.
    pub object_kind: Option<String>,
    /// To this one.
    pub object_id: Option<String>,
}

/// The newest entries that fit, at most `n`.
///
/// # Errors
/// Whatever the database answers.
pub async fn entries(db: &impl ConnectionTrait, filter: &EntryFilter, n: u64) -> Result<Vec<audit::Model>> {
    let mut of = audit::Entity::find();
    if let Some(before) = filter.before {
        of = of.filter(audit::Column::Seq.lt(before));
    }
    if let Some(actor) = filter.actor {
        of = of.filter(audit::Column::ActorId.eq(actor));
    }
    for (column, wanted) in [
        (audit::Column::Deed, &filter.deed),
        (audit::Column::ObjectKind, &filter.object_kind),
        (audit::Column::ObjectId, &filter.object_id),
    ] {
        if let Some(wanted) = wanted {
            of = of.filter(column.eq(wanted));
        }
    }
    Ok(of.order_by_desc(audit::Column::Seq).limit(n).all(db).await?)
}
