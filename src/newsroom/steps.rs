//! What every step does alike: check the version, ask the state machine, write the decision, move the article, tell
//! the audit log and the index.

use chrono::NaiveDate;
use entity::{ArticleId, ArticleState, Instant, Step, article, decision, organisation};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    DatabaseTransaction, EntityTrait, IntoActiveModel,
};

use super::shelf;
use crate::actor::Actor;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::people::Viewer;
use crate::{Result, outbox, people};

/// An article inside a write transaction, at the version that the caller read.
pub(super) struct Held {
    /// The article as it stands.
    pub article: article::Model,
    /// The unit it was filed for.
    pub unit: organisation::Model,
}

/// What is said with a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// The reason's code in the dictionary.
    pub reason: Option<String>,
    /// To the reporter.
    pub remark: String,
    /// Among editors.
    pub internal_note: String,
    /// When the reporter should be done.
    pub due_on: Option<NaiveDate>,
}

/// Takes an article in hand at the version that the caller saw.
///
/// # Errors
/// [`Error::NotFound`] where it is not the caller's to read: neither its version nor its state may tell of it;
/// [`Error::Stale`] where it has moved on.
pub(super) async fn hold(
    tx: &DatabaseTransaction,
    viewer: &Viewer,
    id: ArticleId,
    version: i64,
) -> Result<Held> {
    let article = shelf::article_for(tx, viewer, id).await?;
    let unit = people::organisation(tx, article.organisation_id).await?;
    if article.version == version {
        Ok(Held { article, unit })
    } else {
        Err(Error::Stale(article.version))
    }
}

/// The state after a step.
///
/// # Errors
/// [`Error::Refused`] naming the step and where the article stands.
pub(super) fn after(held: &Held, step: Step) -> Result<ArticleState> {
    held.article
        .state
        .after(step, held.unit.needs_signature)
        .map_err(|not_now| {
            Error::Refused(
                Message::new("refused.step")
                    .with("step", not_now.step.code())
                    .with("state", not_now.state.code())
                    .with("title", &held.article.title),
            )
        })
}

/// Takes a step: `change` sets what belongs to it beside the state.
///
/// # Errors
/// [`Error::Refused`] where the state does not allow it; whatever the database answers.
pub(super) async fn take(
    tx: &DatabaseTransaction,
    actor: &Actor,
    held: Held,
    (step, said): (Step, Said),
    now: Instant,
    change: impl FnOnce(&mut article::ActiveModel),
) -> Result<article::Model> {
    let state = after(&held, step)?;
    let was = held.article;
    let (id, from, version) = (was.id, was.state, was.version);
    let mut moved = was.into_active_model();
    moved.state = Set(state);
    moved.updated_at = Set(now);
    moved.version = Set(version + 1);
    change(&mut moved);
    let article = moved.update(tx).await?;
    let decided_by = actor.person.ok_or(Error::NotSignedIn)?;
    let decision = decision::ActiveModel {
        id: NotSet,
        article_id: Set(id),
        step: Set(step),
        from_state: Set(from),
        to_state: Set(state),
        decided_by: Set(decided_by),
        decided_at: Set(now),
        reason: Set(said.reason),
        remark: Set(said.remark),
        internal_note: Set(said.internal_note),
        due_on: Set(said.due_on),
        revision: Set(article.head),
    };
    decision::Entity::insert(decision).exec(tx).await?;
    let detail = audit::changes([("state", from.code().into(), state.code().into())]);
    audit::note(
        tx,
        actor,
        Deed::done(step.code(), "article", id).with(detail),
        now,
    )
    .await?;
    outbox::reindex(tx, id, now).await?;
    Ok(article)
}
