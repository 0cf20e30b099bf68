//! People and their appointments. No document here holds a password or its hash.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AppointmentId, OrganisationId, PersonId, Role, appointment, person};
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::remembered::{Created, Creation, once};
use super::{Family, written};
use crate::Result;
use crate::app::App;
use crate::error::Error;
use crate::newsroom;
use crate::people::{self, NewAppointment, NewPerson, Secret, Viewer};

/// People.
pub(super) struct People(pub App);

/// A person.
#[derive(Clone, Debug, Object)]
struct Person {
    /// Their key.
    id: i64,
    /// What they sign in with.
    username: String,
    /// Their name.
    name: String,
    /// When the account was closed.
    disabled_at: Option<DateTime<Utc>>,
    /// Whether they are a full-time publicity officer (专职宣传人员).
    is_full_time: bool,
    /// What they were ever appointed to, the newest first.
    appointments: Vec<Appointment>,
    /// The version to name in the next change.
    version: i64,
}

/// An appointment.
#[derive(Clone, Debug, Object)]
struct Appointment {
    /// Its key.
    id: i64,
    /// Where.
    organisation_id: i64,
    /// As what.
    role: String,
    /// From this day on.
    from_on: NaiveDate,
    /// Until this day, not included.
    until_on: Option<NaiveDate>,
}

/// A person to be added, who must change the password at the first sign-in.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
struct PersonInput {
    /// 2–64 of a–z, 0–9, dot, hyphen, underscore.
    username: String,
    /// Their name, 1–50 characters.
    name: String,
    /// Their first password.
    #[oai(write_only)]
    password: String,
    /// What they are appointed to at once; refused, it leaves nobody behind.
    appointment: Option<FirstAppointment>,
}

/// The appointment of somebody who is being added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct FirstAppointment {
    /// Where.
    organisation_id: i64,
    /// `reporter`, `unit_reviewer`, `editor`, `office`, `supervisor` or `admin`.
    role: String,
    /// From this day on; missing: today.
    from_on: Option<NaiveDate>,
    /// Until this day, not included.
    until_on: Option<NaiveDate>,
}

impl FirstAppointment {
    fn read(self, today: NaiveDate) -> Result<NewAppointment> {
        Ok(NewAppointment {
            person_id: PersonId(0),
            organisation_id: OrganisationId(self.organisation_id),
            role: written::code("role", &self.role, Role::from_code)?,
            from_on: self.from_on.unwrap_or(today),
            until_on: self.until_on,
        })
    }
}

/// A new first password, which must be changed at the next sign-in.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
struct PasswordInput {
    /// 12–128 characters; given to the person by another way.
    #[oai(write_only)]
    password: String,
}

/// A change of an account that needs no word.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AccountStep {
    /// The person's version that was read.
    version: i64,
}

/// Whether writing is somebody's post.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct FullTimeMark {
    /// The person's version that was read.
    version: i64,
    /// Whether they are a full-time publicity officer (专职宣传人员), for what is filed from now on.
    is_full_time: bool,
}

/// An appointment to be made.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AppointmentInput {
    /// Who.
    person_id: i64,
    /// Where.
    organisation_id: i64,
    /// `reporter`, `unit_reviewer`, `editor`, `office`, `supervisor` or `admin`.
    role: String,
    /// From this day on; missing: today.
    from_on: Option<NaiveDate>,
    /// Until this day, not included.
    until_on: Option<NaiveDate>,
}

/// The end of an appointment.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Dismissal {
    /// The first day on which it holds no more.
    until_on: NaiveDate,
}

fn person_document(row: person::Model, appointments: Vec<appointment::Model>) -> Person {
    let appointments = appointments.into_iter().map(|one| Appointment {
        id: one.id.0,
        organisation_id: one.organisation_id.0,
        role: one.role.code().to_owned(),
        from_on: one.from_on,
        until_on: one.until_on,
    });
    Person {
        id: row.id.0,
        username: row.username,
        name: row.name,
        disabled_at: written::time(row.disabled_at),
        is_full_time: row.is_full_time,
        appointments: appointments.collect(),
        version: row.version,
    }
}

async fn person(app: &App, id: PersonId) -> Result<Person> {
    let db = app.db.reader();
    let row = people::person(db, id).await?;
    Ok(person_document(row, people::appointments_of(db, id).await?))
}

#[OpenApi(tag = "Family::Roster")]
impl People {
    /// Everybody, by pinyin, with what they were appointed to.
    #[oai(path = "/people", method = "get", operation_id = "list_people")]
    async fn list_people(&self, _caller: Caller) -> Answer<Json<Vec<Person>>> {
        let db = self.0.db.reader();
        let mut held = people::appointments(db).await?;
        let all = people::people(db).await?.into_iter();
        let all = all.map(|row| {
            let own = held.extract_if(.., |one| one.person_id == row.id).collect();
            person_document(row, own)
        });
        Ok(Json(all.collect()))
    }

    /// Adds a person, with a first appointment if it names one.
    #[oai(path = "/people", method = "post", operation_id = "add_person")]
    async fn add_person(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Json<PersonInput>,
    ) -> Answer<Created<Person>> {
        let app = &self.0;
        let make = |viewer: Viewer| async move {
            let input = input.0;
            let new = NewPerson {
                username: input.username,
                name: input.name,
                password: Secret::new(input.password),
            };
            let first = input.appointment.map(|first| first.read(app.today()));
            let first = first.transpose()?;
            let id = newsroom::add_person(app, &viewer.admin()?, &new, first.as_ref()).await?;
            Ok(id.0)
        };
        let creation = Creation {
            deed: "add_person",
            make,
            find: |object: String, _| async move { object.parse().map_err(Error::broken) },
            show: |id| async move { person(app, PersonId(id)).await },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Gives a person a new first password; nothing but its change is open to them before they changed it.
    #[oai(
        path = "/people/:person_id/password",
        method = "post",
        operation_id = "reset_password"
    )]
    async fn reset_password(
        &self,
        caller: Caller,
        person_id: Path<i64>,
        input: Json<PasswordInput>,
    ) -> Answer<()> {
        let admin = caller.viewer.admin()?;
        let password = Secret::new(input.0.password);
        Ok(people::reset_password(&self.0, &admin, PersonId(person_id.0), &password).await?)
    }

    /// Takes a lost second factor from a person, ends their sessions and tells them.
    #[oai(
        path = "/people/:person_id/second-factor/reset",
        method = "post",
        operation_id = "reset_second_factor"
    )]
    async fn reset_second_factor(&self, caller: Caller, person_id: Path<i64>) -> Answer<()> {
        let admin = caller.viewer.admin()?;
        Ok(newsroom::reset_factor(&self.0, &admin, PersonId(person_id.0)).await?)
    }

    /// Closes an account: nobody signs in with it, its sessions end and its tokens hold no more.
    #[oai(
        path = "/people/:person_id/disable",
        method = "post",
        operation_id = "disable_person"
    )]
    async fn disable_person(
        &self,
        caller: Caller,
        person_id: Path<i64>,
        input: Json<AccountStep>,
    ) -> Answer<Json<Person>> {
        let (admin, id) = (caller.viewer.admin()?, PersonId(person_id.0));
        people::disable_person(&self.0, &admin, id, input.version).await?;
        Ok(Json(person(&self.0, id).await?))
    }

    /// Opens an account again.
    #[oai(
        path = "/people/:person_id/enable",
        method = "post",
        operation_id = "enable_person"
    )]
    async fn enable_person(
        &self,
        caller: Caller,
        person_id: Path<i64>,
        input: Json<AccountStep>,
    ) -> Answer<Json<Person>> {
        let (admin, id) = (caller.viewer.admin()?, PersonId(person_id.0));
        people::enable_person(&self.0, &admin, id, input.version).await?;
        Ok(Json(person(&self.0, id).await?))
    }

    /// Says whether a person is a full-time publicity officer (专职宣传人员), whom a scheme may leave out.
    #[oai(
        path = "/people/:person_id/full-time",
        method = "put",
        operation_id = "mark_full_time"
    )]
    async fn mark_full_time(
        &self,
        caller: Caller,
        person_id: Path<i64>,
        input: Json<FullTimeMark>,
    ) -> Answer<Json<Person>> {
        let (admin, id) = (caller.viewer.admin()?, PersonId(person_id.0));
        people::mark_full_time(&self.0, &admin, (id, input.version), input.is_full_time).await?;
        Ok(Json(person(&self.0, id).await?))
    }

    /// Appoints a person.
    #[oai(path = "/appointments", method = "post", operation_id = "appoint")]
    async fn appoint(&self, caller: Caller, input: Json<AppointmentInput>) -> Answer<Created<Person>> {
        let admin = caller.viewer.admin()?;
        let id = PersonId(input.person_id);
        let new = NewAppointment {
            person_id: id,
            organisation_id: OrganisationId(input.organisation_id),
            role: written::code("role", &input.role, Role::from_code)?,
            from_on: input.from_on.unwrap_or(self.0.today()),
            until_on: input.until_on,
        };
        newsroom::appoint(&self.0, &admin, &new).await?;
        Ok(Created::Created(Json(person(&self.0, id).await?)))
    }

    /// Ends an appointment on a day; its history stays.
    #[oai(
        path = "/appointments/:appointment_id/dismiss",
        method = "post",
        operation_id = "dismiss"
    )]
    async fn dismiss(&self, caller: Caller, appointment_id: Path<i64>, input: Json<Dismissal>) -> Answer<()> {
        let admin = caller.viewer.admin()?;
        let id = AppointmentId(appointment_id.0);
        Ok(newsroom::dismiss(&self.0, &admin, id, input.until_on).await?)
    }
}
