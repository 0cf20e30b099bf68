//! Changes: a batch becomes one commit that carries its sequence number.

use std::collections::HashMap;

use tantivy::{IndexWriter, Term};

use super::generation::{Generation, Mark};
use super::{Index, locked, unpanicked};
use crate::document::Document;
use crate::error::Error;

/// A writer for a trickle: one thread, 64 MB.
const N_BYTES: usize = 64_000_000;

/// A change of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The document is so now, whether it was there or not.
    Upsert(Box<Document>),
    /// The document is gone, whether it was there or not.
    Delete(u64),
}

impl Index {
    /// Applies a batch in order as one commit and makes it findable. `seq` is the source's sequence number up to
    /// which the batch follows it; it is stored in the commit itself and never goes back. Applying a batch twice
    /// leaves the same index.
    ///
    /// # Errors
    /// After an error nothing of the batch is applied, and the next call starts with a new writer: apply the batch
    /// again.
    pub fn apply(&self, batch: &[Change], seq: u64) -> Result<(), Error> {
        if self.lock.is_none() {
            return Err(Error::ReadOnly);
        }
        let mut slot = locked(&self.writer);
        let generation = self.live.load_full();
        let mut writer = if let Some(writer) = slot.take() {
            writer
        } else {
            let writer = generation.writer(1, N_BYTES)?;
            // The failure that ended the last writer may have come after its commit.
            generation.refresh()?;
            writer
        };
        // On any error the writer is dropped here: one that has failed must not be used again.
        let mark = unpanicked(|| {
            stage(&generation, &mut writer, batch, seq, |prepared| {
                Ok(prepared.commit()?)
            })
        })?;
        generation.reload(mark)?;
        // The batch stands, whether its segments were merged or not; a writer that failed is not used again.
        if unpanicked(|| generation.merge(&mut writer)).is_ok() {
            *slot = Some(writer);
        }
        Ok(())
    }
}

/// Stages a batch and hands the prepared commit on.
pub(super) fn stage(
    generation: &Generation,
    writer: &mut IndexWriter,
    batch: &[Change],
    seq: u64,
    finish: impl FnOnce(tantivy::indexer::PreparedCommit<'_>) -> Result<u64, Error>,
) -> Result<Mark, Error> {
    let searcher = generation.reader.searcher();
    let mut mark = generation.mark();
    let mut known: HashMap<u64, Option<u64>> = HashMap::new();
    for change in batch {
        let id = match change {
            Change::Upsert(document) => document.id,
            Change::Delete(id) => *id,
        };
        let before = match known.get(&id) {
            Some(before) => *before,
            None => generation.digest(&searcher, id)?,
        };
        if let Some(digest) = before {
            mark.remove(id, digest);
        }
        writer.delete_term(Term::from_field_u64(generation.fields.id, id));
        let after = match change {
            Change::Upsert(document) => {
                let (row, digest) = generation.fields.row(document);
                writer.add_document(row)?;
                mark.add(id, digest);
                Some(digest)
            }
            Change::Delete(_) => None,
        };
        known.insert(id, after);
    }
    mark.seq = mark.seq.max(seq);
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&mark.to_payload());
    finish(prepared)?;
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Dictionary;
    use crate::index::Status;

    fn upsert(id: u64, title: &str) -> Change {
        Change::Upsert(Box::new(Document {
            id,
            title: title.into(),
            ..Document::default()
        }))
    }

    #[test]
    fn a_writer_killed_between_prepare_and_commit_leaves_the_former_index() {
        let dir = tempfile::tempdir().expect("a directory");
        let dictionary = Dictionary::default();
        let index = Index::open(dir.path(), &dictionary).expect("opens");
        index
            .rebuild(no_documents(), 0, &mut |_| std::ops::ControlFlow::Continue(()))
            .expect("empty");
        index.apply(&[upsert(1, "社区食堂")], 7).expect("applies");
        {
            // What a kill leaves behind: files written, no commit. `forget` keeps even the clean-up from running.
            let generation = index.live.load_full();
            let mut slot = locked(&index.writer);
            drop(slot.take());
            let mut writer = generation.writer(1, N_BYTES).expect("a writer");
            stage(
                &generation,
                &mut writer,
                &[upsert(2, "加装电梯"), Change::Delete(1)],
                8,
                |prepared| {
                    std::mem::forget(prepared);
                    Ok(0)
                },
            )
            .expect("stages");
            drop(writer);
        }
        assert_eq!(index.applied_seq(), 7);
        drop(index);
        let index = Index::open(dir.path(), &dictionary).expect("opens again");
        assert_eq!((index.status(), index.applied_seq()), (Status::Current, 7));
        assert_eq!(
            index.ids().expect("ids").iter().map(|p| p.0).collect::<Vec<_>>(),
            [1]
        );
        index
            .apply(&[upsert(2, "加装电梯"), Change::Delete(1)], 8)
            .expect("applies again");
        assert_eq!(
            index.ids().expect("ids").iter().map(|p| p.0).collect::<Vec<_>>(),
            [2]
        );
        assert_eq!(index.applied_seq(), 8);
        index.verify().expect("whole");
    }

    fn no_documents() -> std::iter::Empty<Result<Document, std::convert::Infallible>> {
        std::iter::empty()
    }
}
