//! What readers ask for again and again (who is signed in, the roster, the dictionary), kept between two commits. A
//! commit of this process lets all of it go before it is acknowledged, so whoever wrote reads what they wrote; what
//! another process writes (the command line beside a server) is seen after [`HELD`] at the latest.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use tokio::sync::OnceCell;

use super::Db;
use crate::Result;
use crate::error::Error;

/// How long something is kept where nothing is written.
const HELD: Duration = Duration::from_millis(200);
/// How many things are kept at once; with one more all are let go.
const N_KEPT: usize = 4_096;

type Cell = Arc<OnceCell<Arc<dyn Any + Send + Sync>>>;

/// How many commits there were.
#[derive(Clone, Debug, Default)]
pub(super) struct Commits(Arc<AtomicU64>);

impl Commits {
    /// Counts one: whatever was read before is let go.
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// What is kept, and since when and which commit.
#[derive(Default)]
pub(super) struct Kept {
    commits: Commits,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    after_commit: u64,
    since: Option<Instant>,
    cells: HashMap<(TypeId, String), Cell>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("commits", &self.commits)
            .finish_non_exhaustive()
    }
}

impl Kept {
    /// The count that every commit of this database goes into.
    pub fn commits(&self) -> Commits {
        self.commits.clone()
    }

    /// The cell of a thing, empty where it has to be read.
    fn cell<T: 'static>(&self, key: String) -> Cell {
        let after_commit = self.commits.0.load(Ordering::Acquire);
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = shelf.since.is_none_or(|since| since.elapsed() >= HELD);
        if is_old || shelf.after_commit != after_commit || shelf.cells.len() >= N_KEPT {
            shelf.cells.clear();
            shelf.after_commit = after_commit;
            shelf.since = Some(Instant::now());
        }
        let place = shelf.cells.entry((TypeId::of::<T>(), key));
        place.or_default().clone()
    }
}

impl Db {
    /// What `read` finds, or found since the last commit and less than 200 ms ago under the same type and key.
    ///
    /// # Errors
    /// Whatever `read` answers; an error is not kept.
    pub async fn kept<T, F>(
        &self,
        key: String,
        read: impl FnOnce(DatabaseConnection) -> F + Send,
    ) -> Result<Arc<T>>
    where
        T: Any + Send + Sync,
        F: Future<Output = Result<T>> + Send,
    {
        let cell = self.kept.cell::<T>(key);
        let found = cell
            .get_or_try_init(|| async {
                let found: Arc<dyn Any + Send + Sync> = Arc::new(read(self.read.clone()).await?);
                Ok::<_, Error>(found)
            })
            .await?;
        found
            .clone()
            .downcast()
            .map_err(|_| Error::broken("a kept thing of another type"))
    }
}
