//! Changes of the roster: organisations, people, dated appointments, passwords that an admin resets.

use chrono::NaiveDate;
use entity::{
    AppointmentId, Instant, OrganisationClass, OrganisationId, PersonId, Role, appointment, organisation,
    person,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    DatabaseTransaction, EntityTrait, SqlErr,
};

use super::last_admin::another_admin;
use super::setup::FIRST_LANGUAGE;
use super::{Admin, Secret, hash_password, password};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::text::Line;
use crate::{Result, db};

/// An organisation to be added.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub struct NewOrganisation {
    /// Full name, 1–100 characters, unique among the open ones.
    pub name: String,
    /// Short name for lists, 1–30 characters.
    pub short_name: String,
    /// Its class.
    pub class: OrganisationClass,
    /// The one above it.
    pub parent_id: Option<OrganisationId>,
    /// Whether its articles are signed before they leave it (审签).
    pub needs_signature: bool,
    /// Whether it is a 联系点.
    pub is_contact_point: bool,
    /// Whether it is a 示范点.
    pub is_model_point: bool,
    /// Whether it may report and is not assessed (鼓励报送).
    pub is_encouraged: bool,
    /// Since when it exists.
    pub opened_on: NaiveDate,
}

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// What they sign in with: 2–64 of a–z, 0–9, dot, hyphen, underscore.
    pub username: String,
    /// Their name, 1–50 characters.
    pub name: String,
    /// Their first password.
    pub password: Secret,
}

/// An appointment to be made.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Who.
    pub person_id: PersonId,
    /// Where.
    pub organisation_id: OrganisationId,
    /// As what.
    pub role: Role,
    /// From which day.
    pub from_on: NaiveDate,
    /// Until which day (not included), if that is known.
    pub until_on: Option<NaiveDate>,
}

/// Adds an organisation.
///
/// # Errors
/// [`Error::Invalid`] for a field that cannot be taken.
pub async fn add_organisation(app: &App, admin: &Admin, new: &NewOrganisation) -> Result<OrganisationId> {
    let tx = db::write(&app.db).await?;
    let id = insert_organisation(&tx, new).await?;
    audit::note(
        &tx,
        admin.actor(),
        Deed::done("add_organisation", "organisation", id),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds a person, who must change the password at the first sign-in. `hash` is of the first password
/// ([`first_hash`]).
///
/// # Errors
/// [`Error::Invalid`] for a field that cannot be taken.
pub async fn insert_newcomer(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (new, hash): (&NewPerson, String),
    now: Instant,
) -> Result<PersonId> {
    let id = insert_person(tx, new, hash, true, now).await?;
    audit::note(tx, admin.actor(), Deed::done("add_person", "person", id), now).await?;
    Ok(id)
}

/// The hash of a first password: made before the transaction begins, since it takes long.
///
/// # Errors
/// [`Error::Invalid`] for a password that is too short.
pub async fn first_hash(app: &App, password: &Secret) -> Result<String> {
    password::check_first(password)?;
    hash_password(app, password).await
}

/// Appoints a person.
///
/// # Errors
/// [`Error::Invalid`] where the days are crossed or the same appointment exists; [`Error::NotFound`] where there is no
/// such person or organisation.
pub async fn insert_held(
    tx: &DatabaseTransaction,
    admin: &Admin,
    new: &NewAppointment,
    now: Instant,
) -> Result<appointment::Model> {
    let key = (new.person_id, new.organisation_id, new.role);
    let id = insert_appointment(tx, key, (new.from_on, new.until_on), Some(admin.id()), now).await?;
    let detail =
        serde_json::json!({ "role": new.role, "organisation": new.organisation_id, "from": new.from_on });
    let deed = Deed::done("appoint", "person", new.person_id).with(detail);
    audit::note(tx, admin.actor(), deed, now).await?;
    found(tx, id).await
}

/// Ends an appointment on a day; its history stays.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] where the day is not after its first one; [`Error::Refused`] where nobody
/// would be admin any more.
pub async fn end_held(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (id, until_on): (AppointmentId, NaiveDate),
    now: Instant,
) -> Result<appointment::Model> {
    let row = found(tx, id).await?;
    if until_on <= row.from_on {
        return Err(Error::invalid("until_on", "fault.until_before_from"));
    }
    if row.role == Role::Admin && row.until_on.is_none() {
        another_admin(tx, |other| other.id != id, until_on).await?;
    }
    let change = appointment::ActiveModel {
        id: Set(id),
        until_on: Set(Some(until_on)),
        ..Default::default()
    };
    let row = change.update(tx).await?;
    let detail = serde_json::json!({ "role": row.role, "until": until_on });
    let deed = Deed::done("dismiss", "person", row.person_id).with(detail);
    audit::note(tx, admin.actor(), deed, now).await?;
    Ok(row)
}

async fn found(tx: &DatabaseTransaction, id: AppointmentId) -> Result<appointment::Model> {
    appointment::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or(Error::NotFound)
}

/// Gives a person a new password that must be changed at the next sign-in, and ends all their sessions.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a password that is too short.
pub async fn reset_password(app: &App, admin: &Admin, id: PersonId, new: &Secret) -> Result<()> {
    super::person(app.db.reader(), id).await?;
    let hash = first_hash(app, new).await?;
    let tx = db::write(&app.db).await?;
    let person = super::person(&tx, id).await?;
    password::set_password(app, &tx, &person, (new, hash), true).await?;
    audit::note(
        &tx,
        admin.actor(),
        Deed::done("reset_password", "person", id),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn insert_organisation(
    tx: &DatabaseTransaction,
    new: &NewOrganisation,
) -> Result<OrganisationId> {
    insert_organisation_until(tx, new, None).await
}

/// Inserts an organisation that is closed since a day, if one is given.
pub(super) async fn insert_organisation_until(
    tx: &DatabaseTransaction,
    new: &NewOrganisation,
    closed_on: Option<NaiveDate>,
) -> Result<OrganisationId> {
    let (name, short_name) = (
        line("name", &new.name, 100)?,
        line("short_name", &new.short_name, 30)?,
    );
    let row = organisation::ActiveModel {
        id: NotSet,
        name_pinyin: Set(pinyin_of(&name)),
        name: Set(name),
        short_name: Set(short_name),
        class: Set(new.class),
        parent_id: Set(new.parent_id),
        needs_signature: Set(new.needs_signature),
        is_contact_point: Set(new.is_contact_point),
        is_model_point: Set(new.is_model_point),
        is_encouraged: Set(new.is_encouraged),
        opened_on: Set(new.opened_on),
        closed_on: Set(closed_on),
        version: Set(1),
    };
    let inserted = organisation::Entity::insert(row).exec(tx).await;
    Ok(taken(inserted, "name", "fault.organisation_name_taken")?.last_insert_id)
}

pub(super) async fn insert_person(
    tx: &DatabaseTransaction,
    new: &NewPerson,
    password_hash: String,
    must_change_password: bool,
    now: Instant,
) -> Result<PersonId> {
    let (username, name) = (username(&new.username)?, line("name", &new.name, 50)?);
    let row = person::ActiveModel {
        id: NotSet,
        username: Set(username),
        name_pinyin: Set(pinyin_of(&name)),
        name: Set(name),
        password_hash: Set(password_hash),
        must_change_password: Set(must_change_password),
        password_changed_at: Set(now),
        language: Set(FIRST_LANGUAGE),
        disabled_at: Set(None),
        is_full_time: Set(false),
        created_at: Set(now),
        version: Set(1),
    };
    let inserted = person::Entity::insert(row).exec(tx).await;
    Ok(taken(inserted, "username", "fault.username_taken")?.last_insert_id)
}

pub(super) async fn insert_appointment(
    tx: &DatabaseTransaction,
    (person_id, organisation_id, role): (PersonId, OrganisationId, Role),
    (from_on, until_on): (NaiveDate, Option<NaiveDate>),
    appointed_by: Option<PersonId>,
    now: Instant,
) -> Result<AppointmentId> {
    if until_on.is_some_and(|until| until <= from_on) {
        return Err(Error::invalid("until_on", "fault.until_before_from"));
    }
    let row = appointment::ActiveModel {
        id: NotSet,
        person_id: Set(person_id),
        organisation_id: Set(organisation_id),
        role: Set(role),
        from_on: Set(from_on),
        until_on: Set(until_on),
        appointed_by: Set(appointed_by),
        created_at: Set(now),
    };
    let inserted = appointment::Entity::insert(row).exec(tx).await;
    Ok(taken(inserted, "role", "fault.appointment_taken")?.last_insert_id)
}

/// A unique violation as a fault of the field that must be unique.
fn taken<T>(
    result: std::result::Result<T, sea_orm::DbErr>,
    field: &'static str,
    key: &'static str,
) -> Result<T> {
    result.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::invalid(field, key),
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => Error::NotFound,
        _ => error.into(),
    })
}

pub(super) fn line(field: &'static str, text: &str, max: usize) -> Result<String> {
    Line::parse(text, max).map(Line::into_string).map_err(|_| {
        let message = Message::new("fault.line_length").with("max", max);
        Error::Invalid(vec![Fault::new(field, message)])
    })
}

pub(super) fn username(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let fits = text
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
    if fits && (2..=64).contains(&text.len()) {
        Ok(text)
    } else {
        Err(Error::invalid("username", "fault.username"))
    }
}

/// Syllables without tones, for sorting names.
#[must_use]
pub fn pinyin_of(text: &str) -> String {
    use pinyin::ToPinyin;
    text.chars()
        .map(|c| {
            c.to_pinyin().map_or_else(
                || c.to_lowercase().to_string(),
                |syllable| syllable.plain().to_owned(),
            )
        })
        .collect::<Vec<_>>()
        .join(" ")
}
