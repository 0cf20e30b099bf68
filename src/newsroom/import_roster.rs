//! Importing the roster from a sheet: roster and roll of the ledger in one transaction, all of it or nothing.

use crate::app::App;
use crate::people::{self, Admin, Import, ImportDone};
use crate::{Result, db};

use super::appoint::settle_roll;

/// Imports people with their appointments; `digest` names the plan that was confirmed. `told` is called for every
/// account whose password is ready, with how many there are: hashing takes most of the time.
///
/// # Errors
/// [`Error::Refused`](crate::Error::Refused) where a row is wrong, the plan is another one by now, or nobody would be
/// admin any more.
pub async fn import_people(
    app: &App,
    admin: &Admin,
    import: &Import,
    digest: &str,
    told: impl Fn(usize) + Send + Sync,
) -> Result<ImportDone> {
    let keys = people::first_keys(app, import, digest, told).await?;
    let tx = db::write(&app.db).await?;
    let (done, held) = people::take_people(&tx, admin, (import, digest), keys, app.clock.now()).await?;
    settle_roll(app, &tx, admin, &held).await?;
    tx.commit().await?;
    Ok(done)
}

/// Imports organisations; `digest` names the plan that was confirmed. The assessment of reporters follows the
/// organisations that change. `told` is called for every organisation that is written, with how many there are.
///
/// # Errors
/// [`Error::Refused`](crate::Error::Refused) where a row is wrong, or the plan is another one by now.
pub async fn import_organisations(
    app: &App,
    admin: &Admin,
    import: &Import,
    digest: &str,
    told: impl Fn(usize) + Send + Sync,
) -> Result<ImportDone> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let (done, changed) =
        people::take_organisations(&tx, admin, (import, digest), (now, app.day(now)), told).await?;
    let mut held = people::appointments(&tx).await?;
    held.retain(|one| changed.contains(&one.organisation_id));
    settle_roll(app, &tx, admin, &held).await?;
    tx.commit().await?;
    Ok(done)
}
