//! 自定任务 on the pages of a unit and of a person: what a quota asks of them in place of its own minimum.

use entity::{OrganisationId, PersonId, SubjectKind};
use poem::handler;
use poem::web::Path;

use super::{organisation, person};
use crate::Result;
use crate::error::{Error, Fault, Message};
use crate::newsroom;
use crate::people::policy::{self, Act};
use crate::scheme::Target;
use crate::web::desk::parts::{Wrong, wrong};
use crate::web::fail::WebResult;
use crate::web::form::Fields;
use crate::web::{Fail, Visit, reply};

/// Empty rows below those that stand: a form without scripts cannot add any.
const BLANK_ROWS: usize = 2;

/// The section of a page.
#[derive(Default)]
pub(super) struct TargetForm {
    /// Where it is sent; empty where there is nothing to be shown.
    pub action: String,
    pub rows: Vec<Row>,
    /// The quotas of the scheme in force.
    pub quotas: Vec<String>,
    pub wrong: Vec<Wrong>,
    pub may_keep: bool,
}

/// A row, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub quota: String,
    pub min: String,
}

/// What was typed and refused, and why.
pub(super) struct Refused(Vec<Row>, Vec<Wrong>);

/// The section for a unit or person.
pub(super) async fn target_form(
    visit: &Visit,
    subject: (SubjectKind, i64),
    refused: Option<Refused>,
) -> Result<TargetForm> {
    let db = visit.app.db.reader();
    let stands = newsroom::targets_of(db, subject).await?.into_iter();
    let stands = stands.map(|target| Row {
        quota: target.quota,
        min: target.min.to_string(),
    });
    let Refused(mut rows, wrong) = refused.unwrap_or_else(|| Refused(stands.collect(), Vec::new()));
    let may_keep = policy::may(visit.viewer.as_ref(), Act::KeepRoster).is_ok();
    if may_keep {
        rows.extend(std::iter::repeat_n(Row::default(), BLANK_ROWS));
    }
    Ok(TargetForm {
        action: path(subject),
        rows,
        quotas: newsroom::quotas_of(db, subject, visit.app.today()).await?,
        wrong,
        may_keep,
    })
}

/// The page of a unit or person.
fn page_of((kind, id): (SubjectKind, i64)) -> String {
    match kind {
        SubjectKind::Unit => format!("/organisations/{id}"),
        SubjectKind::Person => format!("/people/{id}"),
    }
}

fn path(subject: (SubjectKind, i64)) -> String {
    format!("{}/targets", page_of(subject))
}

#[handler]
pub(super) async fn set_unit(visit: Visit, Path(id): Path<OrganisationId>, fields: Fields) -> WebResult {
    let subject = (SubjectKind::Unit, id.0);
    match set(&visit, subject, &fields).await {
        Ok(()) => Ok(done(&visit, subject)),
        Err(error @ (Error::Invalid(_) | Error::Stale(_))) => {
            let refused = Refused(rows(&fields), wrong(&visit, &error));
            let page = organisation::stored_page(&visit, id, Some(refused)).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn set_person(visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> WebResult {
    let subject = (SubjectKind::Person, id.0);
    match set(&visit, subject, &fields).await {
        Ok(()) => Ok(done(&visit, subject)),
        Err(error @ (Error::Invalid(_) | Error::Stale(_))) => {
            let refused = Refused(rows(&fields), wrong(&visit, &error));
            let page = person::stored_page(&visit, id, Some(refused)).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn done(visit: &Visit, subject: (SubjectKind, i64)) -> poem::Response {
    let said = Message::new("roster.changed");
    reply::to_saying(visit, &page_of(subject), "ok", &said)
}

/// The rows that are not blank.
fn rows(fields: &Fields) -> Vec<Row> {
    let all = fields.all("quota").zip(fields.all("min"));
    let rows = all.map(|(quota, min)| Row {
        quota: quota.trim().to_owned(),
        min: min.trim().to_owned(),
    });
    rows.filter(|row| *row != Row::default()).collect()
}

async fn set(visit: &Visit, subject: (SubjectKind, i64), fields: &Fields) -> Result<()> {
    let admin = visit.viewer()?.admin()?;
    let version = fields.parse("version")?;
    let most = visit.app.settings.limits.target_pieces;
    let mut faults = Vec::new();
    let mut targets = Vec::new();
    for row in rows(fields) {
        if let Ok(min) = row.min.parse() {
            let quota = row.quota;
            targets.push(Target { quota, min });
        } else {
            let message = Message::new("fault.target_pieces")
                .with("quota", row.quota)
                .with("max", most);
            faults.push(Fault::new("targets", message));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    newsroom::set_targets(&visit.app, &admin, subject, version, &targets).await
}
