//! Adding people, appointing and dismissing them, changing a unit: the roster and the roll of the ledger in one
//! transaction.

use chrono::NaiveDate;
use entity::{AppointmentId, OrganisationId, PersonId, appointment};
use sea_orm::DatabaseTransaction;

use super::enrol::enrol;
use crate::app::App;
use crate::people::{self, Admin, NewAppointment, NewPerson, OrganisationChange};
use crate::{Result, db, ledger};

/// Adds a person, who must change the password at the first sign-in, with a first appointment if there is one; its
/// `person_id` is not looked at.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for a field that cannot be taken: then nobody was added.
pub async fn add_person(
    app: &App,
    admin: &Admin,
    new: &NewPerson,
    first: Option<&NewAppointment>,
) -> Result<PersonId> {
    let (hash, now) = (people::first_hash(app, &new.password).await?, app.clock.now());
    let tx = db::write(&app.db).await?;
    let id = people::insert_newcomer(&tx, admin, (new, hash), now).await?;
    if let Some(first) = first {
        let first = NewAppointment {
            person_id: id,
            ..first.clone()
        };
        let held = people::insert_held(&tx, admin, &first, now).await?;
        settle_roll(app, &tx, admin, &[held]).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Appoints a person; a reporter and their unit are assessed from then on.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) where the days are crossed or the same appointment exists;
/// [`Error::NotFound`](crate::Error::NotFound) where there is no such person or organisation.
pub async fn appoint(app: &App, admin: &Admin, new: &NewAppointment) -> Result<AppointmentId> {
    let tx = db::write(&app.db).await?;
    let held = people::insert_held(&tx, admin, new, app.clock.now()).await?;
    let id = held.id;
    settle_roll(app, &tx, admin, &[held]).await?;
    tx.commit().await?;
    Ok(id)
}

/// Ends an appointment on a day; its history stays.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound); [`Error::Invalid`](crate::Error::Invalid) where the day is not after
/// its first one; [`Error::Refused`](crate::Error::Refused) where nobody would be admin any more.
pub async fn dismiss(app: &App, admin: &Admin, id: AppointmentId, until_on: NaiveDate) -> Result<()> {
    let tx = db::write(&app.db).await?;
    let held = people::end_held(&tx, admin, (id, until_on), app.clock.now()).await?;
    settle_roll(app, &tx, admin, &[held]).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes an organisation; closing it ends its assessment and that of its reporters there.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound); [`Error::Stale`](crate::Error::Stale);
/// [`Error::Invalid`](crate::Error::Invalid) for a field, also where the tree would close to a ring.
pub async fn change_organisation(
    app: &App,
    admin: &Admin,
    (id, version): (OrganisationId, i64),
    change: &OrganisationChange,
) -> Result<()> {
    let tx = db::write(&app.db).await?;
    people::update_organisation(&tx, admin, (id, version), change, app.clock.now()).await?;
    let held = people::appointments(&tx).await?.into_iter();
    let here: Vec<_> = held.filter(|one| one.organisation_id == id).collect();
    settle_roll(app, &tx, admin, &here).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings the roll to what the appointments say, and settles whom that touches.
pub(super) async fn settle_roll(
    app: &App,
    tx: &DatabaseTransaction,
    admin: &Admin,
    held: &[appointment::Model],
) -> Result<()> {
    let now = app.clock.now();
    let mut touched = ledger::Scope::default();
    for one in held {
        touched = touched.and(&enrol(tx, one, admin, now).await?);
    }
    ledger::settle(tx, touched, admin.id(), now).await?;
    Ok(())
}
