//! Leaders' instructions (批示): recording one, withdrawing one. They are read with their article.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{ArticleId, FileId, InstructionId, instruction};
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::adoptions::Withdrawal;
use super::caller::Caller;
use super::fail::Answer;
use super::remembered::{Created, Creation, once};
use super::{Family, written};
use crate::app::App;
use crate::error::Error;
use crate::newsroom::{self, NewInstruction};
use crate::people::Viewer;

/// Instructions.
pub(super) struct Instructions(pub App);

/// An instruction.
#[derive(Clone, Debug, Object)]
pub(super) struct Instruction {
    /// Its key.
    id: i64,
    /// On which article.
    article_id: i64,
    /// Whose, as title and name.
    leader: String,
    /// The level's code.
    leader_level: String,
    /// The day.
    instructed_on: NaiveDate,
    /// What it says, or a part of it.
    excerpt: String,
    /// Whether only the desk may read it.
    is_confidential: bool,
    /// The evidence.
    evidence_id: Option<i64>,
    /// Whether the office holds a copy on paper.
    has_copy: bool,
    /// The points chosen where the scheme leaves a range, as decimal text.
    granted: Option<String>,
    /// Why so many.
    granted_reason: String,
    /// Who stands for them.
    approver: String,
    /// By whom it was recorded.
    recorded_by: i64,
    /// When.
    recorded_at: DateTime<Utc>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why.
    withdrawn_reason: Option<String>,
}

/// An instruction to be recorded.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct InstructionInput {
    /// On which article.
    article_id: i64,
    /// Whose, as title and name, 1–60 characters.
    leader: String,
    /// The level's code, of kind `leader_level`.
    leader_level: String,
    /// The day.
    instructed_on: NaiveDate,
    /// What it says, at most 2,000 characters.
    excerpt: Option<String>,
    /// Whether only the desk may read it; missing: no.
    is_confidential: Option<bool>,
    /// The evidence, uploaded before: the file's `id`.
    evidence_id: Option<i64>,
    /// Whether the office holds a copy on paper; missing: no.
    has_copy: Option<bool>,
    /// The points chosen where the scheme leaves a range, as decimal text; they need reason and approver.
    granted: Option<String>,
    /// Why so many, 1–200 characters.
    granted_reason: Option<String>,
    /// Who stands for them, 1–50 characters.
    approver: Option<String>,
}

/// An instruction as a document.
pub(super) fn instruction_document(row: instruction::Model) -> Instruction {
    Instruction {
        id: row.id.0,
        article_id: row.article_id.0,
        leader: row.leader,
        leader_level: row.leader_level,
        instructed_on: row.instructed_on,
        excerpt: row.excerpt,
        is_confidential: row.is_confidential,
        evidence_id: row.evidence_id.map(|id| id.0),
        has_copy: row.has_copy,
        granted: row.granted.map(written::points),
        granted_reason: row.granted_reason,
        approver: row.approver,
        recorded_by: row.recorded_by.0,
        recorded_at: row.recorded_at.utc(),
        withdrawn_at: written::time(row.withdrawn_at),
        withdrawn_reason: row.withdrawn_reason,
    }
}

#[OpenApi(tag = "Family::Adoptions")]
impl Instructions {
    /// Records an instruction.
    #[oai(path = "/instructions", method = "post", operation_id = "record_instruction")]
    async fn record_instruction(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Json<InstructionInput>,
    ) -> Answer<Created<Instruction>> {
        let (app, person) = (&self.0, caller.viewer.id());
        let id = ArticleId(input.article_id);
        newsroom::article_for(app.db.reader(), &caller.viewer, id).await?;
        let make = |viewer: Viewer| async move {
            let input = input.0;
            let new = NewInstruction {
                article_id: id,
                leader: input.leader,
                leader_level: input.leader_level,
                instructed_on: input.instructed_on,
                excerpt: input.excerpt.unwrap_or_default(),
                is_confidential: input.is_confidential.unwrap_or_default(),
                evidence: input.evidence_id.map(FileId),
                has_copy: input.has_copy.unwrap_or_default(),
                granted: written::granted(input.granted, input.granted_reason, input.approver)?,
            };
            let (row, _) = newsroom::instruct(app, &viewer.editor()?, &new).await?;
            Ok(row.id.0)
        };
        let viewer = caller.viewer.clone();
        let creation = Creation {
            deed: "instruct",
            make,
            find: |_, at| async move {
                let rows = newsroom::instructions_of(app.db.reader(), &viewer, id).await?;
                let mine = rows
                    .iter()
                    .find(|row| row.recorded_by == person && row.recorded_at == at);
                mine.map(|row| row.id.0).ok_or(Error::NotFound)
            },
            show: |id| async move {
                let row = newsroom::instruction_of(app.db.reader(), InstructionId(id)).await?;
                Ok(instruction_document(row))
            },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Withdraws a recorded instruction: the row stays and says why.
    #[oai(
        path = "/instructions/:instruction_id/withdraw",
        method = "post",
        operation_id = "withdraw_instruction"
    )]
    async fn withdraw_instruction(
        &self,
        caller: Caller,
        instruction_id: Path<i64>,
        input: Json<Withdrawal>,
    ) -> Answer<Json<Instruction>> {
        let editor = caller.viewer.editor()?;
        let id = InstructionId(instruction_id.0);
        let (row, _) = newsroom::withdraw_instruction(&self.0, &editor, id, &input.reason).await?;
        Ok(Json(instruction_document(row)))
    }
}
