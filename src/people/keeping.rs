//! Changes of what stands on the roster: an organisation's particulars, an account closed or opened again, and the
//! first password that an admin hands over.

use chrono::NaiveDate;
use entity::{
    AppointmentId, Instant, OrganisationClass, OrganisationId, PersonId, Role, appointment, person,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, SqlErr,
};

use super::appointing::{line, pinyin_of};
use super::former_class::note_former_class;
use super::last_admin::another_admin;
use super::{Admin, Secret, below, revoke_all};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::{Result, db};

/// What an organisation is from now on.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub struct OrganisationChange {
    /// Full name, 1–100 characters, unique among the open ones.
    pub name: String,
    /// Short name for lists, 1–30 characters.
    pub short_name: String,
    /// Its class.
    pub class: OrganisationClass,
    /// The one above it; never itself nor one below it.
    pub parent_id: Option<OrganisationId>,
    /// Whether its articles are signed before they leave it (审签).
    pub needs_signature: bool,
    /// Whether it is a 联系点.
    pub is_contact_point: bool,
    /// Whether it is a 示范点.
    pub is_model_point: bool,
    /// Whether it may report and is not assessed (鼓励报送); from today on.
    pub is_encouraged: bool,
    /// Since which day it is closed, if it is.
    pub closed_on: Option<NaiveDate>,
}

/// Changes an organisation.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Invalid`] for a field, also where the tree would close to a ring.
pub async fn update_organisation(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (id, version): (OrganisationId, i64),
    change: &OrganisationChange,
    now: Instant,
) -> Result<()> {
    let (name, short_name) = (
        line("name", &change.name, 100)?,
        line("short_name", &change.short_name, 30)?,
    );
    let was = super::organisation(tx, id).await?;
    if was.version != version {
        return Err(Error::Stale(was.version));
    }
    if let Some(parent) = change.parent_id {
        let all = super::organisations(tx).await?;
        if below(&all, id).contains(&parent) {
            return Err(Error::invalid("parent_id", "fault.parent_below"));
        }
        if !all.iter().any(|one| one.id == parent) {
            return Err(Error::invalid("parent_id", "fault.field"));
        }
    }
    if change.closed_on.is_some_and(|closed| closed <= was.opened_on) {
        return Err(Error::invalid("closed_on", "fault.until_before_from"));
    }
    let detail = audit::changes([
        ("name", was.name.as_str().into(), name.as_str().into()),
        (
            "short_name",
            was.short_name.as_str().into(),
            short_name.as_str().into(),
        ),
        ("class", was.class.code().into(), change.class.code().into()),
        (
            "parent_id",
            was.parent_id.map(|id| id.0).into(),
            change.parent_id.map(|id| id.0).into(),
        ),
        (
            "needs_signature",
            was.needs_signature.into(),
            change.needs_signature.into(),
        ),
        (
            "is_contact_point",
            was.is_contact_point.into(),
            change.is_contact_point.into(),
        ),
        (
            "is_model_point",
            was.is_model_point.into(),
            change.is_model_point.into(),
        ),
        (
            "is_encouraged",
            was.is_encouraged.into(),
            change.is_encouraged.into(),
        ),
        (
            "closed_on",
            was.closed_on.map(|day| day.to_string()).into(),
            change.closed_on.map(|day| day.to_string()).into(),
        ),
    ]);
    if change.class != was.class {
        note_former_class(tx, &was, now).await?;
    }
    let mut row = was.into_active_model();
    row.name_pinyin = Set(pinyin_of(&name));
    row.name = Set(name);
    row.short_name = Set(short_name);
    row.class = Set(change.class);
    row.parent_id = Set(change.parent_id);
    row.needs_signature = Set(change.needs_signature);
    row.is_contact_point = Set(change.is_contact_point);
    row.is_model_point = Set(change.is_model_point);
    row.is_encouraged = Set(change.is_encouraged);
    row.closed_on = Set(change.closed_on);
    row.version = Set(version + 1);
    row.update(tx).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::invalid("name", "fault.organisation_name_taken"),
        _ => error.into(),
    })?;
    let deed = Deed::done("change_organisation", "organisation", id).with(detail);
    audit::note(tx, admin.actor(), deed, now).await
}

/// Closes a person's account: nobody signs in with it, and all its sessions end.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Refused`] for one's own account and for that of the last admin.
pub async fn disable_person(app: &App, admin: &Admin, id: PersonId, version: i64) -> Result<()> {
    if admin.id() == id {
        return Err(Error::refused("refused.own_account"));
    }
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    if is_admin_for_good(&tx, id).await? {
        another_admin(&tx, |other| other.person_id != id, app.day(now)).await?;
    }
    set_disabled(&tx, id, version, Some(now)).await?;
    revoke_all(&tx, id, now).await?;
    audit::note(
        &tx,
        admin.actor(),
        Deed::done("disable_person", "person", id),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a person's account again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`].
pub async fn enable_person(app: &App, admin: &Admin, id: PersonId, version: i64) -> Result<()> {
    let tx = db::write(&app.db).await?;
    set_disabled(&tx, id, version, None).await?;
    audit::note(
        &tx,
        admin.actor(),
        Deed::done("enable_person", "person", id),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Whether a person holds the role of admin without an end.
async fn is_admin_for_good(tx: &DatabaseTransaction, id: PersonId) -> Result<bool> {
    let held = appointments_of(tx, id).await?;
    Ok(held
        .iter()
        .any(|one| one.role == Role::Admin && one.until_on.is_none()))
}

pub(super) async fn set_disabled(
    tx: &DatabaseTransaction,
    id: PersonId,
    version: i64,
    at: Option<Instant>,
) -> Result<()> {
    let person = super::person(tx, id).await?;
    if person.version != version {
        return Err(Error::Stale(person.version));
    }
    let change = person::ActiveModel {
        id: Set(id),
        disabled_at: Set(at),
        version: Set(version + 1),
        ..Default::default()
    };
    change.update(tx).await?;
    Ok(())
}

/// A password to be handed over once: four groups of four signs that nobody mistakes for each other, 80 random bits.
///
/// # Errors
/// [`Error::Broken`] where the system gives no randomness.
pub fn first_password() -> Result<Secret> {
    const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken(error.to_string()))?;
    let mut text = String::with_capacity(19);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(SIGNS[usize::from(byte % 32)]));
    }
    Ok(Secret::new(text))
}

/// Every person, by pinyin.
///
/// # Errors
/// Whatever the database answers.
pub async fn people(db: &impl ConnectionTrait) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .order_by_asc(person::Column::NamePinyin)
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// Every appointment, past ones too, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn appointments(db: &impl ConnectionTrait) -> Result<Vec<appointment::Model>> {
    Ok(appointment::Entity::find()
        .order_by_desc(appointment::Column::FromOn)
        .order_by_desc(appointment::Column::Id)
        .all(db)
        .await?)
}

/// What a person was ever appointed to, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn appointments_of(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<appointment::Model>> {
    let of = appointment::Entity::find().filter(appointment::Column::PersonId.eq(id));
    Ok(of
        .order_by_desc(appointment::Column::FromOn)
        .order_by_desc(appointment::Column::Id)
        .all(db)
        .await?)
}

/// An appointment of a person.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn appointment_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    id: AppointmentId,
) -> Result<appointment::Model> {
    appointment::Entity::find_by_id(id)
        .filter(appointment::Column::PersonId.eq(person))
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_password_is_long_readable_and_never_the_same() {
        let (one, other) = (first_password().unwrap(), first_password().unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 19);
        assert!(!one.reveal().contains(['0', 'O', '1', 'I']));
    }
}
