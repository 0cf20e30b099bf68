//! Points by hand (人工调整): reading, entering, and the second person's decision.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AdjustmentId, SubjectKind};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::newsroom::{self, Adjusted, NewAdjustment};

/// Points by hand.
pub(super) struct Adjustments(pub App);

/// Points by hand.
#[derive(Clone, Debug, Object)]
struct Adjustment {
    /// Their key.
    id: i64,
    /// `person` or `unit`.
    subject_kind: String,
    /// Whose.
    subject_id: i64,
    /// The day.
    day: NaiveDate,
    /// Points as decimal text.
    points: String,
    /// Why.
    reason: String,
    /// Who entered them.
    entered_by: i64,
    /// When.
    entered_at: DateTime<Utc>,
    /// The second person's decision; none while they wait.
    decision: Option<AdjustmentDecision>,
}

/// The second person's decision.
#[derive(Clone, Debug, Object)]
struct AdjustmentDecision {
    /// Whether they count.
    is_approved: bool,
    /// What was remarked.
    remark: String,
    /// The fact that they became.
    fact_id: Option<i64>,
    /// By whom.
    decided_by: i64,
    /// When.
    decided_at: DateTime<Utc>,
}

fn adjustment_document(one: Adjusted) -> Adjustment {
    let row = one.adjustment;
    Adjustment {
        id: row.id.0,
        subject_kind: row.subject_kind.code().to_owned(),
        subject_id: row.subject_id,
        day: row.day,
        points: written::points(row.points),
        reason: row.reason,
        entered_by: row.entered_by.0,
        entered_at: row.entered_at.utc(),
        decision: one.decision.map(|decision| AdjustmentDecision {
            is_approved: decision.is_approved,
            remark: decision.remark,
            fact_id: decision.fact_id.map(|id| id.0),
            decided_by: decision.decided_by.0,
            decided_at: decision.decided_at.utc(),
        }),
    }
}

/// Points to be entered.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AdjustmentInput {
    /// `person` or `unit`.
    subject_kind: String,
    /// Whose.
    subject_id: i64,
    /// The day for which they count.
    day: NaiveDate,
    /// Points as decimal text, either way, with at most two decimals.
    points: String,
    /// Why, 1–200 characters.
    reason: String,
}

/// A decision.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AdjustmentDecisionInput {
    /// Whether they are to count.
    is_approved: bool,
    /// A remark.
    remark: Option<String>,
}

#[OpenApi(tag = "Family::Points")]
impl Adjustments {
    /// All points by hand, those that wait first.
    #[oai(path = "/adjustments", method = "get", operation_id = "list_adjustments")]
    async fn list_adjustments(&self, _caller: Caller) -> Answer<Json<Vec<Adjustment>>> {
        let rows = newsroom::adjustments(self.0.db.reader()).await?;
        Ok(Json(rows.into_iter().map(adjustment_document).collect()))
    }

    /// Enters points by hand; they count nothing before a second person approves.
    #[oai(path = "/adjustments", method = "post", operation_id = "enter_adjustment")]
    async fn enter_adjustment(
        &self,
        caller: Caller,
        input: Json<AdjustmentInput>,
    ) -> Answer<Json<Adjustment>> {
        let office = caller.viewer.office()?;
        let kind = written::code("subject_kind", &input.subject_kind, SubjectKind::from_code)?;
        let new = NewAdjustment {
            subject: (kind, input.subject_id),
            day: input.day,
            points: written::value("points", &input.points)?,
            reason: input.0.reason,
        };
        let row = newsroom::enter_adjustment(&self.0, &office, &new).await?;
        self.one(row.id).await
    }

    /// Approves or declines what somebody else entered.
    #[oai(
        path = "/adjustments/:adjustment_id/decide",
        method = "post",
        operation_id = "decide_adjustment"
    )]
    async fn decide_adjustment(
        &self,
        caller: Caller,
        adjustment_id: Path<i64>,
        input: Json<AdjustmentDecisionInput>,
    ) -> Answer<Json<Adjustment>> {
        let (office, id) = (caller.viewer.office()?, AdjustmentId(adjustment_id.0));
        let remark = input.remark.as_deref().unwrap_or_default();
        newsroom::decide_adjustment(&self.0, &office, id, (input.is_approved, remark)).await?;
        self.one(id).await
    }
}

impl Adjustments {
    async fn one(&self, id: AdjustmentId) -> Answer<Json<Adjustment>> {
        let found = newsroom::adjusted(self.0.db.reader(), id).await?;
        Ok(Json(adjustment_document(found)))
    }
}
