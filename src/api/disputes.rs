//! Disputes (申诉): reading them, raising one about a posting, answering one.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{DisputeId, FactId};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::newsroom::{self, Disputed, NewAnswer};

/// Disputes.
pub(super) struct Disputes(pub App);

/// A dispute.
#[derive(Clone, Debug, Object)]
struct Dispute {
    /// Its key.
    id: i64,
    /// The posting.
    posting_seq: i64,
    /// The month to which it is booked.
    period: String,
    /// Who raised it.
    raised_by: i64,
    /// When.
    raised_at: DateTime<Utc>,
    /// Why.
    reason: String,
    /// The day by which it is to be answered.
    due_on: NaiveDate,
    /// The answer; none while it is open.
    answer: Option<DisputeAnswer>,
}

/// The office's answer.
#[derive(Clone, Debug, Object)]
struct DisputeAnswer {
    /// `confirmed` or `corrected`.
    outcome: String,
    /// In words.
    answer: String,
    /// The fact that corrected the posting.
    fact_id: Option<i64>,
    /// By whom.
    answered_by: i64,
    /// When.
    answered_at: DateTime<Utc>,
}

fn dispute_document(one: Disputed) -> Dispute {
    Dispute {
        id: one.dispute.id.0,
        posting_seq: one.dispute.posting_seq,
        period: one.posting.period,
        raised_by: one.dispute.raised_by.0,
        raised_at: one.dispute.raised_at.utc(),
        reason: one.dispute.reason,
        due_on: one.dispute.due_on,
        answer: one.answer.map(|answer| DisputeAnswer {
            outcome: answer.outcome.code().to_owned(),
            answer: answer.answer,
            fact_id: answer.fact_id.map(|id| id.0),
            answered_by: answer.answered_by.0,
            answered_at: answer.answered_at.utc(),
        }),
    }
}

/// A dispute to be raised.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct DisputeInput {
    /// Why, 1–500 characters.
    reason: String,
}

/// An answer to be given.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AnswerInput {
    /// In words, 1–500 characters.
    answer: String,
    /// The later fact that corrected the posting; missing: the posting is confirmed.
    fact_id: Option<i64>,
}

#[OpenApi(tag = "Family::Points")]
impl Disputes {
    /// The disputes about statements that you may read, open ones first.
    #[oai(path = "/disputes", method = "get", operation_id = "list_disputes")]
    async fn list_disputes(&self, caller: Caller) -> Answer<Json<Vec<Dispute>>> {
        let rows = newsroom::disputes(self.0.db.reader(), &caller.viewer).await?;
        Ok(Json(rows.into_iter().map(dispute_document).collect()))
    }

    /// One dispute.
    #[oai(path = "/disputes/:dispute_id", method = "get", operation_id = "read_dispute")]
    async fn read_dispute(&self, caller: Caller, dispute_id: Path<i64>) -> Answer<Json<Dispute>> {
        self.one(&caller, DisputeId(dispute_id.0)).await
    }

    /// Raises a dispute about a posting of yours, or of a unit that you sign for.
    #[oai(
        path = "/postings/:seq/disputes",
        method = "post",
        operation_id = "raise_dispute"
    )]
    async fn raise_dispute(
        &self,
        caller: Caller,
        seq: Path<i64>,
        input: Json<DisputeInput>,
    ) -> Answer<Json<Dispute>> {
        let claimant = caller.viewer.claimant()?;
        let row = newsroom::raise_dispute(&self.0, &claimant, seq.0, &input.reason).await?;
        self.one(&caller, row.id).await
    }

    /// Answers a dispute, once.
    #[oai(
        path = "/disputes/:dispute_id/answer",
        method = "post",
        operation_id = "answer_dispute"
    )]
    async fn answer_dispute(
        &self,
        caller: Caller,
        dispute_id: Path<i64>,
        input: Json<AnswerInput>,
    ) -> Answer<Json<Dispute>> {
        let (office, id) = (caller.viewer.office()?, DisputeId(dispute_id.0));
        let new = NewAnswer {
            answer: input.0.answer,
            corrected_by: input.0.fact_id.map(FactId),
        };
        newsroom::answer_dispute(&self.0, &office, id, &new).await?;
        self.one(&caller, id).await
    }
}

impl Disputes {
    async fn one(&self, caller: &Caller, id: DisputeId) -> Answer<Json<Dispute>> {
        let found = newsroom::dispute_for(self.0.db.reader(), &caller.viewer, id).await?;
        Ok(Json(dispute_document(found)))
    }
}
