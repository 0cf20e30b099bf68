//! 稿酬: what is due for a month with its arithmetic, what was paid of it, and the list for the cashier.

use askama::Template;
use entity::{PaymentId, SubjectKind};
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::{Asked, Fields, Form};
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::page::pager::address;
use super::standings::periods::{self, Choice};
use super::{Door, Page, Visit, reply};
use crate::calendar::{Month, Period};
use crate::error::{Error, Message};
use crate::newsroom::{self, FeeList, FeeRow};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::sheet::Cell;
use crate::{Result, i18n, ledger};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/fees", Act::ReadFees, (show_fees, sheet))
        .post("/fees/pay", Act::PayFees, pay)
        .post("/fees/take-back", Act::PayFees, take_back)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    month: String,
}

/// What is due to somebody, or to all.
#[derive(Default)]
struct Row {
    /// `person:12:6500`, as the form names it with what is open, in fen.
    key: String,
    name: String,
    href: String,
    unit: String,
    words: Vec<String>,
    due_fen: i64,
    due: String,
    paid_fen: i64,
    paid: String,
    open_fen: i64,
    open: String,
    kind: &'static str,
    state: String,
    /// Key of each payment that stands, with when and by whom.
    payments: Vec<(PaymentId, String)>,
    is_sum: bool,
}

/// The columns; the last is for the signature of whoever receives the money.
const COLUMNS: &[Column<Row>] = &[
    Column::text("ledger.name", |row| Cell::text(&row.name)),
    Column::text("ledger.unit", |row| Cell::text(&row.unit)),
    Column::text("look.arithmetic", |row| Cell::text(row.words.join("\n"))),
    Column::number("fee.due", |row| Cell::Points(row.due_fen)),
    Column::number("fee.paid", |row| Cell::Points(row.paid_fen)),
    Column::number("fee.open", |row| Cell::Points(row.open_fen)),
    Column::text("fee.state", |row| Cell::text(&row.state)),
    Column::below("fee.signature", |_| Cell::text("")),
];

#[derive(Template)]
#[template(path = "fees.html")]
struct FeesPage {
    p: Page,
    title: String,
    months: Vec<Choice>,
    month: String,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Row>,
    has_rules: bool,
    /// Where the rule is written, for whoever writes it.
    schemes_href: &'static str,
    /// Whether the reader pays, and the month can be paid.
    may_pay: bool,
    n_open: usize,
    fault: Option<String>,
}

#[handler]
async fn show_fees(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let month = asked.month(&visit)?;
    reply::page(&page(&visit, month, None).await?)
}

async fn page(visit: &Visit, month: Month, fault: Option<String>) -> Result<FeesPage> {
    let p = Page::of(visit, "/fees").await?;
    let (read, rows) = rows(visit, &p, month).await?;
    let n_open = rows.iter().filter(|row| row.open_fen > 0 && !row.is_sum).count();
    let may_pay = read.is_over && policy::may(visit.viewer.as_ref(), Act::PayFees).is_ok();
    Ok(FeesPage {
        title: p.t1("fee.of", periods::name(&p, Period::month(month))),
        months: months(visit, &p, month).await?,
        month: month.to_string(),
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(visit, &p, &Filters::default(), rows.len() as u64),
        has_rules: read.has_rules,
        schemes_href: match policy::may(visit.viewer.as_ref(), Act::KeepSchemes) {
            Ok(()) => "/schemes",
            Err(_) => "",
        },
        may_pay,
        n_open,
        fault,
        rows,
        p,
    })
}

/// The list for the cashier as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let month = asked.month(&visit)?;
    let p = Page::of(&visit, "/fees").await?;
    let (_, mut rows) = rows(&visit, &p, month).await?;
    let total = rows.len() as u64;
    rows.truncate(list::most(&visit));
    let heading = (
        p.t1("fee.of", periods::name(&p, Period::month(month))),
        Filters::default(),
    );
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

impl Question {
    /// The month that is asked for; the last one that is over where none is.
    fn month(&self, visit: &Visit) -> Result<Month> {
        match self.month.as_str() {
            "" => Ok(Month::of(visit.app.today()).minus(1)),
            text => text.parse().map_err(|_| Error::NotFound),
        }
    }
}

/// The months with points or with pieces under a fee scheme, this one, and the chosen one; the newest first.
async fn months(visit: &Visit, p: &Page, chosen: Month) -> Result<Vec<Choice>> {
    let this = Month::of(visit.app.today());
    let mut months = vec![this, this.minus(1), chosen];
    months.extend(newsroom::fee_months(visit.app.db.reader(), visit.app.today()).await?);
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        let known = ledger::periods(visit.app.db.reader(), kind).await?;
        months.extend(known.iter().filter_map(|text| text.parse::<Month>().ok()));
    }
    months.sort_by(|one, other| other.cmp(one));
    months.dedup();
    let choice = |month: Month| Choice::of(month.to_string(), periods::name(p, Period::month(month)));
    Ok(months.into_iter().map(choice).collect())
}

async fn rows(visit: &Visit, p: &Page, month: Month) -> Result<(FeeList, Vec<Row>)> {
    let db = visit.app.db.reader();
    let read = newsroom::fees(db, visit.viewer()?, (month, visit.app.today())).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let mut rows: Vec<Row> = read.rows.iter().map(|one| row(p, &roster, month, one)).collect();
    if rows.len() > 1 {
        let sum = |of: fn(&Row) -> i64| rows.iter().map(of).sum::<i64>();
        let sums = [
            sum(|row| row.due_fen),
            sum(|row| row.paid_fen),
            // What is still to be paid: what one was paid too much helps nobody else.
            sum(|row| row.open_fen.max(0)),
        ];
        rows.push(Row {
            name: p.t("look.sum"),
            is_sum: true,
            ..figures(p, sums)
        });
    }
    Ok((read, rows))
}

/// A row that only says how much: due, paid and open.
fn figures(p: &Page, [due, paid, open]: [i64; 3]) -> Row {
    Row {
        due_fen: due,
        due: p.points(due),
        paid_fen: paid,
        paid: p.points(paid),
        open_fen: open,
        open: p.points(open),
        ..Row::default()
    }
}

fn row(p: &Page, roster: &Roster, month: Month, one: &FeeRow) -> Row {
    let (due, paid, open) = (
        one.due.hundredths(),
        one.paid.hundredths(),
        one.open().hundredths(),
    );
    let (kind, key) = match (paid, open) {
        (_, ..0) => ("bad", "fee.too_much"),
        (0, 0) => ("", "fee.nothing"),
        (_, 0) => ("ok", "fee.is_paid"),
        (0, _) => ("warn", "fee.is_open"),
        (_, _) => ("warn", "fee.rest_open"),
    };
    let path = format!("/statements/{}/{}", one.subject.0.code(), one.subject.1);
    let payment = |row: &entity::payment::Model| {
        let by = roster.person(row.recorded_by);
        let said = p.t2(
            "fee.paid_by",
            p.points(row.fen),
            format!("{} {by}", p.time(row.recorded_at)),
        );
        (row.id, said)
    };
    Row {
        key: format!("{}:{}:{open}", one.subject.0.code(), one.subject.1),
        name: one.name.clone(),
        href: address(&path, &[("period", &month.to_string())]),
        unit: if one.unit == one.name {
            String::new()
        } else {
            one.unit.clone()
        },
        words: one.words.clone(),
        kind,
        state: p.t(key),
        payments: one.payments.iter().map(payment).collect(),
        ..figures(p, [due, paid, open])
    }
}

/// Notes as paid what is due to everybody who is ticked, if it still is what the page showed.
#[handler]
async fn pay(visit: Visit, fields: Fields) -> WebResult {
    let office = visit.viewer()?.office()?;
    let month: Month = fields.parse("month")?;
    let subjects: Option<Vec<((SubjectKind, i64), i64)>> = fields.all("subject").map(shown).collect();
    let subjects = subjects.ok_or_else(|| Error::invalid("subject", "fault.field"))?;
    match newsroom::pay_fees(&visit.app, &office, month, &subjects).await {
        Ok(paid) => {
            let said = Message::new("fee.were_paid").with("n", paid.len());
            Ok(reply::to_saying(
                &visit,
                &format!("/fees?month={month}"),
                "ok",
                &said,
            ))
        }
        Err(error @ Error::Refused(_)) => {
            let why = i18n::detail(visit.language, &error);
            let status = super::Fail::status_of(&error);
            reply::page_with(status, &page(&visit, month, Some(why)).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Who is ticked, and the fen that the page showed as open.
fn shown(text: &str) -> Option<((SubjectKind, i64), i64)> {
    let (kind, rest) = text.split_once(':')?;
    let (id, fen) = rest.split_once(':')?;
    Some((
        (SubjectKind::from_code(kind)?, id.parse().ok()?),
        fen.parse().ok()?,
    ))
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct TakeBackForm {
    month: String,
    payment: String,
    reason: String,
}

/// Takes a payment back.
#[handler]
async fn take_back(visit: Visit, Form(form): Form<TakeBackForm>) -> WebResult {
    let office = visit.viewer()?.office()?;
    let id = form.payment.parse::<PaymentId>();
    let id = id.map_err(|_| Error::invalid("payment", "fault.field"))?;
    match newsroom::take_back_fee(&visit.app, &office, id, &form.reason).await {
        Ok(row) => {
            let said = Message::new("fee.was_taken_back");
            Ok(reply::to_saying(
                &visit,
                &format!("/fees?month={}", row.period),
                "ok",
                &said,
            ))
        }
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => {
            let month = form.month.parse().map_err(|_| Error::NotFound)?;
            let why = i18n::detail(visit.language, &error);
            let status = super::Fail::status_of(&error);
            reply::page_with(status, &page(&visit, month, Some(why)).await?)
        }
        Err(error) => Err(error.into()),
    }
}
