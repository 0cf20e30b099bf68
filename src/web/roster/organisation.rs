//! One organisation: its particulars as a form, and who is appointed there. What may be changed is decided by `people`.

use askama::Template;
use chrono::NaiveDate;
use entity::{OrganisationClass, OrganisationId, SubjectKind};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;

use super::targets::{Refused, TargetForm, target_form};
use super::{Holder, holders, parse_day};
use crate::error::{Error, Message};
use crate::newsroom;
use crate::people::policy::{self, Act};
use crate::people::{self, NewOrganisation, OrganisationChange, Roster};
use crate::web::fail::WebResult;
use crate::web::form::Fields;
use crate::web::standings::periods::Choice;
use crate::web::{Page, Visit, reply, standings};
use crate::{Fault, Result};

/// What the form holds, as typed.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
struct Typed {
    name: String,
    short_name: String,
    class: String,
    parent_id: String,
    needs_signature: bool,
    is_contact_point: bool,
    is_model_point: bool,
    is_encouraged: bool,
    opened_on: String,
    closed_on: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            name: text("name"),
            short_name: text("short_name"),
            class: text("class"),
            parent_id: text("parent_id"),
            needs_signature: fields.is_ticked("needs_signature"),
            is_contact_point: fields.is_ticked("is_contact_point"),
            is_model_point: fields.is_ticked("is_model_point"),
            is_encouraged: fields.is_ticked("is_encouraged"),
            opened_on: text("opened_on"),
            closed_on: text("closed_on"),
        }
    }

    fn class(&self) -> Result<OrganisationClass> {
        OrganisationClass::from_code(&self.class)
            .ok_or_else(|| Error::invalid("class", "fault.class_missing"))
    }

    fn parent(&self) -> Result<Option<OrganisationId>> {
        match self.parent_id.as_str() {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| Error::invalid("parent_id", "fault.field")),
        }
    }

    fn new_one(&self) -> Result<NewOrganisation> {
        Ok(NewOrganisation {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            class: self.class()?,
            parent_id: self.parent()?,
            needs_signature: self.needs_signature,
            is_contact_point: self.is_contact_point,
            is_model_point: self.is_model_point,
            is_encouraged: self.is_encouraged,
            opened_on: parse_day("opened_on", &self.opened_on)?,
        })
    }

    fn change(&self) -> Result<OrganisationChange> {
        Ok(OrganisationChange {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            class: self.class()?,
            parent_id: self.parent()?,
            needs_signature: self.needs_signature,
            is_contact_point: self.is_contact_point,
            is_model_point: self.is_model_point,
            is_encouraged: self.is_encouraged,
            closed_on: match self.closed_on.as_str() {
                "" => None,
                day => Some(parse_day("closed_on", day)?),
            },
        })
    }
}

#[derive(Template)]
#[template(path = "organisation.html")]
pub(super) struct OrganisationPage {
    p: Page,
    /// None for one that is being added.
    id: Option<OrganisationId>,
    version: i64,
    title: String,
    form: Typed,
    parents: Vec<Choice>,
    classes: Vec<Choice>,
    holders: Vec<Holder>,
    targets: TargetForm,
    faults: Vec<(String, String)>,
    may_keep: bool,
}

impl OrganisationPage {
    fn fault(&self, field: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|(id, _)| id == field)
            .map(|(_, text)| text.clone())
    }
}

/// Faults as field and sentence.
pub(super) fn said(visit: &Visit, faults: &[Fault]) -> Vec<(String, String)> {
    faults
        .iter()
        .map(|fault| (fault.field.to_string(), visit.say(&fault.message)))
        .collect()
}

async fn page(
    visit: &Visit,
    of: Option<(OrganisationId, i64)>,
    form: Typed,
    faults: Vec<(String, String)>,
) -> Result<OrganisationPage> {
    let db = visit.app.db.reader();
    let p = Page::of(visit, "/roster").await?;
    let all = people::organisations(db).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let today = visit.app.today();
    let none = Choice::of("", p.t("roster.no_parent"));
    let others = all.iter().filter(|one| of.is_none_or(|(id, _)| one.id != id));
    let mut classes = standings::classes(&p);
    if let Some(first) = classes.first_mut() {
        first.label = p.t("roster.choose");
    }
    Ok(OrganisationPage {
        title: if of.is_some() {
            form.name.clone()
        } else {
            p.t("roster.new_organisation")
        },
        parents: std::iter::once(none)
            .chain(others.map(|one| Choice::of(one.id.to_string(), &one.short_name)))
            .collect(),
        classes,
        holders: match of {
            None => Vec::new(),
            Some((id, _)) => {
                let here = people::appointments(db)
                    .await?
                    .into_iter()
                    .filter(|one| one.organisation_id == id);
                holders(&p, &roster, here.collect(), today)
            }
        },
        targets: match of {
            None => TargetForm::default(),
            Some((id, _)) => target_form(visit, (SubjectKind::Unit, id.0), None).await?,
        },
        id: of.map(|(id, _)| id),
        version: of.map_or(0, |(_, version)| version),
        form,
        faults,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepRoster).is_ok(),
        p,
    })
}

#[handler]
pub(super) async fn new_organisation(visit: Visit) -> WebResult {
    let form = Typed {
        opened_on: visit.app.today().to_string(),
        ..Typed::default()
    };
    reply::page(&page(&visit, None, form, Vec::new()).await?)
}

#[handler]
pub(super) async fn add_organisation(visit: Visit, fields: Fields) -> WebResult {
    let typed = Typed::of(&fields);
    let admin = visit.viewer()?.admin()?;
    let added = match typed.new_one() {
        Ok(new) => people::add_organisation(&visit.app, &admin, &new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(id) => Ok(reply::to_saying(
            &visit,
            &format!("/organisations/{id}"),
            "ok",
            &Message::new("roster.added"),
        )),
        Err(Error::Invalid(faults)) => {
            let faults = said(&visit, &faults);
            reply::page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &page(&visit, None, typed, faults).await?,
            )
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn show_organisation(visit: Visit, Path(id): Path<OrganisationId>) -> WebResult {
    reply::page(&stored_page(&visit, id, None).await?)
}

/// The page of an organisation as it is stored; targets that were refused stay in their form.
pub(super) async fn stored_page(
    visit: &Visit,
    id: OrganisationId,
    refused: Option<Refused>,
) -> Result<OrganisationPage> {
    let one = people::organisation(visit.app.db.reader(), id).await?;
    let day = |day: NaiveDate| day.to_string();
    let form = Typed {
        name: one.name,
        short_name: one.short_name,
        class: one.class.code().to_owned(),
        parent_id: one.parent_id.map_or_else(String::new, |id| id.to_string()),
        needs_signature: one.needs_signature,
        is_contact_point: one.is_contact_point,
        is_model_point: one.is_model_point,
        is_encouraged: one.is_encouraged,
        opened_on: day(one.opened_on),
        closed_on: one.closed_on.map_or_else(String::new, day),
    };
    let mut page = page(visit, Some((id, one.version)), form, Vec::new()).await?;
    if refused.is_some() {
        page.targets = target_form(visit, (SubjectKind::Unit, id.0), refused).await?;
    }
    Ok(page)
}

#[handler]
pub(super) async fn change_organisation(
    visit: Visit,
    Path(id): Path<OrganisationId>,
    fields: Fields,
) -> WebResult {
    let typed = Typed::of(&fields);
    let admin = visit.viewer()?.admin()?;
    let version = fields.parse("version")?;
    let changed = match typed.change() {
        Ok(change) => newsroom::change_organisation(&visit.app, &admin, (id, version), &change).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(reply::to_saying(
            &visit,
            &format!("/organisations/{id}"),
            "ok",
            &Message::new("roster.changed"),
        )),
        Err(Error::Invalid(faults)) => {
            let faults = said(&visit, &faults);
            let page = page(&visit, Some((id, version)), typed, faults).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}
