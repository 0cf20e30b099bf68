//! 专职宣传人员: whether writing is somebody's post. A scheme may leave them out (`authors.exclude_full_time`).

use entity::{Instant, PersonId, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction};

use super::Admin;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::{Result, db};

/// Says whether a person is a full-time publicity officer. What they filed before keeps its points: the mark is read,
/// like the class of the unit, when something next happens to an article.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`].
pub async fn mark_full_time(
    app: &App,
    admin: &Admin,
    (id, version): (PersonId, i64),
    is_full_time: bool,
) -> Result<()> {
    let tx = db::write(&app.db).await?;
    mark(&tx, admin, (id, version), is_full_time, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The same within a transaction.
pub(super) async fn mark(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (id, version): (PersonId, i64),
    is_full_time: bool,
    now: Instant,
) -> Result<()> {
    let was = super::person(tx, id).await?;
    if was.version != version {
        return Err(Error::Stale(was.version));
    }
    let detail = audit::changes([("is_full_time", was.is_full_time.into(), is_full_time.into())]);
    let change = person::ActiveModel {
        id: Set(id),
        is_full_time: Set(is_full_time),
        version: Set(version + 1),
        ..Default::default()
    };
    change.update(tx).await?;
    let deed = Deed::done("mark_full_time", "person", id).with(detail);
    audit::note(tx, admin.actor(), deed, now).await
}
