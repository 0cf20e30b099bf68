//! Building the index anew from the database, while the one in use answers and the relay goes on.

use std::ops::ControlFlow;

use entity::{ArticleId, article};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use search_index::{Dictionary, Document};
use tokio::sync::{OwnedMutexGuard, mpsc};

use super::document::{CHUNK, documents_of, key};
use super::follow::fault;
use crate::app::{self, App, Progress};
use crate::error::Error;
use crate::{Result, outbox};

/// Builds the index anew from all that is filed, with the house's words of today, and takes it into use in one step.
/// `progress` hears how far it is and may stop it, as does the end of the house. Returns the number of documents.
///
/// # Errors
/// Whatever the database or the index answers; the index in use is then as it was.
pub async fn rebuild(
    app: &App,
    mut progress: impl FnMut(Progress) -> ControlFlow<()> + Send + 'static,
) -> Result<u64> {
    // The number comes before the rows: what changes while they are read is applied again afterwards.
    let seq = key(outbox::newest_change(app.db.reader()).await?);
    let n_all = article::Entity::find()
        .filter(article::Column::FirstSubmittedAt.is_not_null())
        .count(app.db.reader())
        .await?;
    let words = app::house_words(app.db.reader()).await?;
    let (send, receive) = mpsc::channel(CHUNK);
    let house = app.clone();
    let build = tokio::task::spawn_blocking(move || {
        let mut heard = |n_done| {
            let now = Progress {
                n_done,
                n_all: n_all.max(n_done),
            };
            house.indexing.set_progress(Some(now));
            if house.tasks.is_stopping() {
                return ControlFlow::Break(());
            }
            progress(now)
        };
        if heard(0).is_break() {
            return Err(search_index::Error::Stopped);
        }
        // After the last document the turn is taken and kept until the new index is in use: otherwise the relay
        // could bring a batch that follows the old index's number into the new one, and the changes between the
        // two numbers would be lost.
        let mut turn = None;
        let documents = Arriving {
            receive,
            app: &house,
            turn: &mut turn,
        };
        let n = house
            .index
            .rebuild_with(&Dictionary::new(&words), documents, seq, &mut heard)?;
        drop(turn);
        app::keep_words(&house.settings.data_dir, &words)?;
        Ok(n)
    });
    let (made, ()) = tokio::join!(build, read_all(app, send));
    app.indexing.set_progress(None);
    let n = made.map_err(Error::broken)?.map_err(|error| fault(app, error))?;
    app.indexing.set_damaged(false);
    tracing::info!(n, seq, "the index was built anew");
    Ok(n)
}

/// The documents as they come; behind the last one the turn of whoever changes the index.
struct Arriving<'a> {
    receive: mpsc::Receiver<Result<Document>>,
    app: &'a App,
    turn: &'a mut Option<OwnedMutexGuard<()>>,
}

impl Iterator for Arriving<'_> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.receive.blocking_recv();
        if next.is_none() && self.turn.is_none() {
            *self.turn = Some(self.app.indexing.turn.clone().blocking_lock_owned());
        }
        next
    }
}

/// Sends every document, in the order of the keys, until the other side hangs up.
async fn read_all(app: &App, send: mpsc::Sender<Result<Document>>) {
    let mut after = ArticleId(0);
    loop {
        let read = read_some(app, after).await;
        let (last, documents) = match read {
            Ok(Some(read)) => read,
            Ok(None) => return,
            Err(error) => {
                // The one who hangs up first needs no reason.
                let _ = send.send(Err(error)).await;
                return;
            }
        };
        for document in documents {
            if send.send(Ok(document)).await.is_err() {
                return;
            }
        }
        after = last;
    }
}

async fn read_some(app: &App, after: ArticleId) -> Result<Option<(ArticleId, Vec<Document>)>> {
    let ids: Vec<ArticleId> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::Id.gt(after))
        .filter(article::Column::FirstSubmittedAt.is_not_null())
        .order_by_asc(article::Column::Id)
        .limit(CHUNK as u64)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let Some(last) = ids.last().copied() else {
        return Ok(None);
    };
    Ok(Some((last, documents_of(app.db.reader(), &ids).await?)))
}
