//! Rebuilding: a new generation grows beside the one in use, which answers until the new one is whole.

use std::collections::HashMap;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, TryLockError};

use tantivy::Term;

use super::generation::{Generation, Mark};
use super::open::{BUILDING, names, place, rebuilt};
use super::{Index, Status, locked, unpanicked};
use crate::dictionary::Dictionary;
use crate::document::Document;
use crate::error::Error;

const N_THREADS: usize = 2;
const N_BYTES: usize = 256_000_000;
/// Documents between two reports.
const EACH: u64 = 100;

impl Index {
    /// Builds the index anew from all documents of the source as they were at `seq`, and takes it into use in one
    /// step. Searches and changes go on meanwhile; changes after `seq` must be applied again afterwards, which
    /// following [`Index::applied_seq`] does by itself. `progress` hears how many documents are done and may stop.
    ///
    /// Returns how many documents the index holds. Of documents with one id the last remains.
    ///
    /// # Errors
    /// On any error the index in use stays as it was.
    pub fn rebuild<E>(
        &self,
        documents: impl IntoIterator<Item = Result<Document, E>>,
        seq: u64,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<u64, Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.rebuild_with(&self.dictionary(), documents, seq, progress)
    }

    /// Builds the index anew with another dictionary.
    ///
    /// # Errors
    /// As [`Index::rebuild`].
    pub fn rebuild_with<E>(
        &self,
        dictionary: &Dictionary,
        documents: impl IntoIterator<Item = Result<Document, E>>,
        seq: u64,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<u64, Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if self.lock.is_none() {
            return Err(Error::ReadOnly);
        }
        let _alone = match self.rebuilding.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(Error::Rebuilding),
        };
        let number = self.live.load().number + 1;
        let building = self.root.join(format!("{BUILDING}{number}"));
        if building.exists() {
            fs::remove_dir_all(&building)?;
        }
        let built = unpanicked(|| fill(&building, number, dictionary, documents, seq, progress));
        let mark = match built {
            Ok(mark) => mark,
            Err(error) => {
                // What cannot be removed now is removed at the next opening.
                fs::remove_dir_all(&building).ok();
                return Err(error);
            }
        };
        let signature = crate::schema::Fields::new().signature(dictionary);
        let path = place(&self.root, &signature, number);
        fs::rename(&building, &path)?;
        File::open(&self.root)?.sync_all()?;
        let generation = unpanicked(|| Generation::load(&path, number, dictionary))?;
        self.take(generation)?;
        Ok(mark.n_documents)
    }

    fn take(&self, generation: Generation) -> Result<(), Error> {
        let kept = generation.path.clone();
        {
            // No change may be between the old generation and its writer's end.
            let mut slot = locked(&self.writer);
            drop(slot.take());
            self.live.store(Arc::new(generation));
            *locked(&self.status) = Status::Current;
        }
        // Searches that still run keep their files mapped; the names may go.
        for name in names(&self.root)?
            .into_iter()
            .filter(|n| n.starts_with("idx-") || n.starts_with(BUILDING))
        {
            let path = self.root.join(name);
            if path != kept {
                fs::remove_dir_all(path).ok();
            }
        }
        Ok(())
    }
}

fn fill<E>(
    building: &Path,
    number: u64,
    dictionary: &Dictionary,
    documents: impl IntoIterator<Item = Result<Document, E>>,
    seq: u64,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Mark, Error>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let generation = Generation::create(building, number, dictionary)?;
    let mut writer = generation.writer(N_THREADS, N_BYTES)?;
    let mut mark = Mark {
        seq,
        ..Mark::default()
    };
    let mut known: HashMap<u64, u64> = HashMap::new();
    let mut n = 0;
    for document in documents {
        let document = document.map_err(|e| Error::Source(e.into()))?;
        let (row, digest) = generation.fields.row(&document);
        if let Some(former) = known.insert(document.id, digest) {
            mark.remove(document.id, former);
            writer.delete_term(Term::from_field_u64(generation.fields.id, document.id));
        }
        mark.add(document.id, digest);
        writer.add_document(row)?;
        n += 1;
        if n % EACH == 0 && progress(n).is_break() {
            return Err(Error::Stopped);
        }
    }
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&mark.to_payload());
    prepared.commit()?;
    generation.merge(&mut writer)?;
    writer.wait_merging_threads()?;
    fs::write(rebuilt(building), b"")?;
    if progress(n).is_break() {
        return Err(Error::Stopped);
    }
    Ok(mark)
}
