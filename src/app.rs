//! What every room above is handed: the database, the index, the clock, the settings and the tasks.

mod index;
mod pace;
mod under_way;

use std::sync::Arc;

use chrono::NaiveDate;
use entity::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::Result;
use crate::calendar;
use crate::clock::Clock;
use crate::db::Db;
use crate::seal::Seal;
use crate::settings::Settings;

pub use index::{Indexing, Progress, house_words, keep_words, kept_words, look_into};
pub use pace::{Pace, Paced};
pub use under_way::{UnderWay, Work};

/// The running house. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub db: Arc<Db>,
    /// The full-text index; `archive` alone writes into it.
    pub index: Arc<search_index::Index>,
    /// What is being done to the index.
    pub indexing: Arc<Indexing>,
    /// The time.
    pub clock: Clock,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Seals what must be read again and lies in the database.
    pub seal: Seal,
    /// Work that goes on beside the requests.
    pub tasks: Tasks,
    /// How many passwords are hashed at once.
    pub hashing: Arc<tokio::sync::Semaphore>,
    /// How many pictures and manuscripts are decoded at once.
    pub decoding: Arc<tokio::sync::Semaphore>,
    /// How many drafts of a scheme are tried at once: one takes all processors.
    pub trying: Arc<tokio::sync::Semaphore>,
    /// Long work of requests that are under way.
    pub under_way: UnderWay,
    /// How often somebody may ask.
    pub pace: Arc<Pace>,
}

impl App {
    /// Opens the database that the settings name, brings its schema to this version, and opens the index beside it:
    /// to read only where another process has it already.
    ///
    /// # Errors
    /// Whatever keeps the database or the index from opening.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self> {
        settings.make_data_dir()?;
        let db = Db::open(&settings).await?;
        crate::db::migrate(&db).await?;
        let index = index::open(&settings, db.reader()).await?;
        Ok(Self {
            db: Arc::new(db),
            index: Arc::new(index),
            indexing: Arc::new(Indexing::default()),
            clock,
            pace: Arc::new(Pace::new(&settings.limits)),
            seal: Seal::of(&settings.data_dir),
            settings: Arc::new(settings),
            under_way: UnderWay::default(),
            tasks: Tasks::default(),
            hashing: Arc::new(tokio::sync::Semaphore::new(2)),
            decoding: Arc::new(tokio::sync::Semaphore::new(2)),
            trying: Arc::new(tokio::sync::Semaphore::new(1)),
        })
    }
}

impl App {
    /// The day in Asia/Shanghai of an instant.
    #[must_use]
    pub fn day(&self, at: Instant) -> NaiveDate {
        calendar::day_of(at.0).unwrap_or_default()
    }

    /// Today in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.day(self.clock.now())
    }
}

/// The tasks beside the requests: counted, and ended together.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Tasks {
    /// Starts a task.
    pub fn start(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(task);
    }

    /// Resolves when the house is about to close.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// Whether the house is about to close.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Tells every task to end, and waits for them.
    pub async fn end(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}
