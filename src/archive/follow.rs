//! The relay: the index follows the log of changes. The cursor lives in the index's own commits and nowhere else, so
//! a kill at any moment costs at most the repetition of a batch (QUALITY R10).

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;

use entity::{ArticleId, article};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use search_index::{Change, Status};

use super::document::{article_id, documents_of, key};
use super::rebuild::rebuild;
use crate::app::{self, App};
use crate::error::Error;
use crate::{Result, outbox};

/// The rest after a failure.
const REST: Duration = Duration::from_secs(5);
/// The dictionary is renewed at a start when it lacks more than one in so many of the house's words.
const ONE_IN: usize = 10;

/// Keeps the index at the newest change until the house closes; rebuilds it where it must be. Runs as a task. It looks
/// at the log by the clock and is not woken by each commit: a commit of the index, and the merging that follows it, cost
/// the same for one change as for all of a moment.
pub async fn follow(app: App) {
    let index = app.index.clone();
    tokio::task::spawn_blocking(move || index.dictionary().read());
    if let Err(error) = look_over(&app).await {
        tracing::error!(%error, "the index could not be looked over at the start");
    }
    loop {
        let rest = match catch_up(&app).await {
            Ok(()) => Duration::from_millis(app.settings.limits.relay_ms),
            Err(_) if app.tasks.is_stopping() => return,
            Err(error) => {
                tracing::error!(%error, "the index does not follow; trying again");
                REST
            }
        };
        tokio::select! {
            () = app.tasks.stopping() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Brings the index to the newest change, rebuilding it first where it must be.
///
/// # Errors
/// Whatever the database or the index answers; nothing is lost, the next call goes on from there.
pub async fn catch_up(app: &App) -> Result<()> {
    if must_rebuild(app).await? {
        rebuild(app, |_| ControlFlow::Continue(())).await?;
    }
    while apply_next(app).await? {}
    Ok(())
}

/// Whether the index cannot be brought up by changes alone: it is absent, damaged, of another schema, or ahead of the
/// database, which then came back from a backup.
async fn must_rebuild(app: &App) -> Result<bool> {
    if app.indexing.is_damaged() || app.index.status() != Status::Current {
        return Ok(true);
    }
    let newest = outbox::newest_change(app.db.reader()).await?;
    Ok(app.index.applied_seq() > key(newest))
}

/// At the start: an index of other documents than the database's, as after a restore, and a dictionary that the
/// house has outgrown.
async fn look_over(app: &App) -> Result<()> {
    catch_up(app).await?;
    let n_filed = article::Entity::find()
        .filter(article::Column::FirstSubmittedAt.is_not_null())
        .count(app.db.reader())
        .await?;
    let n_indexed = app.index.stats().map_err(|error| fault(app, error))?.n_documents;
    let is_followed = app.index.applied_seq() == key(outbox::newest_change(app.db.reader()).await?);
    let kept = app::kept_words(&app.settings.data_dir).unwrap_or_default();
    let words = app::house_words(app.db.reader()).await?;
    let n_lacking = words.difference(&kept).count();
    if (is_followed && n_filed != n_indexed) || n_lacking * ONE_IN > words.len() {
        tracing::info!(n_filed, n_indexed, n_lacking, "the index is built anew");
        rebuild(app, |_| ControlFlow::Continue(())).await?;
    }
    Ok(())
}

/// Applies the next batch as one commit; `false` when there was none. Rows are read anew, so whatever a change was,
/// the index gets what is true now.
async fn apply_next(app: &App) -> Result<bool> {
    let _turn = app.indexing.turn.lock().await;
    let cursor = i64::try_from(app.index.applied_seq()).unwrap_or(i64::MAX);
    let changes = outbox::changes_after(app.db.reader(), cursor, app.settings.limits.relay_batch).await?;
    let Some(last) = changes.last() else {
        return Ok(false);
    };
    let seq = key(last.seq);
    let ids: BTreeSet<ArticleId> = changes.iter().map(|change| change.article_id).collect();
    let ids: Vec<ArticleId> = ids.into_iter().collect();
    let documents = documents_of(app.db.reader(), &ids).await?;
    let gone = ids
        .iter()
        .filter(|id| !documents.iter().any(|document| article_id(document) == **id));
    let mut batch: Vec<Change> = gone.map(|id| Change::Delete(key(id.0))).collect();
    batch.extend(
        documents
            .into_iter()
            .map(|document| Change::Upsert(Box::new(document))),
    );
    let index = app.index.clone();
    tokio::task::spawn_blocking(move || index.apply(&batch, seq))
        .await
        .map_err(Error::broken)?
        .map_err(|error| fault(app, error))?;
    Ok(true)
}

/// The index's error as ours; damage is noted, so that the relay rebuilds.
pub(super) fn fault(app: &App, error: search_index::Error) -> Error {
    use search_index::Error as Of;
    match error {
        Of::Damaged(why) => {
            tracing::warn!(%why, "the index is damaged");
            app.indexing.set_damaged(true);
            Error::broken(format!("the index is damaged: {why}"))
        }
        Of::Io(error) => Error::from(error),
        Of::LockBusy
        | Of::ReadOnly
        | Of::Rebuilding
        | Of::Stopped
        | Of::Source(_)
        | Of::TooFar
        | Of::Engine(_) => Error::broken(error),
    }
}
