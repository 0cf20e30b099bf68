//! 考核事项: the office or an editor records what happened that is no article and no adoption and counts all the same
//! (约稿、差错失误、阅读量、质量分、线索、免考核), and withdraws a record that was wrong. The record stays; the ledger
//! follows.

mod checked;
mod fact;
mod fields;

use chrono::NaiveDate;
use entity::{ArticleId, OccurrenceId, OccurrenceKind, SubjectKind, occurrence};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, SqlErr,
};

use super::{facts, notices, shelf};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::ledger::{self, NewFact, Scope, Settled};
use crate::people::Recorder;
use crate::points::Points;
use crate::text::Line;
use crate::{Result, db};

pub use checked::{incident_words, mark_parts};
pub use fields::{Field, OUTCOMES};

/// Whose account a record touches, beside those that its article names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whom {
    /// Nobody is named.
    #[default]
    Nobody,
    /// Everybody: a holiday.
    Everybody,
    /// A person or unit.
    One(SubjectKind, i64),
}

/// Something that happened, to be recorded. Which fields it takes depends on its kind ([`Field::of`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOccurrence {
    /// What kind of thing.
    pub kind: OccurrenceKind,
    /// The day; of an exemption the first one, which alone may lie ahead.
    pub happened_on: NaiveDate,
    /// The deadline of a commission; the last day of an exemption, inclusive.
    pub until_on: Option<NaiveDate>,
    /// The article.
    pub article_id: Option<ArticleId>,
    /// Who was asked, answers for it, gave the clue or is excused.
    pub whom: Whom,
    /// The outcome of a commission, the word of an incident, the part of the rubric of a mark.
    pub what: String,
    /// Views or plays.
    pub n_views: Option<i64>,
    /// The mark; of an incident the points chosen where the scheme leaves a range.
    pub points: Option<Points>,
    /// Who stands for the points chosen.
    pub approver: String,
    /// The title of a commission, what an incident was, who gave a mark, why an exemption.
    pub note: String,
}

impl NewOccurrence {
    /// One of a kind on a day, with nothing else said.
    #[must_use]
    pub const fn of(kind: OccurrenceKind, happened_on: NaiveDate) -> Self {
        Self {
            kind,
            happened_on,
            until_on: None,
            article_id: None,
            whom: Whom::Nobody,
            what: String::new(),
            n_views: None,
            points: None,
            approver: String::new(),
            note: String::new(),
        }
    }
}

/// Records what happened; the ledger follows in the same transaction.
///
/// # Errors
/// [`Error::Invalid`] naming every field that cannot be taken; [`Error::Refused`] where it was recorded before, or
/// concerns whoever records it.
pub async fn record_occurrence(
    app: &App,
    recorder: &Recorder,
    new: &NewOccurrence,
) -> Result<(occurrence::Model, Settled)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let row = checked::row(&tx, recorder, new, (app.today(), now)).await?;
    let row = row.insert(&tx).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused("refused.occurred_before"),
        _ => Error::from(error),
    })?;
    let fact = NewFact {
        body: fact::body(&tx, &row).await?,
        source: Some(source_of(row.id)),
        replaces: None,
    };
    let (_, scope) = ledger::record(&tx, fact, recorder.actor(), now).await?;
    let scope = scope.and(&lateness(&tx, recorder, &row, now).await?);
    let settled = ledger::settle(&tx, scope, recorder.id(), now).await?;
    let deed = Deed::done("record_occurrence", "occurrence", row.id).with(detail(&row));
    audit::note(&tx, recorder.actor(), deed, now).await?;
    tell(&tx, &row, ("occurred", ""), now).await?;
    tx.commit().await?;
    Ok((row, settled))
}

/// Withdraws a record: the row stays and says why, the ledger reverses what it brought.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] without a reason; [`Error::Refused`] where it is withdrawn already, or
/// concerns whoever withdraws it.
pub async fn withdraw_occurrence(
    app: &App,
    recorder: &Recorder,
    id: OccurrenceId,
    reason: &str,
) -> Result<(occurrence::Model, Settled)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let was = occurrence::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    let reason = Line::parse(reason, 200)
        .map_err(|_| Error::invalid("reason", "fault.reason_missing"))?
        .into_string();
    if was.withdrawn_at.is_some() {
        return Err(Error::refused("refused.withdrawn_already"));
    }
    if let Some(article) = was.article_id {
        recorder.is_not_author(&shelf::article(&tx, article).await?)?;
    }
    if let Some(subject) = was.subject_kind.zip(was.subject_id) {
        recorder.is_not_for_own(subject)?;
    }
    let mut row = was.into_active_model();
    row.withdrawn_at = Set(Some(now));
    row.withdrawn_by = Set(Some(recorder.id()));
    row.withdrawn_reason = Set(Some(reason.clone()));
    let row = row.update(&tx).await?;
    let scope = match ledger::fact_of(&tx, &source_of(id)).await? {
        None => Scope::default(),
        Some(fact) => ledger::withdraw_fact(&tx, fact, &reason, recorder.actor(), now).await?,
    };
    let scope = scope.and(&lateness(&tx, recorder, &row, now).await?);
    let settled = ledger::settle(&tx, scope, recorder.id(), now).await?;
    let detail = serde_json::json!({ "kind": row.kind.code(), "reason": reason });
    let deed = Deed::done("withdraw_occurrence", "occurrence", id).with(detail);
    audit::note(&tx, recorder.actor(), deed, now).await?;
    tell(&tx, &row, ("occurrence_withdrawn", &reason), now).await?;
    tx.commit().await?;
    Ok((row, settled))
}

/// Brings the article's own fact to what its records say of lateness: rules that ask when it was filed read it there.
async fn lateness(
    tx: &DatabaseTransaction,
    recorder: &Recorder,
    row: &occurrence::Model,
    now: entity::Instant,
) -> Result<Scope> {
    match row.article_id {
        Some(id) if facts::is_lateness(row) => {
            let article = shelf::article(tx, id).await?;
            facts::refresh(tx, &article, recorder.actor(), now).await
        }
        _ => Ok(Scope::default()),
    }
}

/// The record as the source of its fact.
pub(super) fn source_of(id: OccurrenceId) -> String {
    format!("occurrence:{id}")
}

/// The record that is the source of a fact, if one is.
#[must_use]
pub fn occurrence_of(source: &str) -> Option<OccurrenceId> {
    source.strip_prefix("occurrence:")?.parse().ok()
}

/// What the audit log keeps of a record.
fn detail(row: &occurrence::Model) -> serde_json::Value {
    let subject = row
        .subject_kind
        .zip(row.subject_id)
        .map(|(kind, id)| format!("{}:{id}", kind.code()));
    serde_json::json!({
        "kind": row.kind.code(), "day": row.happened_on, "until": row.until_on,
        "article": row.article_id.map(|id| id.to_string()), "subject": subject, "what": row.what,
        "n_views": row.n_views, "points": row.points.map(|points| Points::from_hundredths(points).fixed()),
        "approver": row.approver, "note": row.note,
    })
}

/// Tells whoever is concerned. Views and marks come by the dozen and are read from the statement.
async fn tell(
    tx: &DatabaseTransaction,
    row: &occurrence::Model,
    (kind, remark): (&str, &str),
    now: entity::Instant,
) -> Result<()> {
    if matches!(row.kind, OccurrenceKind::Measure | OccurrenceKind::Mark) {
        return Ok(());
    }
    let whom = match (row.subject_kind, row.subject_id, row.article_id) {
        (Some(SubjectKind::Person), Some(id), _) => entity::PersonId(id),
        (None, _, Some(article)) => shelf::article(tx, article).await?.reporter_id,
        _ => return Ok(()),
    };
    let href = format!("/occurrences/{}", row.id);
    let args = [
        ("day", row.happened_on.to_string()),
        ("remark", remark.to_owned()),
    ];
    notices::tell_of(tx, whom, kind, &href, &args, now).await
}
