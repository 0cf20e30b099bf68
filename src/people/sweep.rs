//! Forgetting proofs of identity that ended long ago.

use entity::{Instant, session, setup_link, sign_in_failure};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::Result;

/// Deletes sessions, sign-in failures and one-time links that ended before `before`; says how many.
///
/// # Errors
/// Whatever the database answers.
pub async fn forget_ended(tx: &DatabaseTransaction, before: Instant) -> Result<u64> {
    let ended = Condition::any()
        .add(session::Column::EndsAt.lt(before))
        .add(session::Column::RevokedAt.lt(before));
    let sessions = session::Entity::delete_many().filter(ended).exec(tx).await?;
    let failures = sign_in_failure::Entity::delete_many()
        .filter(sign_in_failure::Column::FailedAt.lt(before))
        .exec(tx)
        .await?;
    let links = setup_link::Entity::delete_many()
        .filter(setup_link::Column::EndsAt.lt(before))
        .exec(tx)
        .await?;
    Ok(sessions.rows_affected + failures.rows_affected + links.rows_affected)
}
