//! One person with their appointments, and what an admin may do to an account. What
//! may be done is decided by `people`; a first password is shown on the answer and nowhere again.

use askama::Template;
use entity::{AppointmentId, PersonId, Role, person};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;

use super::organisation::said;
use super::targets::{Refused, TargetForm, target_form};
use super::{Holder, holders, parse_day, role_name};
use crate::Result;
use crate::error::{Error, Message};
use crate::newsroom;
use crate::people::policy::{self, Act};
use crate::people::{self, NewAppointment, NewPerson, Roster, Secret};
use crate::web::fail::WebResult;
use crate::web::form::Fields;
use crate::web::standings::periods::Choice;
use crate::web::{Page, Visit, reply};

pub(super) fn roles(p: &Page) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| Choice::of(role.code(), role_name(p, *role)))
        .collect()
}

async fn units(visit: &Visit, p: &Page) -> Result<Vec<Choice>> {
    let all = people::organisations(visit.app.db.reader()).await?;
    let open = all.into_iter().filter(|one| one.closed_on.is_none());
    Ok(std::iter::once(Choice::of("", p.t("roster.choose")))
        .chain(open.map(|one| Choice::of(one.id.to_string(), one.short_name)))
        .collect())
}

/// The form of a person, as typed.
#[derive(Default)]
struct Typed {
    name: String,
    username: String,
}

/// The form of an appointment, as typed.
#[derive(Default)]
struct Appointing {
    organisation_id: String,
    role: String,
    from_on: String,
    until_on: String,
}

impl Appointing {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            organisation_id: text("organisation_id"),
            role: text("role"),
            from_on: text("from_on"),
            until_on: text("until_on"),
        }
    }

    fn new_one(&self, person_id: PersonId) -> Result<NewAppointment> {
        Ok(NewAppointment {
            person_id,
            organisation_id: self
                .organisation_id
                .parse()
                .map_err(|_| Error::invalid("organisation_id", "fault.unit_missing"))?,
            role: Role::from_code(&self.role).ok_or_else(|| Error::invalid("role", "fault.role_missing"))?,
            from_on: parse_day("from_on", &self.from_on)?,
            until_on: match self.until_on.as_str() {
                "" => None,
                day => Some(parse_day("until_on", day)?),
            },
        })
    }
}

#[derive(Template)]
#[template(path = "person_new.html")]
struct NewPage {
    p: Page,
    form: Typed,
    appointing: Appointing,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    faults: Vec<(String, String)>,
}

impl NewPage {
    async fn of(
        visit: &Visit,
        form: Typed,
        appointing: Appointing,
        faults: Vec<(String, String)>,
    ) -> Result<Self> {
        let p = Page::of(visit, "/roster").await?;
        let (units, roles) = (units(visit, &p).await?, roles(&p));
        Ok(Self {
            p,
            form,
            appointing,
            units,
            roles,
            faults,
        })
    }

    fn fault(&self, field: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|(id, _)| id == field)
            .map(|(_, text)| text.clone())
    }
}

#[handler]
pub(super) async fn new_person(visit: Visit) -> WebResult {
    let appointing = Appointing {
        role: Role::Reporter.code().to_owned(),
        from_on: visit.app.today().to_string(),
        ..Appointing::default()
    };
    reply::page(&NewPage::of(&visit, Typed::default(), appointing, Vec::new()).await?)
}

#[handler]
pub(super) async fn add_person(visit: Visit, fields: Fields) -> WebResult {
    let (typed, appointing) = (
        Typed {
            name: fields.get("name").to_owned(),
            username: fields.get("username").to_owned(),
        },
        Appointing::of(&fields),
    );
    let admin = visit.viewer()?.admin()?;
    let password = people::first_password()?;
    let new = NewPerson {
        username: typed.username.clone(),
        name: typed.name.clone(),
        password: password.clone(),
    };
    let added = match appointing.new_one(PersonId(0)) {
        Err(error) => Err(error),
        Ok(first) => newsroom::add_person(&visit.app, &admin, &new, Some(&first)).await,
    };
    match added {
        Ok(id) => {
            let page = person_page(&visit, id, Appointing::default(), Vec::new()).await?;
            reply::page_with(
                StatusCode::CREATED,
                &PersonPage {
                    password: Some(password),
                    ..page
                },
            )
        }
        Err(Error::Invalid(faults)) => {
            let page = NewPage::of(&visit, typed, appointing, said(&visit, &faults)).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "person.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides a part of the page"
)]
pub(super) struct PersonPage {
    p: Page,
    person: person::Model,
    created: String,
    disabled: Option<String>,
    /// Shown once, on the answer that made it.
    password: Option<Secret>,
    holders: Vec<Holder>,
    targets: TargetForm,
    n_sessions: usize,
    has_factor: bool,
    appointing: Appointing,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    today: String,
    faults: Vec<(String, String)>,
    is_me: bool,
    may_keep: bool,
    may_read_statement: bool,
}

impl PersonPage {
    fn fault(&self, field: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|(id, _)| id == field)
            .map(|(_, text)| text.clone())
    }
}

async fn person_page(
    visit: &Visit,
    id: PersonId,
    appointing: Appointing,
    faults: Vec<(String, String)>,
) -> Result<PersonPage> {
    let (db, today) = (visit.app.db.reader(), visit.app.today());
    let person = people::person(db, id).await?;
    let p = Page::of(visit, "/roster").await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let own = people::appointments(db)
        .await?
        .into_iter()
        .filter(|one| one.person_id == id)
        .collect();
    let appointing = if appointing.from_on.is_empty() {
        Appointing {
            from_on: today.to_string(),
            ..appointing
        }
    } else {
        appointing
    };
    let subject = (entity::SubjectKind::Person, id.0);
    let viewer = visit.viewer()?;
    Ok(PersonPage {
        created: p.time(person.created_at),
        disabled: person.disabled_at.map(|at| p.time(at)),
        password: None,
        targets: target_form(visit, subject, None).await?,
        holders: holders(&p, &roster, own, today),
        n_sessions: people::sessions(db, id, visit.app.clock.now()).await?.len(),
        has_factor: people::factor(db, id).await?.is_some(),
        appointing,
        units: units(visit, &p).await?,
        roles: roles(&p),
        today: today.to_string(),
        faults,
        is_me: viewer.id() == id,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepRoster).is_ok(),
        may_read_statement: policy::may(visit.viewer.as_ref(), Act::ReadStatement).is_ok()
            && newsroom::may_read_statement(viewer, subject),
        person,
        p,
    })
}

/// The page of a person as it is stored; targets that were refused stay in their form.
pub(super) async fn stored_page(visit: &Visit, id: PersonId, refused: Option<Refused>) -> Result<PersonPage> {
    let mut page = person_page(visit, id, Appointing::default(), Vec::new()).await?;
    page.targets = target_form(visit, (entity::SubjectKind::Person, id.0), refused).await?;
    Ok(page)
}

#[handler]
pub(super) async fn show_person(visit: Visit, Path(id): Path<PersonId>) -> WebResult {
    reply::page(&person_page(&visit, id, Appointing::default(), Vec::new()).await?)
}

#[handler]
pub(super) async fn appoint(visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> WebResult {
    let typed = Appointing::of(&fields);
    let admin = visit.viewer()?.admin()?;
    let appointed = match typed.new_one(id) {
        Ok(new) => newsroom::appoint(&visit.app, &admin, &new).await,
        Err(error) => Err(error),
    };
    match appointed {
        Ok(_) => Ok(back(&visit, id, "roster.appointed")),
        Err(Error::Invalid(faults)) => {
            let faults = said(&visit, &faults);
            reply::page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &person_page(&visit, id, typed, faults).await?,
            )
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn dismiss(
    visit: Visit,
    Path((id, appointment)): Path<(PersonId, AppointmentId)>,
    fields: Fields,
) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    people::appointment_of(visit.app.db.reader(), id, appointment).await?;
    let until = parse_day("until_on", fields.get("until_on"))?;
    newsroom::dismiss(&visit.app, &admin, appointment, until).await?;
    Ok(back(&visit, id, "roster.dismissed"))
}

#[handler]
pub(super) async fn reset_password(visit: Visit, Path(id): Path<PersonId>, Fields(_): Fields) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    let password = people::first_password()?;
    people::reset_password(&visit.app, &admin, id, &password).await?;
    let page = person_page(&visit, id, Appointing::default(), Vec::new()).await?;
    reply::page(&PersonPage {
        password: Some(password),
        ..page
    })
}

#[handler]
pub(super) async fn reset_factor(visit: Visit, Path(id): Path<PersonId>, Fields(_): Fields) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    newsroom::reset_factor(&visit.app, &admin, id).await?;
    Ok(back(&visit, id, "factor.reset_done"))
}

#[handler]
pub(super) async fn mark_full_time(visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    let (version, is_full_time) = (fields.parse("version")?, fields.is_ticked("is_full_time"));
    people::mark_full_time(&visit.app, &admin, (id, version), is_full_time).await?;
    Ok(back(&visit, id, "roster.changed"))
}

#[handler]
pub(super) async fn disable(visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    people::disable_person(&visit.app, &admin, id, fields.parse("version")?).await?;
    Ok(back(&visit, id, "roster.disabled_now"))
}

#[handler]
pub(super) async fn enable(visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    people::enable_person(&visit.app, &admin, id, fields.parse("version")?).await?;
    Ok(back(&visit, id, "roster.enabled_now"))
}

fn back(visit: &Visit, id: PersonId, key: &'static str) -> poem::Response {
    reply::to_saying(visit, &format!("/people/{id}"), "ok", &Message::new(key))
}
