//! What was corrected in the ledger: postings that reverse another, and adjustments decided by hand.

use entity::posting;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Result;

/// The latest `n` corrections booked in a month (`2026-03`).
///
/// # Errors
/// Whatever the database answers.
pub async fn corrections(db: &impl ConnectionTrait, month: &str, n: u64) -> Result<Vec<posting::Model>> {
    let corrects = Condition::any()
        .add(posting::Column::Reverses.is_not_null())
        .add(posting::Column::Contra.eq("issued:adjustment"));
    let of = posting::Entity::find()
        .filter(posting::Column::Period.eq(month))
        .filter(corrects);
    Ok(of.order_by_desc(posting::Column::Seq).limit(n).all(db).await?)
}
