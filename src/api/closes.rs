//! Closed months (结账): reading them, the checklist of the next one, and closing it.

use chrono::{DateTime, Utc};
use entity::period_close;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::calendar::Month;
use crate::{db, ledger, newsroom};

/// Closed months.
pub(super) struct Closes(pub App);

/// A closed month.
#[derive(Clone, Debug, Object)]
struct Close {
    /// The month, `2026-03`.
    period: String,
    /// When it was closed.
    closed_at: DateTime<Utc>,
    /// By whom.
    closed_by: i64,
    /// Number of the ledger's last posting then.
    seq: i64,
    /// And its hash.
    hash: String,
    /// How places go on after a tie: `1224` or `1223`.
    ties: String,
    /// How many statements were frozen.
    n_statements: i64,
    /// How many postings the month has.
    n_postings: i64,
    /// The points of all persons in the month, as decimal text.
    person_points: String,
    /// The points of all units.
    unit_points: String,
    /// What still held the close: `hold` and `n` of each.
    held_by: serde_json::Value,
    /// Why it was closed all the same; empty where nothing held it.
    reason: String,
    /// SHA-256 over all of this and the statements.
    digest: String,
}

fn close_document(row: period_close::Model) -> Close {
    Close {
        period: row.period,
        closed_at: row.closed_at.utc(),
        closed_by: row.closed_by.0,
        seq: row.seq,
        hash: row.hash,
        ties: row.ties,
        n_statements: row.n_statements,
        n_postings: row.n_postings,
        person_points: written::points(row.person_points),
        unit_points: written::points(row.unit_points),
        held_by: serde_json::from_str(&row.held_by).unwrap_or_default(),
        reason: row.reason,
        digest: row.digest,
    }
}

/// What was looked at before a close.
#[derive(Clone, Debug, Object)]
struct Found {
    /// `time`, `chain`, `replay`, `unreviewed`, `disputed` or `unproven`.
    hold: String,
    /// How many hold the close; 0 is well.
    n: u64,
    /// Whether a reason is enough to close all the same.
    may_be_overridden: bool,
}

/// The checklist of the month that is closed next.
#[derive(Clone, Debug, Object)]
struct CloseCheck {
    /// The month.
    period: String,
    /// Whether something holds it that no reason overrides.
    is_blocked: bool,
    /// Everything that was looked at.
    findings: Vec<Found>,
}

/// A month to be closed.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct CloseInput {
    /// The oldest open month, `2026-03`.
    period: String,
    /// Why it is closed although something holds it, at most 200 characters.
    reason: Option<String>,
}

#[OpenApi(tag = "Family::Points")]
impl Closes {
    /// The closed months, the newest first.
    #[oai(path = "/closes", method = "get", operation_id = "list_closes")]
    async fn list_closes(&self, _caller: Caller) -> Answer<Json<Vec<Close>>> {
        let rows = ledger::closes(self.0.db.reader()).await?;
        Ok(Json(rows.into_iter().map(close_document).collect()))
    }

    /// What stands between the oldest open month and its close.
    #[oai(path = "/closes/check", method = "get", operation_id = "check_close")]
    async fn check_close(&self, _caller: Caller) -> Answer<Json<CloseCheck>> {
        let moment = db::read(&self.0.db).await?;
        let month = newsroom::next_to_close(&moment).await?;
        let list = newsroom::checklist(&moment, month, self.0.today()).await?;
        drop(moment);
        let findings = list.findings.iter().map(|finding| Found {
            hold: finding.hold.code().to_owned(),
            n: finding.n,
            may_be_overridden: finding.hold.may_be_overridden(),
        });
        Ok(Json(CloseCheck {
            period: month.to_string(),
            is_blocked: list.is_blocked(),
            findings: findings.collect(),
        }))
    }

    /// Closes the oldest open month. There is no way back: later corrections are booked in the open month.
    #[oai(path = "/closes", method = "post", operation_id = "close_month")]
    async fn close_month(&self, caller: Caller, input: Json<CloseInput>) -> Answer<Json<Close>> {
        let office = caller.viewer.office()?;
        let month: Month = written::value("period", &input.period)?;
        let reason = input.reason.as_deref().unwrap_or_default();
        let row = newsroom::close_month(&self.0, &office, month, reason).await?;
        Ok(Json(close_document(row)))
    }
}
