//! 退回修改, 待用, 退稿, 采纳, and 重新审稿, which undoes them.

use chrono::{NaiveDate, TimeDelta};
use entity::{ArticleId, Cause, PersonId, Step, article};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

use super::revision::{self, Copy};
use super::steps::{self, Held, Said};
use super::{authors_of, claim, facts, notices, shelf, terms};
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::people::{Editor, UnitReviewer};
use crate::text::CleanHtml;
use crate::{Result, db, ledger};

/// What an editor decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// 退回修改, with a reason and a due date.
    Return,
    /// 待用.
    Hold,
    /// 退稿, with a reason.
    Decline,
    /// 采纳.
    Accept,
}

/// What an editor says with a decision.
#[derive(Clone, Debug, Default)]
pub struct Remark {
    /// The reason's code in the dictionary; needed to return and to decline.
    pub reason: String,
    /// To the reporter, at most 2,000 characters.
    pub remark: String,
    /// Among editors, at most 2,000 characters; reporters never see it.
    pub internal_note: String,
    /// When a returned article should be back; none: the installation's number of days from today.
    pub due_on: Option<NaiveDate>,
}

impl Decision {
    const fn step(self) -> Step {
        match self {
            Self::Return => Step::Return,
            Self::Hold => Step::Hold,
            Self::Decline => Step::Decline,
            Self::Accept => Step::Accept,
        }
    }

    /// The dictionary of its reasons, where it needs one.
    const fn reasons(self) -> Option<&'static str> {
        match self {
            Self::Return => Some("return_reason"),
            Self::Decline => Some("decline_reason"),
            Self::Hold | Self::Accept => None,
        }
    }

    /// The kind of notice that the reporter gets.
    const fn notice(self) -> &'static str {
        match self {
            Self::Return => "returned",
            Self::Hold => "held",
            Self::Decline => "declined",
            Self::Accept => "accepted",
        }
    }
}

/// Decides on an article that the editor has in hand.
///
/// # Errors
/// [`Error::Invalid`] for a missing reason or a due date in the past; [`Error::Refused`] where another editor has it
/// or the state does not allow it; [`Error::Stale`]; [`Error::NotFound`].
pub async fn decide(
    app: &App,
    editor: &Editor,
    id: ArticleId,
    version: i64,
    (decision, remark): (Decision, &Remark),
) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let held = steps::hold(&tx, editor.viewer(), id, version).await?;
    claim::is_holder(editor, &held.article)?;
    steps::after(&held, decision.step())?;
    let said = said(app, &tx, decision, remark).await?;
    let head = match decision {
        Decision::Return => cut(&tx, &held, Cause::Return, editor.id(), now).await?,
        Decision::Accept => cut(&tx, &held, Cause::Accept, editor.id(), now).await?,
        Decision::Hold | Decision::Decline => held.article.head,
    };
    let due_on = said.due_on;
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (decision.step(), said.clone()),
        now,
        |article| {
            article.head = Set(head);
            article.decided_at = Set(Some(now));
            article.due_on = Set(due_on);
            article.accepted_at = Set((decision == Decision::Accept).then_some(now));
        },
    )
    .await?;
    let args = [
        ("remark", said.remark.clone()),
        ("due_on", due_on.map_or_else(String::new, |day| day.to_string())),
    ];
    notices::tell(&tx, article.reporter_id, decision.notice(), &article, &args, now).await?;
    let touched = facts::refresh(&tx, &article, editor.actor(), now).await?;
    ledger::settle(&tx, touched, editor.id(), now).await?;
    tx.commit().await?;
    Ok(article)
}

/// 退回修改 by the unit reviewer, before the article leaves the unit.
///
/// # Errors
/// [`Error::NotFound`] for another unit's article; [`Error::Invalid`]; [`Error::Stale`]; [`Error::Refused`].
pub async fn return_from_unit(
    app: &App,
    reviewer: &UnitReviewer,
    id: ArticleId,
    version: i64,
    remark: &Remark,
) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let own = shelf::article(&tx, id).await?;
    reviewer.signs_for(&own)?;
    let held = steps::hold(&tx, reviewer.viewer(), id, version).await?;
    if held.article.state != entity::ArticleState::UnitReview {
        return Err(Error::Refused(Message::new("refused.left_unit")));
    }
    let said = said(app, &tx, Decision::Return, remark).await?;
    let head = cut(&tx, &held, Cause::Return, reviewer.id(), now).await?;
    let due_on = said.due_on;
    let args = [
        ("remark", said.remark.clone()),
        ("due_on", due_on.map_or_else(String::new, |day| day.to_string())),
    ];
    let article = steps::take(
        &tx,
        reviewer.actor(),
        held,
        (Step::Return, said),
        now,
        |article| {
            article.head = Set(head);
            article.due_on = Set(due_on);
        },
    )
    .await?;
    notices::tell(&tx, article.reporter_id, "returned", &article, &args, now).await?;
    tx.commit().await?;
    Ok(article)
}

/// 重新审稿: takes back a decision; the article is in the editor's hand again. An accepted article with standing
/// adoptions stays accepted.
///
/// # Errors
/// [`Error::Refused`]; [`Error::Stale`]; [`Error::NotFound`].
pub async fn reconsider(
    app: &App,
    editor: &Editor,
    id: ArticleId,
    version: i64,
    remark: &Remark,
) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let held = steps::hold(&tx, editor.viewer(), id, version).await?;
    editor.is_not_author(&held.article)?;
    if held.article.n_adoptions > 0 {
        return Err(Error::refused("refused.has_adoptions"));
    }
    let said = Said {
        remark: remark_text(&remark.remark)?,
        internal_note: remark_text(&remark.internal_note)?,
        ..Said::default()
    };
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::Reconsider, said),
        now,
        |article| {
            article.claimed_by = Set(Some(editor.id()));
            article.claimed_at = Set(Some(now));
            article.decided_at = Set(None);
            article.accepted_at = Set(None);
            article.due_on = Set(None);
        },
    )
    .await?;
    notices::tell(&tx, article.reporter_id, "reconsidered", &article, &[], now).await?;
    let touched = facts::refresh(&tx, &article, editor.actor(), now).await?;
    ledger::settle(&tx, touched, editor.id(), now).await?;
    tx.commit().await?;
    Ok(article)
}

/// Checks what is said with a decision.
async fn said(app: &App, tx: &DatabaseTransaction, decision: Decision, remark: &Remark) -> Result<Said> {
    let mut said = Said {
        reason: None,
        remark: remark_text(&remark.remark)?,
        internal_note: remark_text(&remark.internal_note)?,
        due_on: None,
    };
    if let Some(kind) = decision.reasons() {
        let terms = terms(tx).await?;
        if terms.find(kind, &remark.reason).is_none() {
            return Err(Error::invalid("reason", "fault.reason_missing"));
        }
        said.reason = Some(remark.reason.clone());
    }
    if decision == Decision::Return {
        let today = app.today();
        let due_on = remark
            .due_on
            .unwrap_or_else(|| today + TimeDelta::days(app.settings.newsroom.return_days));
        if due_on < today {
            return Err(Error::invalid("due_on", "fault.due_in_past"));
        }
        said.due_on = Some(due_on);
    }
    Ok(said)
}

/// A remark of at most 2,000 characters.
pub(super) fn remark_text(text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > 2_000 {
        return Err(Error::Invalid(vec![Fault::new(
            "remark",
            Message::new("fault.remark_too_long"),
        )]));
    }
    Ok(text.chars().filter(|c| !c.is_control() || *c == '\n').collect())
}

/// Cuts a revision of what was filed last, and returns its number.
async fn cut(
    tx: &DatabaseTransaction,
    held: &Held,
    cause: Cause,
    by: PersonId,
    now: entity::Instant,
) -> Result<i64> {
    let last = shelf::revision(tx, held.article.id, held.article.head).await?;
    let authors = authors_of(tx, held.article.id).await?;
    let (n, body) = (held.article.head + 1, CleanHtml::from_stored(last.body_html));
    let copy = Copy {
        article_id: held.article.id,
        n,
        cause,
        title: &last.title,
        r#type: &last.r#type,
        body: &body,
        authors: &authors,
        note: &last.note,
    };
    revision::cut(tx, copy, by, now).await?;
    Ok(n)
}
