//! 批示登记: an editor records a leader's written instruction on an article, and withdraws a record that was wrong.

use chrono::NaiveDate;
use entity::{ArticleId, FileId, InstructionId, Language, Step, instruction};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    EntityTrait, IntoActiveModel, SqlErr,
};

use super::enclosures::is_evidence_of;
use super::grant::{Granted, grant};
use super::steps::{self, Said};
use super::{notices, terms};
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::ledger::{self, NewFact, Settled};
use crate::people::Editor;
use crate::scheme::{self, Body};
use crate::text::Line;
use crate::{Result, db};

/// An instruction to be recorded.
#[derive(Clone, Debug)]
pub struct NewInstruction {
    /// On which article.
    pub article_id: ArticleId,
    /// Whose, as title and name.
    pub leader: String,
    /// The level's code in the dictionary.
    pub leader_level: String,
    /// The day of the instruction.
    pub instructed_on: NaiveDate,
    /// What it says, or a part of it.
    pub excerpt: String,
    /// Whether only editors, office and supervisors may read it.
    pub is_confidential: bool,
    /// The evidence, uploaded before.
    pub evidence: Option<FileId>,
    /// Whether the office holds a copy on paper.
    pub has_copy: bool,
    /// The points chosen where the scheme leaves a range.
    pub granted: Granted,
}

/// Records an instruction.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Refused`] where it was recorded before or the article is not accepted;
/// [`Error::NotFound`].
pub async fn instruct(
    app: &App,
    editor: &Editor,
    new: &NewInstruction,
) -> Result<(instruction::Model, Settled)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let article = super::article(&tx, new.article_id).await?;
    editor.is_not_author(&article)?;
    let held = steps::hold(&tx, editor.viewer(), article.id, article.version).await?;
    steps::after(&held, Step::Instruct)?;
    let terms = terms(&tx).await?;
    let mut faults = Vec::new();
    let leader = Line::parse(&new.leader, 60);
    if leader.is_err() {
        faults.push(Fault::new("leader", Message::new("fault.leader")));
    }
    if terms.find("leader_level", &new.leader_level).is_none() {
        faults.push(Fault::new("leader_level", Message::new("fault.unknown_level")));
    }
    if new.instructed_on > app.today() {
        faults.push(Fault::new("instructed_on", Message::new("fault.day_in_future")));
    }
    let excerpt: String = new
        .excerpt
        .trim()
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    if excerpt.chars().count() > 2_000 {
        faults.push(Fault::new("excerpt", Message::new("fault.remark_too_long")));
    }
    if let Some(evidence) = new.evidence
        && !is_evidence_of(&tx, article.id, evidence).await?
    {
        faults.push(Fault::new("evidence", Message::new("fault.unknown_evidence")));
    }
    let granted = new.granted.kept(&mut faults);
    let (Ok(leader), true) = (leader, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let row = instruction::ActiveModel {
        id: NotSet,
        article_id: Set(article.id),
        leader: Set(leader.into_string()),
        leader_level: Set(new.leader_level.clone()),
        instructed_on: Set(new.instructed_on),
        excerpt: Set(excerpt),
        is_confidential: Set(new.is_confidential),
        evidence_id: Set(new.evidence),
        has_copy: Set(new.has_copy),
        granted: Set(granted.points),
        granted_reason: Set(granted.reason),
        approver: Set(granted.approver),
        recorded_by: Set(editor.id()),
        recorded_at: Set(now),
        withdrawn_at: Set(None),
        withdrawn_by: Set(None),
        withdrawn_reason: Set(None),
    };
    let row = row.insert(&tx).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused("refused.instructed_before"),
        _ => Error::from(error),
    })?;
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::Instruct, Said::default()),
        now,
        |_| {},
    )
    .await?;
    let body = Body::Instruction(scheme::Instruction {
        article: scheme::ArticleId(article.id.0),
        leader: if row.is_confidential {
            String::new()
        } else {
            row.leader.clone()
        },
        level: terms
            .name("leader_level", &row.leader_level, Language::Chinese)
            .to_owned(),
        day: row.instructed_on,
        piece: None,
        proven: row.has_copy || row.evidence_id.is_some(),
        granted: grant(row.granted, &row.granted_reason, &row.approver),
    });
    let fact = NewFact {
        body,
        source: Some(format!("instruction:{}", row.id)),
        replaces: None,
    };
    let (_, scope) = ledger::record(&tx, fact, editor.actor(), now).await?;
    let settled = ledger::settle(&tx, scope, editor.id(), now).await?;
    if !row.is_confidential {
        let args = [("leader", row.leader.clone())];
        notices::tell(&tx, article.reporter_id, "instructed", &article, &args, now).await?;
    }
    tx.commit().await?;
    Ok((row, settled))
}

/// Withdraws a recorded instruction.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] without a reason; [`Error::Refused`] where it is withdrawn already.
pub async fn withdraw_instruction(
    app: &App,
    editor: &Editor,
    id: InstructionId,
    reason: &str,
) -> Result<(instruction::Model, Settled)> {
    let now = app.clock.now();
    let reason = Line::parse(reason, 200)
        .map_err(|_| Error::invalid("reason", "fault.reason_missing"))?
        .into_string();
    let tx = db::write(&app.db).await?;
    let was = instruction::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    if was.withdrawn_at.is_some() {
        return Err(Error::refused("refused.withdrawn_already"));
    }
    let article = super::article(&tx, was.article_id).await?;
    let held = steps::hold(&tx, editor.viewer(), article.id, article.version).await?;
    let mut row = was.into_active_model();
    row.withdrawn_at = Set(Some(now));
    row.withdrawn_by = Set(Some(editor.id()));
    row.withdrawn_reason = Set(Some(reason.clone()));
    let row = row.update(&tx).await?;
    let said = Said {
        remark: reason.clone(),
        ..Said::default()
    };
    steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::WithdrawInstruction, said),
        now,
        |_| {},
    )
    .await?;
    let settled = match ledger::fact_of(&tx, &format!("instruction:{id}")).await? {
        None => Settled::default(),
        Some(fact) => {
            let scope = ledger::withdraw_fact(&tx, fact, &reason, editor.actor(), now).await?;
            ledger::settle(&tx, scope, editor.id(), now).await?
        }
    };
    tx.commit().await?;
    Ok((row, settled))
}
