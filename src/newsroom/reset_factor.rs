//! A lost second factor: an admin takes it away, and its owner is told.

use entity::PersonId;

use super::notices::tell_person;
use crate::app::App;
use crate::people::{self, Admin};
use crate::{Result, db};

/// Takes a lost second factor from a person, ends all their sessions, and tells them.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound); [`Error::Refused`](crate::Error::Refused) where they have none.
pub async fn reset_factor(app: &App, admin: &Admin, id: PersonId) -> Result<()> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    people::clear_factor(&tx, admin, id, now).await?;
    tell_person(&tx, id, "factor_reset", now).await?;
    tx.commit().await?;
    Ok(())
}
