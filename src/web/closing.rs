//! 结账: the closed months, the checklist of the next one, and the button that closes it.

use askama::Template;
use entity::period_close;
use poem::handler;
use serde::Deserialize;

use super::desk::parts::{Wrong, at, wrong};
use super::fail::WebResult;
use super::form::Form;
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::standings::periods;
use super::statements::closed::held;
use super::{Door, Fail, Page, Visit, reply};
use crate::calendar::{Month, Period};
use crate::error::{Error, Message};
use crate::newsroom::{self, Checklist, Finding, Hold};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::sheet::Cell;
use crate::{Result, db, ledger};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/closes", Act::ReadCloses, (show_closes, sheet))
        .get("/closes/check", Act::CheckClose, show_check)
        .post("/closes", Act::CloseMonth, close_month)
}

/// A closed month.
struct Row {
    name: String,
    href: String,
    closed: String,
    n_statements: i64,
    n_postings: i64,
    person_hundredths: i64,
    person_points: String,
    unit_hundredths: i64,
    unit_points: String,
    held: Option<String>,
    seq: i64,
    hash: String,
}

/// The columns.
const COLUMNS: &[Column<Row>] = &[
    Column::text("look.period", |row| Cell::text(&row.name)),
    Column::below("close.heading", |row| Cell::text(&row.closed)),
    Column::below("list.note", |row| {
        Cell::text(row.held.as_deref().unwrap_or_default())
    }),
    Column::number("close.n_statements", |row| Cell::Count(row.n_statements)),
    Column::number("close.n_postings", |row| Cell::Count(row.n_postings)),
    Column::number("ledger.persons", |row| Cell::Points(row.person_hundredths)),
    Column::number("ledger.units", |row| Cell::Points(row.unit_hundredths)),
    Column::text("close.head_col", |row| {
        Cell::text(format!("{} {}", row.seq, row.hash))
    }),
];

#[derive(Template)]
#[template(path = "closes.html")]
struct ClosesPage {
    p: Page,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Row>,
    next: Option<String>,
    may_check: bool,
}

#[handler]
async fn show_closes(visit: Visit) -> WebResult {
    let db = visit.app.db.reader();
    let p = Page::of(&visit, "/closes").await?;
    let rows = rows(&visit, &p).await?;
    let next = ledger::oldest_open(db).await?;
    reply::page(&ClosesPage {
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(&visit, &p, &Filters::default(), rows.len() as u64),
        next: next.map(|month| periods::name(&p, Period::month(month))),
        may_check: policy::may(visit.viewer.as_ref(), Act::CheckClose).is_ok(),
        rows,
        p,
    })
}

/// The closed months as a sheet.
async fn sheet(visit: Visit, _ask: Ask) -> Result<Listing> {
    let p = Page::of(&visit, "/closes").await?;
    let mut rows = rows(&visit, &p).await?;
    let total = rows.len() as u64;
    rows.truncate(list::most(&visit));
    let heading = (p.t("close.heading"), Filters::default());
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

async fn rows(visit: &Visit, p: &Page) -> Result<Vec<Row>> {
    let db = visit.app.db.reader();
    let roster = Roster::kept(&visit.app.db).await?;
    let closes = ledger::closes(db).await?.into_iter();
    closes.map(|close| row(p, &roster, close)).collect()
}

fn row(p: &Page, roster: &Roster, close: period_close::Model) -> Result<Row> {
    let period: Period = close.period.parse().map_err(Error::broken)?;
    Ok(Row {
        name: periods::name(p, period),
        href: format!("/standings?kind=unit&period={}", close.period),
        closed: p.t2(
            "close.closed_by",
            p.time(close.closed_at),
            roster.person(close.closed_by),
        ),
        n_statements: close.n_statements,
        n_postings: close.n_postings,
        person_hundredths: close.person_points,
        person_points: p.points(close.person_points),
        unit_hundredths: close.unit_points,
        unit_points: p.points(close.unit_points),
        held: held(p, &close)?,
        seq: close.seq,
        hash: close.hash,
    })
}

/// One line of the checklist.
struct Check {
    label: String,
    text: String,
    kind: &'static str,
    href: &'static str,
}

#[derive(Template)]
#[template(path = "close_check.html")]
struct CheckPage {
    p: Page,
    month: String,
    name: String,
    checks: Vec<Check>,
    is_blocked: bool,
    is_held: bool,
    may_close: bool,
    reason: String,
    wrong: Vec<Wrong>,
}

impl CheckPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[handler]
async fn show_check(visit: Visit) -> WebResult {
    // The walk over the ledger reads one moment of the database and holds up no writer.
    let moment = db::read(&visit.app.db).await?;
    let month = newsroom::next_to_close(&moment).await?;
    let list = newsroom::checklist(&moment, month, visit.app.today()).await?;
    drop(moment);
    reply::page(&check_page(&visit, &list, String::new(), Vec::new()).await?)
}

async fn check_page(visit: &Visit, list: &Checklist, reason: String, wrong: Vec<Wrong>) -> Result<CheckPage> {
    let p = Page::of(visit, "/closes").await?;
    Ok(CheckPage {
        month: list.month.to_string(),
        name: periods::name(&p, Period::month(list.month)),
        checks: list.findings.iter().map(|one| check(&p, list, *one)).collect(),
        is_blocked: list.is_blocked(),
        is_held: list.holds().next().is_some(),
        may_close: policy::may(visit.viewer.as_ref(), Act::CloseMonth).is_ok(),
        reason,
        wrong,
        p,
    })
}

fn check(p: &Page, list: &Checklist, Finding { hold, n }: Finding) -> Check {
    let kind = match (n, hold.may_be_overridden()) {
        (0, _) => "ok",
        (_, true) => "warn",
        (_, false) => "bad",
    };
    let text = match (n, hold) {
        (0, _) => p.t("close.fine"),
        (_, Hold::Time) => p.t1("close.wait_until", p.day(list.settled_by)),
        (_, Hold::Chain) => p.t("close.chain_broken"),
        (n, Hold::Replay | Hold::Unreviewed | Hold::Disputed | Hold::Unproven) => p.t1("close.n_found", n),
    };
    Check {
        label: p.t(&format!("hold.{}", hold.code())),
        text,
        kind,
        href: match hold {
            Hold::Disputed if n > 0 => "/disputes",
            Hold::Unproven if n > 0 => "/adoptions",
            Hold::Time | Hold::Chain | Hold::Replay | Hold::Unreviewed | Hold::Disputed | Hold::Unproven => {
                ""
            }
        },
    }
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct CloseForm {
    month: String,
    reason: String,
}

#[handler]
async fn close_month(visit: Visit, Form(form): Form<CloseForm>) -> WebResult {
    let office = visit.viewer()?.office()?;
    let month: Month = form
        .month
        .parse()
        .map_err(|_| Error::invalid("month", "fault.field"))?;
    match newsroom::close_month(&visit.app, &office, month, &form.reason).await {
        Ok(close) => {
            let said = Message::new("close.done")
                .with("month", &close.period)
                .with("n", close.n_statements);
            Ok(reply::to_saying(&visit, "/closes", "ok", &said))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let status = Fail::status_of(&error);
            let wrong = wrong(&visit, &error);
            let moment = db::read(&visit.app.db).await?;
            let next = newsroom::next_to_close(&moment).await?;
            let list = newsroom::checklist(&moment, next, visit.app.today()).await?;
            drop(moment);
            reply::page_with(status, &check_page(&visit, &list, form.reason, wrong).await?)
        }
        Err(error) => Err(error.into()),
    }
}
