//! Fees (稿酬): what is due for a month with its arithmetic, and what was paid of it.

use chrono::{DateTime, Utc};
use entity::{PaymentId, SubjectKind, payment};
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::Result;
use crate::app::App;
use crate::calendar::Month;
use crate::newsroom::{self, FeeRow};
use crate::points::Points;

/// Fees.
pub(super) struct Fees(pub App);

/// The fees of a month.
#[derive(Clone, Debug, Object)]
struct MonthFees {
    /// The month, `2026-03`.
    month: String,
    /// Whether any scheme in force pays anything.
    has_rules: bool,
    /// Whether the month is over, so that it can be paid.
    is_over: bool,
    /// Whoever you may see.
    fees: Vec<DueFee>,
}

/// What is due to somebody.
#[derive(Clone, Debug, Object)]
struct DueFee {
    /// `person` or `unit`.
    subject_kind: String,
    /// Whose.
    subject_id: i64,
    /// The name.
    name: String,
    /// Yuan due, as decimal text.
    due: String,
    /// How it was reckoned, a sentence a rule or piece, in Chinese.
    sentences: Vec<String>,
    /// Yuan paid, less what was taken back, as decimal text.
    paid: String,
    /// Yuan still to be paid, as decimal text; below 0 where too much was.
    open: String,
    /// The payments that stand.
    payments: Vec<Payment>,
}

/// A payment, or the taking back of one.
#[derive(Clone, Debug, Object)]
struct Payment {
    /// Its key.
    id: i64,
    /// `person` or `unit`.
    subject_kind: String,
    /// To whom.
    subject_id: i64,
    /// For which month.
    month: String,
    /// Yuan as decimal text; below 0 where it takes one back.
    yuan: String,
    /// The payment that it takes back.
    takes_back: Option<i64>,
    /// Why it was taken back.
    reason: String,
    /// By whom.
    recorded_by: i64,
    /// When.
    recorded_at: DateTime<Utc>,
}

fn payment_document(row: &payment::Model) -> Payment {
    Payment {
        id: row.id.0,
        subject_kind: row.subject_kind.code().to_owned(),
        subject_id: row.subject_id,
        month: row.period.clone(),
        yuan: written::points(row.fen),
        takes_back: row.takes_back.map(|id| id.0),
        reason: row.reason.clone(),
        recorded_by: row.recorded_by.0,
        recorded_at: row.recorded_at.utc(),
    }
}

fn fee_document(row: FeeRow) -> DueFee {
    DueFee {
        subject_kind: row.subject.0.code().to_owned(),
        subject_id: row.subject.1,
        due: written::points(row.due.hundredths()),
        paid: written::points(row.paid.hundredths()),
        open: written::points(row.open().hundredths()),
        payments: row.payments.iter().map(payment_document).collect(),
        name: row.name,
        sentences: row.words,
    }
}

/// Whom to pay for a month.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct PayInput {
    /// The month, which must be over.
    month: String,
    /// To whom; each is paid all that is due and was not paid yet. Where that is another amount by now than you say,
    /// nothing is paid and you are told whose it is.
    subjects: Vec<PayeeInput>,
}

/// Somebody who is paid.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct PayeeInput {
    /// `person` or `unit`.
    subject_kind: String,
    /// Whose.
    subject_id: i64,
    /// Yuan that `read_fees` showed as `open`, as decimal text.
    open: String,
}

/// Which payment is taken back, and why.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct TakeBackInput {
    /// The payment's key.
    payment_id: i64,
    /// 1–200 characters.
    reason: String,
}

#[OpenApi(tag = "Family::Points")]
impl Fees {
    /// What is due for a month: your own and your units', or everybody's for the office and supervisors.
    #[oai(path = "/fees", method = "get", operation_id = "read_fees")]
    async fn read_fees(
        &self,
        caller: Caller,
        /// `2026-03`.
        month: Query<String>,
    ) -> Answer<Json<MonthFees>> {
        let month: Month = written::value("month", &month.0)?;
        let read = newsroom::fees(self.0.db.reader(), &caller.viewer, (month, self.0.today())).await?;
        Ok(Json(MonthFees {
            month: read.month.to_string(),
            has_rules: read.has_rules,
            is_over: read.is_over,
            fees: read.rows.into_iter().map(fee_document).collect(),
        }))
    }

    /// Notes that what is due was paid.
    #[oai(path = "/fees/pay", method = "post", operation_id = "pay_fees")]
    async fn pay_fees(&self, caller: Caller, input: Json<PayInput>) -> Answer<Json<Vec<Payment>>> {
        let office = caller.viewer.office()?;
        let month: Month = written::value("month", &input.month)?;
        let subject = |one: &PayeeInput| {
            let kind = written::code("subject_kind", &one.subject_kind, SubjectKind::from_code)?;
            let open: Points = written::value("open", &one.open)?;
            Ok(((kind, one.subject_id), open.hundredths()))
        };
        let subjects: Result<Vec<((SubjectKind, i64), i64)>> = input.subjects.iter().map(subject).collect();
        let paid = newsroom::pay_fees(&self.0, &office, month, &subjects?).await?;
        Ok(Json(paid.iter().map(payment_document).collect()))
    }

    /// Takes a payment back; both stay written down.
    #[oai(path = "/fees/take-back", method = "post", operation_id = "take_back_fee")]
    async fn take_back_fee(&self, caller: Caller, input: Json<TakeBackInput>) -> Answer<Json<Payment>> {
        let office = caller.viewer.office()?;
        let row =
            newsroom::take_back_fee(&self.0, &office, PaymentId(input.payment_id), &input.reason).await?;
        Ok(Json(payment_document(&row)))
    }
}
