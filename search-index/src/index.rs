//! The index on disk: one writer, many readers, a generation in use and perhaps one being built beside it. The
//! index is a cache of its source: whatever is wrong with it, the answer is a rebuild and never a loss.

mod apply;
mod generation;
mod open;
mod rebuild;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use tantivy::IndexWriter;

pub use apply::Change;
pub(crate) use generation::Generation;

use crate::dictionary::Dictionary;
use crate::document::Document;
use crate::error::Error;
use crate::filter::Access;
use crate::search::{Request, Results, search, similar};

/// Whether the index can be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It holds everything up to [`Index::applied_seq`].
    Current,
    /// It is empty, or holds only what came since: rebuild it, and say so where it is searched.
    NeedsRebuild(Reason),
}

/// Why an index must be rebuilt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There was none.
    Absent,
    /// There was one of another schema, tokenizer or dictionary.
    OtherSchema,
    /// Its files were missing or damaged; they were moved aside. The text is for the log.
    Damaged(String),
}

/// Figures of the index for health pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Documents that can be found.
    pub n_documents: u64,
    /// Segments.
    pub n_segments: usize,
    /// Bytes on disk.
    pub n_bytes: u64,
    /// The sequence number applied last.
    pub applied_seq: u64,
    /// A hash over all (id, digest) pairs: two indexes with the same documents agree.
    pub content: u64,
}

/// A full-text index in a directory of its own.
pub struct Index {
    root: PathBuf,
    live: ArcSwap<Generation>,
    status: Mutex<Status>,
    /// None while no writer is open: before the first change, and after a failure.
    writer: Mutex<Option<IndexWriter>>,
    rebuilding: Mutex<()>,
    /// Held for as long as the index is open for writing; the system frees it when the process dies.
    lock: Option<File>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("root", &self.root)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Whether the index can be relied on.
    #[must_use]
    pub fn status(&self) -> Status {
        locked(&self.status).clone()
    }

    /// The sequence number of the last change that is applied and can be found. It is a part of the commit itself.
    #[must_use]
    pub fn applied_seq(&self) -> u64 {
        self.live.load().applied_seq()
    }

    /// The dictionary in use.
    #[must_use]
    pub fn dictionary(&self) -> Dictionary {
        self.live.load().dictionary.clone()
    }

    /// Searches. Blocking: call it where blocking is allowed.
    ///
    /// # Errors
    /// [`Error::TooFar`] beyond [`crate::MAX_OFFSET`]; [`Error::Damaged`] when the files cannot be read, never a
    /// panic.
    pub fn search(&self, request: &Request) -> Result<Results, Error> {
        let generation = self.live.load_full();
        unpanicked(|| search(&generation, request))
    }

    /// Finds pieces like a text, among those that the viewer may see, with a score that compares only within one
    /// answer.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn similar(
        &self,
        text: &str,
        access: &Access,
        without: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(Document, f32)>, Error> {
        let generation = self.live.load_full();
        unpanicked(|| similar(&generation, text, access, without, limit))
    }

    /// The ids and digests of all documents, by id: what an index check compares with the source.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn ids(&self) -> Result<Vec<(u64, u64)>, Error> {
        let generation = self.live.load_full();
        unpanicked(|| generation.ids())
    }

    /// The digest of a document, if it is in the index ([`Document::digest`]).
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn digest(&self, id: u64) -> Result<Option<u64>, Error> {
        let generation = self.live.load_full();
        unpanicked(|| generation.digest(&generation.reader.searcher(), id))
    }

    /// A document as it was indexed, for checks: no permission is asked here, so it must not answer a viewer.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn doc(&self, id: u64) -> Result<Option<Document>, Error> {
        let generation = self.live.load_full();
        unpanicked(|| generation.doc(id))
    }

    /// Figures for health pages.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn stats(&self) -> Result<Stats, Error> {
        let generation = self.live.load_full();
        unpanicked(|| generation.stats())
    }

    /// Reads every file of the index in use against its checksum and its commit.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something is wrong; the status then asks for a rebuild.
    pub fn verify(&self) -> Result<(), Error> {
        let generation = self.live.load_full();
        let verified = unpanicked(|| generation.verify());
        if let Err(Error::Damaged(why)) = &verified {
            *locked(&self.status) = Status::NeedsRebuild(Reason::Damaged(why.clone()));
        }
        verified
    }
}

/// The engine panics on some damaged files; for a cache that is an error like others.
fn unpanicked<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Damaged("the engine gave up on a file".into())))
}

/// Nothing here is left half done by a panic: a poisoned lock is a lock.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shared(generation: Generation) -> ArcSwap<Generation> {
    ArcSwap::new(Arc::new(generation))
}
