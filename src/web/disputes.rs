//! 申诉: raising one from a posting, reading them, and the office's answer.

use askama::Template;
use entity::{DisputeId, DisputeOutcome, FactId, SubjectKind};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::desk::parts::{Wrong, at, wrong};
use super::fail::WebResult;
use super::form::Form;
use super::list::{self, Ask, Column, Filters, Listed, Listing};
use super::{Door, Fail, Page, Visit, reply};
use crate::error::{Error, Message};
use crate::newsroom::{self, Disputed, NewAnswer};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::sheet::Cell;
use crate::{Result, i18n};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/disputes", Act::ReadDisputes, (show_disputes, sheet))
        .get("/disputes/:id", Act::ReadDisputes, show_dispute)
        .post("/disputes/:id/answer", Act::AnswerDispute, answer_one)
        .post("/postings/:seq/disputes", Act::RaiseDispute, raise_one)
}

/// A dispute as a list and a posting's page show it.
pub(super) struct DisputeRow {
    pub href: String,
    pub subject: String,
    pub month: String,
    pub sentence: String,
    pub reason: String,
    pub by: String,
    pub raised: String,
    /// `ok`, `info`, `warn` or `bad`, and the word of the state.
    pub kind: &'static str,
    pub state: String,
}

impl DisputeRow {
    pub(super) fn of(p: &Page, roster: &Roster, one: &Disputed, today: chrono::NaiveDate) -> Self {
        let (kind, state) = match &one.answer {
            Some(answer) => match answer.outcome {
                DisputeOutcome::Confirmed => ("info", p.t("dispute.confirmed")),
                DisputeOutcome::Corrected => ("ok", p.t("dispute.corrected")),
            },
            None if one.dispute.due_on < today => ("bad", p.t1("dispute.overdue", p.day(one.dispute.due_on))),
            None => ("warn", p.t1("dispute.due", p.day(one.dispute.due_on))),
        };
        Self {
            href: format!("/disputes/{}", one.dispute.id),
            subject: match one.posting.subject_kind {
                SubjectKind::Person => roster.person(entity::PersonId(one.posting.subject_id)).to_owned(),
                SubjectKind::Unit => roster
                    .unit(entity::OrganisationId(one.posting.subject_id))
                    .to_owned(),
            },
            month: one.posting.period.clone(),
            sentence: one.posting.sentence.clone(),
            reason: one.dispute.reason.clone(),
            by: roster.person(one.dispute.raised_by).to_owned(),
            raised: p.time(one.dispute.raised_at),
            kind,
            state,
        }
    }
}

/// What the screen says of a dispute, as the columns of the sheet.
const COLUMNS: &[Column<DisputeRow>] = &[
    Column::text("adjust.subject", |row| Cell::text(&row.subject)),
    Column::text("look.period", |row| Cell::text(&row.month)),
    Column::text("dispute.reason", |row| Cell::text(&row.reason)),
    Column::text("dispute.about", |row| Cell::text(&row.sentence)),
    Column::text("audit.who", |row| Cell::text(&row.by)),
    Column::text("list.at", |row| Cell::text(&row.raised)),
    Column::text("writing.state", |row| Cell::text(&row.state)),
];

#[derive(Template)]
#[template(path = "disputes.html")]
struct DisputesPage {
    p: Page,
    listed: Listed,
    rows: Vec<DisputeRow>,
}

#[handler]
async fn show_disputes(visit: Visit) -> WebResult {
    let p = Page::of(&visit, "/disputes").await?;
    let rows = rows(&visit, &p).await?;
    reply::page(&DisputesPage {
        listed: Listed::of(&visit, &p, &Filters::default(), rows.len() as u64),
        rows,
        p,
    })
}

/// The disputes as a sheet.
async fn sheet(visit: Visit, _ask: Ask) -> Result<Listing> {
    let p = Page::of(&visit, "/disputes").await?;
    let mut rows = rows(&visit, &p).await?;
    let total = rows.len() as u64;
    rows.truncate(list::most(&visit));
    let heading = (p.t("menu.disputes"), Filters::default());
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Those that the viewer may read.
async fn rows(visit: &Visit, p: &Page) -> Result<Vec<DisputeRow>> {
    let (db, today) = (visit.app.db.reader(), visit.app.today());
    let roster = Roster::kept(&visit.app.db).await?;
    let found = newsroom::disputes(db, visit.viewer()?).await?;
    Ok(found
        .iter()
        .map(|one| DisputeRow::of(p, &roster, one, today))
        .collect())
}

#[derive(Template)]
#[template(path = "dispute.html")]
struct DisputePage {
    p: Page,
    id: DisputeId,
    row: DisputeRow,
    posting: String,
    posting_href: String,
    /// By whom, when, in which words, and the fact that corrected it.
    answer: Option<(String, String, String, Option<FactId>)>,
    may_answer: bool,
    form: AnswerForm,
    wrong: Vec<Wrong>,
}

impl DisputePage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct AnswerForm {
    answer: String,
    fact_id: String,
}

#[handler]
async fn show_dispute(visit: Visit, Path(id): Path<DisputeId>) -> WebResult {
    reply::page(&dispute_page(&visit, id, AnswerForm::default(), Vec::new()).await?)
}

async fn dispute_page(
    visit: &Visit,
    id: DisputeId,
    form: AnswerForm,
    wrong: Vec<Wrong>,
) -> Result<DisputePage> {
    let db = visit.app.db.reader();
    let found = newsroom::dispute_for(db, visit.viewer()?, id).await?;
    let p = Page::of(visit, "/disputes").await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let row = DisputeRow::of(&p, &roster, &found, visit.app.today());
    let is_open = found.answer.is_none();
    Ok(DisputePage {
        id,
        row,
        posting: p.t1("ledger.posting_n", found.posting.seq),
        posting_href: format!("/postings/{}", found.posting.seq),
        answer: found.answer.map(|answer| {
            (
                roster.person(answer.answered_by).to_owned(),
                p.time(answer.answered_at),
                answer.answer,
                answer.fact_id,
            )
        }),
        may_answer: is_open && policy::may(visit.viewer.as_ref(), Act::AnswerDispute).is_ok(),
        form,
        wrong,
        p,
    })
}

#[handler]
async fn answer_one(visit: Visit, Path(id): Path<DisputeId>, Form(form): Form<AnswerForm>) -> WebResult {
    let office = visit.viewer()?.office()?;
    let done = match corrected_by(&form) {
        Ok(corrected_by) => {
            let new = NewAnswer {
                answer: form.answer.clone(),
                corrected_by,
            };
            newsroom::answer_dispute(&visit.app, &office, id, &new).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => {
            let said = Message::new("dispute.answer_sent");
            Ok(reply::to_saying(&visit, &format!("/disputes/{id}"), "ok", &said))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let page = dispute_page(&visit, id, form, wrong(&visit, &error)).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// The fact that the form names, if it names one.
fn corrected_by(form: &AnswerForm) -> Result<Option<FactId>> {
    match form.fact_id.trim() {
        "" => Ok(None),
        number => number
            .parse()
            .map(Some)
            .map_err(|_| Error::invalid("fact_id", "dispute.no_correction")),
    }
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct RaiseForm {
    reason: String,
}

#[handler]
async fn raise_one(visit: Visit, Path(seq): Path<i64>, Form(form): Form<RaiseForm>) -> WebResult {
    let claimant = visit.viewer()?.claimant()?;
    match newsroom::raise_dispute(&visit.app, &claimant, seq, &form.reason).await {
        Ok(row) => {
            let said = Message::new("dispute.sent").with("day", row.due_on);
            Ok(reply::to_saying(
                &visit,
                &format!("/disputes/{}", row.id),
                "ok",
                &said,
            ))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let why = match &error {
                Error::Invalid(faults) => faults
                    .iter()
                    .map(|fault| visit.say(&fault.message))
                    .collect::<Vec<_>>()
                    .join(" "),
                other => i18n::detail(visit.language, other),
            };
            let said = Message::new("desk.not_done").with("why", why);
            Ok(reply::to_saying(
                &visit,
                &format!("/postings/{seq}"),
                "bad",
                &said,
            ))
        }
        Err(error) => Err(error.into()),
    }
}
