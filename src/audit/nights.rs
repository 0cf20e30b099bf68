//! What the house did by itself: the last night for which a job ran, as `job_run` says.

use entity::job_run;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Result;

/// The last day for which the job of that name ran, with what came of it.
///
/// # Errors
/// Whatever the database answers.
pub async fn last_night(db: &impl ConnectionTrait, job: &str) -> Result<Option<job_run::Model>> {
    Ok(job_run::Entity::find()
        .filter(job_run::Column::Job.eq(job))
        .order_by_desc(job_run::Column::Period)
        .one(db)
        .await?)
}
