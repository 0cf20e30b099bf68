//! 答复申诉: the office confirms a posting with a reason, or names the new fact that corrected it. Nobody answers about
//! what they recorded themselves.

use entity::{DisputeId, DisputeOutcome, FactId, Instant, SubjectKind, dispute_answer, fact, fact_subject};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};

use super::disputes::{Disputed, dispute_for};
use super::notices;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::people::Office;
use crate::text::Line;
use crate::{Result, db, ledger};

/// What the office says to a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnswer {
    /// Why, or what was done; 1 to 500 characters.
    pub answer: String,
    /// The later fact that corrected the posting; none: the posting is confirmed.
    pub corrected_by: Option<FactId>,
}

/// Answers a dispute, once.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] where it is answered, or the answerer recorded what it is about;
/// [`Error::Invalid`] without words, or for a fact that cannot have corrected the posting.
pub async fn answer_dispute(
    app: &App,
    office: &Office,
    id: DisputeId,
    new: &NewAnswer,
) -> Result<dispute_answer::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let found = dispute_for(&tx, office.viewer(), id).await?;
    if found.answer.is_some() {
        return Err(Error::refused("dispute.answered"));
    }
    let ids: Vec<i64> = serde_json::from_str(&found.posting.facts)?;
    let grounds = fact::Entity::find()
        .filter(fact::Column::Id.is_in(ids))
        .all(&tx)
        .await?;
    if grounds.iter().any(|fact| fact.recorded_by == office.id()) {
        return Err(Error::refused("dispute.recorded_by_you"));
    }
    let answer = Line::parse(&new.answer, 500)
        .map_err(|_| Error::invalid("answer", "dispute.answer_missing"))?
        .into_string();
    if let Some(fact) = new.corrected_by
        && !corrects(&tx, fact, &found, &grounds).await?
    {
        return Err(Error::invalid("fact_id", "dispute.no_correction"));
    }
    let outcome = match new.corrected_by {
        Some(_) => DisputeOutcome::Corrected,
        None => DisputeOutcome::Confirmed,
    };
    let row = dispute_answer::Model {
        dispute_id: id,
        outcome,
        answer,
        fact_id: new.corrected_by,
        answered_by: office.id(),
        answered_at: now,
        digest: String::new(),
    };
    let row = ledger::keep_answer(&tx, row).await?;
    let detail = serde_json::json!({
        "posting": found.posting.seq, "outcome": outcome.code(), "fact": new.corrected_by,
    });
    let deed = Deed::done("answer_dispute", "dispute", id).with(detail);
    audit::note(&tx, office.actor(), deed, now).await?;
    tell(&tx, &found, &row, now).await?;
    tx.commit().await?;
    Ok(row)
}

/// Whether a fact can have corrected the posting: recorded after the dispute was raised, and about the same article, a
/// fact behind the posting, or its subject.
async fn corrects(
    tx: &DatabaseTransaction,
    id: FactId,
    found: &Disputed,
    grounds: &[fact::Model],
) -> Result<bool> {
    let Some(fact) = fact::Entity::find_by_id(id).one(tx).await? else {
        return Ok(false);
    };
    if fact.recorded_at < found.dispute.raised_at || grounds.iter().any(|ground| ground.id >= id) {
        return Ok(false);
    }
    let is_of_article = fact.article_id.is_some() && fact.article_id == found.posting.article_id;
    let is_of_ground = fact
        .withdraws
        .is_some_and(|gone| grounds.iter().any(|ground| ground.id == gone));
    let (kind, subject): (SubjectKind, i64) = (found.posting.subject_kind, found.posting.subject_id);
    let touches = fact_subject::Entity::find()
        .filter(fact_subject::Column::FactId.eq(id))
        .filter(fact_subject::Column::SubjectKind.eq(kind))
        .filter(fact_subject::Column::SubjectId.eq(subject));
    Ok(is_of_article || is_of_ground || touches.count(tx).await? > 0)
}

async fn tell(
    tx: &DatabaseTransaction,
    found: &Disputed,
    row: &dispute_answer::Model,
    now: Instant,
) -> Result<()> {
    let kind = match row.outcome {
        DisputeOutcome::Confirmed => "dispute_confirmed",
        DisputeOutcome::Corrected => "dispute_corrected",
    };
    let args = [
        ("month", found.posting.period.clone()),
        ("remark", row.answer.clone()),
    ];
    let href = format!("/disputes/{}", row.dispute_id);
    notices::tell_of(tx, found.dispute.raised_by, kind, &href, &args, now).await
}
