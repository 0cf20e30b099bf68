//! Statements of persons and units, and single postings: every figure with its article, rule and sentence.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{SubjectKind, frozen_statement, period_close};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::standings::ranked_period;
use super::{Family, written};
use crate::Result;
use crate::app::App;
use crate::ledger::{self, PostingRow};
use crate::newsroom;
use crate::people::Viewer;

/// Statements.
pub(super) struct Statements(pub App);

/// A statement.
#[derive(Clone, Debug, Object)]
struct Statement {
    /// `person` or `unit`.
    kind: String,
    /// The person's or unit's key.
    subject_id: i64,
    /// `2026-03`, `2026-Q1` or `2026`.
    period: String,
    /// The sum as decimal text: that of the postings.
    points: String,
    /// The sum in hundredths.
    points_minor: i64,
    /// The postings, the newest day first; of a closed month with what had become of them when it was closed.
    postings: Vec<Posting>,
    /// What was frozen, where the period is a closed month.
    frozen: Option<Frozen>,
}

/// A frozen statement; points as decimal text.
#[derive(Clone, Debug, Object)]
struct Frozen {
    /// The name as it was printed.
    name: String,
    /// The first month of the assessment year that opening and closing count from.
    year_first: String,
    /// What stood before the month.
    opening: String,
    /// What the month earned.
    earned: String,
    /// What it took away.
    deducted: String,
    /// 补记 and 冲回 of earlier months.
    prior: String,
    /// What stood after it.
    closing: String,
    /// How many postings.
    n_postings: i64,
    /// The place; none where there is none.
    place: Option<i64>,
    /// Among so many.
    n_ranked: i64,
    /// SHA-256 over the statement.
    digest: String,
    /// When the month was closed.
    closed_at: DateTime<Utc>,
    /// Number of the ledger's last posting then.
    head_seq: i64,
    /// And its hash.
    head: String,
}

/// A posting.
#[derive(Clone, Debug, Object)]
struct Posting {
    /// Its number.
    seq: i64,
    /// What it is a posting of.
    line: String,
    /// The posting that it reverses.
    reverses: Option<i64>,
    /// Whether a later posting reversed it.
    is_reversed: bool,
    /// `person` or `unit`.
    subject_kind: String,
    /// Whose.
    subject_id: i64,
    /// The month to which it is booked.
    period: String,
    /// The month in which it happened.
    origin_period: String,
    /// The day on which it happened.
    happened_on: NaiveDate,
    /// Points as decimal text.
    points: String,
    /// Points in hundredths.
    points_minor: i64,
    /// The rule.
    rule: String,
    /// The scheme's version.
    scheme_version_id: Option<i64>,
    /// The article.
    article_id: Option<i64>,
    /// The facts.
    facts: serde_json::Value,
    /// Why, in a sentence.
    sentence: String,
    /// How it was reckoned, step by step.
    trace: serde_json::Value,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// Its hash in the chain.
    hash: String,
}

fn posting_document(row: PostingRow) -> Posting {
    let PostingRow { posting, is_reversed } = row;
    Posting {
        seq: posting.seq,
        line: posting.line,
        reverses: posting.reverses,
        is_reversed,
        subject_kind: posting.subject_kind.code().to_owned(),
        subject_id: posting.subject_id,
        period: posting.period,
        origin_period: posting.origin_period,
        happened_on: posting.happened_on,
        points: written::points(posting.points),
        points_minor: posting.points,
        rule: posting.rule,
        scheme_version_id: posting.scheme_version_id.map(|id| id.0),
        article_id: posting.article_id.map(|id| id.0),
        facts: serde_json::from_str(&posting.facts).unwrap_or_default(),
        sentence: posting.sentence,
        trace: serde_json::from_str(&posting.trace).unwrap_or_default(),
        recorded_at: posting.recorded_at.utc(),
        hash: posting.hash,
    }
}

fn frozen_document(row: frozen_statement::Model, close: &period_close::Model) -> Frozen {
    Frozen {
        name: row.name,
        year_first: row.year_first,
        opening: written::points(row.opening),
        earned: written::points(row.earned),
        deducted: written::points(row.deducted),
        prior: written::points(row.prior),
        closing: written::points(row.closing),
        n_postings: row.n_postings,
        place: row.place,
        n_ranked: row.n_ranked,
        digest: row.digest,
        closed_at: close.closed_at.utc(),
        head_seq: close.seq,
        head: close.hash.clone(),
    }
}

impl Statements {
    async fn statement(
        &self,
        viewer: &Viewer,
        subject: (SubjectKind, i64),
        period: &str,
    ) -> Result<Statement> {
        ranked_period(self.0.db.reader(), period).await?;
        newsroom::statement_for(self.0.db.reader(), viewer, subject).await?;
        let read = ledger::statement(self.0.db.reader(), subject, period).await?;
        let frozen = match &read.close {
            None => None,
            Some(close) => ledger::frozen(self.0.db.reader(), subject, period)
                .await?
                .map(|row| frozen_document(row, close)),
        };
        Ok(Statement {
            frozen,
            kind: read.kind.code().to_owned(),
            subject_id: read.subject_id,
            period: read.period,
            points: written::points(read.points),
            points_minor: read.points,
            postings: read.rows.into_iter().map(posting_document).collect(),
        })
    }
}

#[OpenApi(tag = "Family::Points")]
impl Statements {
    /// The statement of a person: your own, or anybody's for the desk.
    #[oai(
        path = "/statements/person/:person_id",
        method = "get",
        operation_id = "read_person_statement"
    )]
    async fn read_person_statement(
        &self,
        caller: Caller,
        person_id: Path<i64>,
        /// `2026-03`, `2026-Q1`, `2026`, or a year as a scheme says it starts: `2025-12..2026-11`.
        period: Query<String>,
    ) -> Answer<Json<Statement>> {
        let subject = (SubjectKind::Person, person_id.0);
        Ok(Json(self.statement(&caller.viewer, subject, &period.0).await?))
    }

    /// The statement of a unit: one of yours, or any for the desk.
    #[oai(
        path = "/statements/unit/:organisation_id",
        method = "get",
        operation_id = "read_unit_statement"
    )]
    async fn read_unit_statement(
        &self,
        caller: Caller,
        organisation_id: Path<i64>,
        /// `2026-03`, `2026-Q1`, `2026`, or a year as a scheme says it starts: `2025-12..2026-11`.
        period: Query<String>,
    ) -> Answer<Json<Statement>> {
        let subject = (SubjectKind::Unit, organisation_id.0);
        Ok(Json(self.statement(&caller.viewer, subject, &period.0).await?))
    }

    /// One posting.
    #[oai(path = "/postings/:seq", method = "get", operation_id = "read_posting")]
    async fn read_posting(&self, caller: Caller, seq: Path<i64>) -> Answer<Json<Posting>> {
        let db = self.0.db.reader();
        let row = ledger::posting(db, seq.0).await?;
        let subject = (row.posting.subject_kind, row.posting.subject_id);
        newsroom::statement_for(db, &caller.viewer, subject).await?;
        Ok(Json(posting_document(row)))
    }
}
