//! Opening the index: where it lies, which words of the house its dictionary has, and the shared state of the work
//! on it. What goes into it is decided in `archive`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use entity::{organisation, outlet, person};
use sea_orm::{ConnectionTrait, EntityTrait};
use search_index::{Dictionary, Index};
use tokio::sync::Semaphore;

use crate::Result;
use crate::error::{Error, Message};
use crate::settings::Settings;

/// How many searches run at once (QUALITY T13).
const N_SEARCHES: usize = 2;

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Documents written.
    pub n_done: u64,
    /// Documents in all, as counted at the start.
    pub n_all: u64,
}

/// What is being done to the index, shared by everybody who holds the [`App`](super::App).
#[derive(Debug)]
pub struct Indexing {
    /// Whose turn it is to read rows and bring them into the index: one step, or an older reading could be applied
    /// after a newer one.
    pub turn: Arc<tokio::sync::Mutex<()>>,
    /// The seats of searches under way.
    pub seats: Arc<Semaphore>,
    progress: Mutex<Option<Progress>>,
    is_damaged: AtomicBool,
}

impl Default for Indexing {
    fn default() -> Self {
        Self {
            turn: Arc::default(),
            seats: Arc::new(Semaphore::new(N_SEARCHES)),
            progress: Mutex::default(),
            is_damaged: AtomicBool::new(false),
        }
    }
}

impl Indexing {
    /// How far the rebuild under way is, if there is one.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says how far the rebuild is; `None` at its end.
    pub fn set_progress(&self, progress: Option<Progress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Whether a search or a change ran into damage that no rebuild has mended yet.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::SeqCst)
    }

    /// Notes damage, or that it is mended.
    pub fn set_damaged(&self, is_damaged: bool) {
        self.is_damaged.store(is_damaged, Ordering::SeqCst);
    }
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("index")
}

fn words_file(data_dir: &Path) -> PathBuf {
    folder(data_dir).join("words")
}

/// Opens the index of the data folder. Its dictionary has the words that were kept at its last rebuild: another
/// dictionary would be another index, and a new colleague's name is no reason to build everything anew. Where no
/// words are kept they are read from the database.
pub(super) async fn open(settings: &Settings, db: &impl ConnectionTrait) -> Result<Index> {
    let data_dir = settings.data_dir.clone();
    let words = match kept_words(&data_dir) {
        Some(words) => words,
        None => house_words(db).await?,
    };
    let opened = tokio::task::spawn_blocking(move || {
        let root = folder(&data_dir);
        let dictionary = Dictionary::new(&words);
        let index = match Index::open(&root, &dictionary) {
            Err(search_index::Error::LockBusy) => return beside(&root, &dictionary),
            opened => opened?,
        };
        keep_words(&data_dir, &words)?;
        Ok(index)
    });
    opened.await.map_err(Error::broken)?.map_err(|error| match error {
        search_index::Error::LockBusy => Error::Unavailable(Message::new("archive.in_use")),
        error => Error::broken(format!("the index cannot be opened: {error}")),
    })
}

/// Opens the index beside the process that has it. Where it is damaged, that process mends it; here is none.
fn beside(root: &Path, dictionary: &Dictionary) -> std::result::Result<Index, search_index::Error> {
    match Index::open_read_only(root, dictionary) {
        Err(search_index::Error::Damaged(why)) => Index::stand_in(root, dictionary, why),
        opened => opened,
    }
}

/// Opens the index of a data folder only to look at it: nothing is made, moved or locked, also while a server has it.
///
/// # Errors
/// [`search_index::Error::Damaged`] where there is none that this version can use.
pub fn look_into(data_dir: &Path) -> std::result::Result<Index, search_index::Error> {
    let none = || search_index::Error::Damaged("there is none".to_owned());
    let words = kept_words(data_dir).ok_or_else(none)?;
    Index::open_read_only(&folder(data_dir), &Dictionary::new(&words))
}

/// The words that the house adds to the dictionary: organisations, outlets, people.
///
/// # Errors
/// Whatever the database answers.
pub async fn house_words(db: &impl ConnectionTrait) -> Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    for one in organisation::Entity::find().all(db).await? {
        words.extend([one.name, one.short_name]);
    }
    words.extend(
        outlet::Entity::find()
            .all(db)
            .await?
            .into_iter()
            .map(|one| one.name),
    );
    words.extend(
        person::Entity::find()
            .all(db)
            .await?
            .into_iter()
            .map(|one| one.name),
    );
    // A word a line: none may hold a line break.
    words.retain(|word| !word.trim().is_empty() && !word.contains(['\n', '\r']));
    Ok(words)
}

/// The words of the index's dictionary, as kept beside it.
#[must_use]
pub fn kept_words(data_dir: &Path) -> Option<BTreeSet<String>> {
    let text = std::fs::read_to_string(words_file(data_dir)).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Keeps the words of the index's dictionary beside it. Were they lost, the next start would rebuild.
///
/// # Errors
/// Whatever the file system answers.
pub fn keep_words(data_dir: &Path, words: &BTreeSet<String>) -> std::io::Result<()> {
    let text: String = words.iter().flat_map(|word| [word.as_str(), "\n"]).collect();
    let file = words_file(data_dir);
    if std::fs::read_to_string(&file).is_ok_and(|kept| kept == text) {
        return Ok(());
    }
    let new = file.with_extension("new");
    std::fs::write(&new, text)?;
    std::fs::rename(new, file)
}
