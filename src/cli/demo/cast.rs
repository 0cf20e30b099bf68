//! Founding the demo district: organisations, people and their appointments, outlets.

use chrono::{Datelike, NaiveDate};
use entity::{Instant, OrganisationId, OutletId, PersonId};

use super::super::call::Failure;
use super::super::console::Console;
use super::super::progress::Stage;
use super::words;
use crate::actor::Actor;
use crate::app::App;
use crate::demo::{District, Organisation, Role};
use crate::error::Error;
use crate::newsroom::{self, NewOutlet};
use crate::people::{self, NewAppointment, NewOrganisation, NewPerson, OrganisationChange, Secret, Viewer};

/// Everybody and everything that the story speaks of, in the order of the plan's lists.
pub(super) struct Cast {
    /// The organisations.
    pub organisations: Vec<OrganisationId>,
    /// The people.
    pub people: Vec<PersonId>,
    /// What each of them was given to sign in with first.
    pub first_passwords: Vec<Secret>,
    /// The people as they act.
    pub viewers: Vec<Viewer>,
    /// The outlets.
    pub outlets: Vec<OutletId>,
    showcase: Vec<(Role, usize)>,
}

/// A person with what they hold on the day of the clock.
pub(super) async fn viewer(app: &App, id: PersonId) -> Result<Viewer, Error> {
    let db = app.db.reader();
    let person = people::person(db, id).await?;
    Viewer::load(db, person, Actor::system("demo"), app.today()).await
}

impl Cast {
    /// Founds the district; the showcase admin is the first of all, by the one-time link.
    pub async fn found(app: &App, district: &District, console: Console) -> Result<Self, Failure> {
        let admin_at = position(district, Role::Admin)?;
        let (admin, admin_password) = first_admin(app, district, admin_at).await?;
        let admin = viewer(app, admin).await?;
        let since = NaiveDate::from_ymd_opt(app.today().year() - 6, 1, 1).unwrap_or_default();

        let stage = Stage::begin(console, "demo.stage_organisations", district.organisations.len());
        let mut organisations = vec![name_the_top(app, &admin, &district.organisations[0]).await?];
        stage.step();
        for plan in district.organisations.iter().skip(1) {
            let new = organisation(plan, &organisations, since);
            organisations.push(people::add_organisation(app, &admin.admin()?, &new).await?);
            stage.step();
        }
        stage.end();

        let stage = Stage::begin(console, "demo.stage_people", district.people.len());
        let (mut ids, mut first_passwords) = (Vec::new(), Vec::new());
        for (at, plan) in district.people.iter().enumerate() {
            let (id, password) = if at == admin_at {
                (admin.id(), admin_password.clone())
            } else {
                let password = people::random_key()?;
                let new = NewPerson {
                    username: plan.username.clone(),
                    name: plan.name.clone(),
                    password: password.clone(),
                };
                let first = NewAppointment {
                    person_id: PersonId(0),
                    organisation_id: organisations[plan.organisation],
                    role: words::role(plan.role),
                    from_on: plan.from,
                    until_on: None,
                };
                let id = newsroom::add_person(app, &admin.admin()?, &new, Some(&first)).await?;
                (id, password)
            };
            ids.push(id);
            first_passwords.push(password);
            stage.step();
        }
        stage.end();

        let stage = Stage::begin(console, "demo.stage_outlets", district.outlets.len());
        let mut outlets = Vec::new();
        for plan in &district.outlets {
            let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
            let new = NewOutlet {
                name: plan.name.to_owned(),
                aliases: owned(plan.aliases),
                pages: owned(plan.columns),
                level: plan.level.code().to_owned(),
                class: plan.class.code().to_owned(),
                from_on: since,
            };
            outlets.push(newsroom::add_outlet(app, &admin, &new).await?);
            stage.step();
        }
        stage.end();

        // Everybody is appointed before the first article; some after the house was opened.
        let opened = app.clock.now();
        if let Some(first) = district.articles.first() {
            app.clock.set(Instant::from(first.drafted_at));
        }
        let mut viewers = Vec::new();
        for id in &ids {
            viewers.push(viewer(app, *id).await?);
        }
        app.clock.set(opened);
        let showcase = Role::ALL
            .into_iter()
            .map(|role| Ok((role, position(district, role)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            organisations,
            people: ids,
            first_passwords,
            viewers,
            outlets,
            showcase,
        })
    }

    /// The account that shows a role.
    pub fn showcase(&self, role: Role) -> Result<&Viewer, Error> {
        let found = self.showcase.iter().find(|(shown, _)| *shown == role);
        found
            .map(|(_, at)| &self.viewers[*at])
            .ok_or_else(|| Error::broken("every role has a showcase account"))
    }

    /// Everybody reads what they were told so far.
    pub async fn read_notices(&self, app: &App) -> Result<(), Error> {
        for viewer in &self.viewers {
            newsroom::mark_all_read(app, viewer).await?;
        }
        Ok(())
    }
}

/// Where in the plan the showcase account of a role is.
fn position(district: &District, role: Role) -> Result<usize, Error> {
    district
        .people
        .iter()
        .position(|one| one.is_showcase && one.role == role)
        .ok_or_else(|| Error::broken("every role has a showcase account"))
}

async fn first_admin(app: &App, district: &District, at: usize) -> Result<(PersonId, Secret), Error> {
    let plan = &district.people[at];
    // A random key alone may lack a class of characters that the rules ask for.
    let password = Secret::new(format!("{}-aB3", people::random_key()?.reveal()));
    let new = NewPerson {
        username: plan.username.clone(),
        name: plan.name.clone(),
        password: password.clone(),
    };
    let link = people::setup_link(app).await?;
    let top = district.organisations[0].name;
    let id = people::first_admin(app, &link, top, &new, &Actor::system("demo")).await?;
    Ok((id, password))
}

/// The one-time link knows the full name of the top alone; here it gets the rest.
async fn name_the_top(app: &App, admin: &Viewer, plan: &Organisation) -> Result<OrganisationId, Error> {
    let tops = people::organisations(app.db.reader()).await?;
    let top = tops.first().ok_or(Error::NotFound)?;
    let change = OrganisationChange {
        name: plan.name.to_owned(),
        short_name: plan.short_name.to_owned(),
        class: words::class(plan.class),
        parent_id: None,
        needs_signature: plan.requires_sign_off,
        is_contact_point: plan.is_contact_point,
        is_model_point: plan.is_model_point,
        is_encouraged: false,
        closed_on: None,
    };
    newsroom::change_organisation(app, &admin.admin()?, (top.id, top.version), &change).await?;
    Ok(top.id)
}

fn organisation(plan: &Organisation, founded: &[OrganisationId], since: NaiveDate) -> NewOrganisation {
    NewOrganisation {
        name: plan.name.to_owned(),
        short_name: plan.short_name.to_owned(),
        class: words::class(plan.class),
        parent_id: plan.parent.map(|parent| founded[parent]),
        needs_signature: plan.requires_sign_off,
        is_contact_point: plan.is_contact_point,
        is_model_point: plan.is_model_point,
        is_encouraged: false,
        opened_on: since,
    }
}
