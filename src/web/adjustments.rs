//! 人工调整: entering points by hand, and the second person's decision.

use askama::Template;
use chrono::NaiveDate;
use entity::AdjustmentId;
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::desk::parts::{Wrong, at, wrong};
use super::fail::WebResult;
use super::form::Form;
use super::list::{self, Ask, Column, Filters, Listed, Listing};
use super::standings::periods::Choice;
use super::{Door, Fail, Page, Visit, reply, subjects};
use crate::calendar::Month;
use crate::error::{Error, Fault, Message};
use crate::newsroom::{self, Adjusted, NewAdjustment};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::points::Points;
use crate::sheet::Cell;
use crate::{Result, i18n};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/adjustments", Act::ReadAdjustments, (show_adjustments, sheet))
        .post("/adjustments", Act::Adjust, enter_one)
        .post("/adjustments/:id/decide", Act::Adjust, decide_one)
}

/// What was entered, and its fate.
struct Row {
    id: AdjustmentId,
    subject: String,
    href: String,
    on: NaiveDate,
    day: String,
    hundredths: i64,
    points: String,
    reason: String,
    entered: String,
    decided: Option<String>,
    /// The colour and word of its state.
    kind: &'static str,
    state: String,
    may_decide: bool,
}

/// What the screen says of an adjustment, as the columns of the sheet.
const COLUMNS: &[Column<Row>] = &[
    Column::text("adjust.subject", |row| Cell::text(&row.subject)),
    Column::text("look.date", |row| Cell::Day(row.on)),
    Column::number("look.points", |row| Cell::Signed(row.hundredths)),
    Column::text("adjust.reason", |row| Cell::text(&row.reason)),
    Column::text("adjust.enter", |row| Cell::text(&row.entered)),
    Column::text("list.detail", |row| {
        Cell::text(row.decided.as_deref().unwrap_or_default())
    }),
    Column::text("writing.state", |row| Cell::text(&row.state)),
];

#[derive(Template)]
#[template(path = "adjustments.html")]
struct AdjustmentsPage {
    p: Page,
    listed: Listed,
    rows: Vec<Row>,
    subjects: Vec<Choice>,
    may_enter: bool,
    form: AdjustForm,
    wrong: Vec<Wrong>,
}

impl AdjustmentsPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct AdjustForm {
    /// `person:12` or `unit:3`.
    subject: String,
    day: String,
    points: String,
    reason: String,
}

#[handler]
async fn show_adjustments(visit: Visit) -> WebResult {
    let form = AdjustForm {
        day: visit.app.today().to_string(),
        ..AdjustForm::default()
    };
    reply::page(&page(&visit, form, Vec::new()).await?)
}

/// The adjustments as a sheet.
async fn sheet(visit: Visit, _ask: Ask) -> Result<Listing> {
    let p = Page::of(&visit, "/adjustments").await?;
    let mut rows = rows(&visit, &p).await?;
    let total = rows.len() as u64;
    rows.truncate(list::most(&visit));
    let heading = (p.t("menu.adjustments"), Filters::default());
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

async fn rows(visit: &Visit, p: &Page) -> Result<Vec<Row>> {
    let db = visit.app.db.reader();
    let roster = Roster::kept(&visit.app.db).await?;
    let may_enter = policy::may(visit.viewer.as_ref(), Act::Adjust).is_ok();
    let me = visit.viewer()?.id();
    let found = newsroom::adjustments(db).await?.into_iter();
    Ok(found
        .map(|one| {
            let may_decide = may_enter && one.decision.is_none() && one.adjustment.entered_by != me;
            row(p, &roster, one, may_decide)
        })
        .collect())
}

async fn page(visit: &Visit, form: AdjustForm, wrong: Vec<Wrong>) -> Result<AdjustmentsPage> {
    let p = Page::of(visit, "/adjustments").await?;
    let rows = rows(visit, &p).await?;
    let may_enter = policy::may(visit.viewer.as_ref(), Act::Adjust).is_ok();
    let subjects = if may_enter {
        subjects::choices(visit).await?
    } else {
        Vec::new()
    };
    Ok(AdjustmentsPage {
        listed: Listed::of(visit, &p, &Filters::default(), rows.len() as u64),
        rows,
        subjects,
        may_enter,
        form,
        wrong,
        p,
    })
}

fn row(p: &Page, roster: &Roster, one: Adjusted, may_decide: bool) -> Row {
    let Adjusted { adjustment, decision } = one;
    let (kind, state) = match &decision {
        None => ("warn", p.t("adjust.waits")),
        Some(decision) if decision.is_approved => ("ok", p.t("adjust.approved")),
        Some(_) => ("bad", p.t("adjust.declined")),
    };
    let points = p.points(adjustment.points);
    Row {
        id: adjustment.id,
        subject: roster
            .subject((adjustment.subject_kind, adjustment.subject_id))
            .to_owned(),
        href: format!(
            "/statements/{}/{}?period={}",
            adjustment.subject_kind.code(),
            adjustment.subject_id,
            Month::of(adjustment.day)
        ),
        on: adjustment.day,
        day: p.day(adjustment.day),
        hundredths: adjustment.points,
        points: if adjustment.points > 0 {
            format!("+{points}")
        } else {
            points
        },
        entered: p.t2(
            "adjust.entered_by",
            roster.person(adjustment.entered_by),
            p.time(adjustment.entered_at),
        ),
        decided: decision.map(|decision| {
            let by = p.t2(
                "adjust.decided_by",
                roster.person(decision.decided_by),
                p.time(decision.decided_at),
            );
            [by, decision.remark].join(" ").trim().to_owned()
        }),
        reason: adjustment.reason,
        kind,
        state,
        may_decide,
    }
}

#[handler]
async fn enter_one(visit: Visit, Form(form): Form<AdjustForm>) -> WebResult {
    let office = visit.viewer()?.office()?;
    let done = match read(&form) {
        Ok(new) => newsroom::enter_adjustment(&visit.app, &office, &new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(reply::to_saying(
            &visit,
            "/adjustments",
            "ok",
            &Message::new("adjust.entered"),
        )),
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let page = page(&visit, form, wrong(&visit, &error)).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form says; every field that cannot be read is a fault of its own.
fn read(form: &AdjustForm) -> Result<NewAdjustment> {
    let subject = subjects::parse(&form.subject);
    let (day, points) = (
        form.day.trim().parse::<NaiveDate>(),
        form.points.parse::<Points>(),
    );
    let mut faults = Vec::new();
    for (is_wrong, field, key) in [
        (subject.is_none(), "subject", "adjust.no_subject"),
        (day.is_err(), "day", "fault.field"),
        (points.is_err(), "points", "opening.bad_points"),
    ] {
        if is_wrong {
            faults.push(Fault::new(field, Message::new(key)));
        }
    }
    match (subject, day, points) {
        (Some(subject), Ok(day), Ok(points)) => Ok(NewAdjustment {
            subject,
            day,
            points,
            reason: form.reason.clone(),
        }),
        _ => Err(Error::Invalid(faults)),
    }
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct DecideForm {
    decision: String,
    remark: String,
}

#[handler]
async fn decide_one(visit: Visit, Path(id): Path<AdjustmentId>, Form(form): Form<DecideForm>) -> WebResult {
    let office = visit.viewer()?.office()?;
    let is_approved = match form.decision.as_str() {
        "approve" => true,
        "decline" => false,
        _ => return Err(Error::invalid("decision", "fault.field").into()),
    };
    let done = newsroom::decide_adjustment(&visit.app, &office, id, (is_approved, &form.remark)).await;
    let (kind, said) = match done {
        Ok(_) if is_approved => ("ok", Message::new("adjust.was_approved")),
        Ok(_) => ("ok", Message::new("adjust.was_declined")),
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let why = i18n::detail(visit.language, &error);
            ("bad", Message::new("desk.not_done").with("why", why))
        }
        Err(error) => return Err(error.into()),
    };
    Ok(reply::to_saying(&visit, "/adjustments", kind, &said))
}
