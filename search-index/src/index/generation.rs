//! One directory of the engine with its reader, the mark of its last commit, and the proof that both belong
//! together.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::merge_policy::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::query::{Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocAddress, DocSet, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TERMINATED, Term,
};

use super::{Stats, locked};
use crate::dictionary::Dictionary;
use crate::document::{Document, hash, mix};
use crate::error::Error;
use crate::schema::{DIGEST, Fields, ID, tokenizers};
use crate::search::stored;

/// Documents below which segments count as equally small. The engine's own 10,000 made every eighth commit write a segment
/// of thousands anew; much less would leave many segments for each search to visit.
const ONE_LAYER: u32 = 1_000;

/// The payload of a commit: how far the source was followed, and what the index then held. The engine stores it
/// together with the list of files, so the watermark can never run ahead of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) seq: u64,
    pub(crate) n_documents: u64,
    /// The sum of all documents' (id, digest) hashes: independent of their order and of merges.
    pub(crate) content: u64,
}

impl Mark {
    pub(crate) fn add(&mut self, id: u64, digest: u64) {
        self.n_documents = self.n_documents.wrapping_add(1);
        self.content = self.content.wrapping_add(mix(id ^ mix(digest)));
    }

    pub(crate) fn remove(&mut self, id: u64, digest: u64) {
        self.n_documents = self.n_documents.wrapping_sub(1);
        self.content = self.content.wrapping_sub(mix(id ^ mix(digest)));
    }

    pub(crate) fn to_payload(self) -> String {
        let text = format!("{} {} {}", self.seq, self.n_documents, self.content);
        format!("{text} {:016x}", hash(text.as_bytes()))
    }

    fn of_payload(payload: &str) -> Option<Self> {
        let (text, check) = payload.rsplit_once(' ')?;
        if check != format!("{:016x}", hash(text.as_bytes())) {
            return None;
        }
        let mut numbers = text.split(' ').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self {
            seq: next()?,
            n_documents: next()?,
            content: next()?,
        })
    }
}

pub(crate) struct Generation {
    pub(crate) fields: Fields,
    pub(crate) dictionary: Dictionary,
    pub(crate) reader: IndexReader,
    pub(super) path: PathBuf,
    pub(super) number: u64,
    pub(super) engine: tantivy::Index,
    mark: Mutex<Mark>,
}

impl Generation {
    /// Makes an empty one in a directory that does not exist yet.
    pub(super) fn create(path: &Path, number: u64, dictionary: &Dictionary) -> Result<Self, Error> {
        fs::create_dir_all(path)?;
        let fields = Fields::new();
        let directory = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        Self::empty(directory, fields, path, number, dictionary)
    }

    /// Makes an empty one that lives and dies with the process.
    pub(super) fn in_memory(dictionary: &Dictionary) -> Result<Self, Error> {
        Self::empty(
            RamDirectory::create(),
            Fields::new(),
            Path::new(""),
            0,
            dictionary,
        )
    }

    fn empty(
        directory: impl Directory,
        fields: Fields,
        path: &Path,
        number: u64,
        dictionary: &Dictionary,
    ) -> Result<Self, Error> {
        let engine = tantivy::Index::create(directory, fields.schema.clone(), IndexSettings::default())?;
        let mut writer: IndexWriter = engine.writer_with_num_threads(1, 15_000_000)?;
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&Mark::default().to_payload());
        prepared.commit()?;
        drop(writer);
        Self::with(engine, fields, path, number, dictionary)
    }

    /// Opens one and proves that it is what was committed.
    pub(super) fn load(path: &Path, number: u64, dictionary: &Dictionary) -> Result<Self, Error> {
        let directory = MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        let engine = tantivy::Index::open(directory)?;
        let fields = Fields::new();
        if engine.schema() != fields.schema || *engine.settings() != IndexSettings::default() {
            return Err(Error::Damaged("the stored schema is another one".into()));
        }
        let generation = Self::with(engine, fields, path, number, dictionary)?;
        generation.verify()?;
        Ok(generation)
    }

    fn with(
        mut engine: tantivy::Index,
        fields: Fields,
        path: &Path,
        number: u64,
        dictionary: &Dictionary,
    ) -> Result<Self, Error> {
        engine.set_tokenizers(tokenizers(dictionary));
        let mark = committed_mark(&engine)?;
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            fields,
            dictionary: dictionary.clone(),
            reader,
            path: path.to_owned(),
            number,
            engine,
            mark: Mutex::new(mark),
        })
    }

    /// A writer that merges nothing by itself: see [`Self::merge`].
    pub(super) fn writer(&self, n_threads: usize, n_bytes: usize) -> Result<IndexWriter, Error> {
        let writer: IndexWriter = self.engine.writer_with_num_threads(n_threads, n_bytes)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(writer)
    }

    /// Merges small segments, and those with many deleted documents (pieces are indexed again often), and waits for
    /// it. To be called between a commit and the next change: a merge that the engine starts by itself while changes
    /// are staged takes the first change of a new writer for one of the last commit, and a document that was replaced
    /// then stands twice. A kill at any moment leaves the segments as they were before or after.
    pub(super) fn merge(&self, writer: &mut IndexWriter) -> Result<(), Error> {
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.3);
        policy.set_min_layer_size(ONE_LAYER);
        let candidates = policy.compute_merge_candidates(&self.engine.searchable_segment_metas()?);
        for candidate in &candidates {
            writer.merge(&candidate.0).wait()?;
        }
        if !candidates.is_empty() {
            self.reader.reload()?;
        }
        Ok(())
    }

    pub(crate) fn applied_seq(&self) -> u64 {
        locked(&self.mark).seq
    }

    pub(super) fn mark(&self) -> Mark {
        *locked(&self.mark)
    }

    /// Lets the last commit be found.
    pub(super) fn reload(&self, mark: Mark) -> Result<(), Error> {
        self.reader.reload()?;
        *locked(&self.mark) = mark;
        Ok(())
    }

    /// Takes over what is committed, whoever committed it.
    pub(super) fn refresh(&self) -> Result<(), Error> {
        self.reload(committed_mark(&self.engine)?)
    }

    /// Checks every file against its checksum, and what can be found against the mark of the commit. The list of
    /// files has no checksum: a changed entry shows as a missing file or as another content.
    pub(super) fn verify(&self) -> Result<(), Error> {
        let listed = self.engine.load_metas()?.list_segment_files();
        for file in listed {
            if self.path.join(&file).exists()
                && !self
                    .engine
                    .directory()
                    .validate_checksum(&file)
                    .map_err(tantivy::TantivyError::from)?
            {
                return Err(Error::Damaged(format!(
                    "{} does not match its checksum",
                    file.display()
                )));
            }
        }
        let committed = committed_mark(&self.engine)?;
        let reader: IndexReader = self
            .engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let mut found = Mark {
            seq: committed.seq,
            ..Mark::default()
        };
        for (id, digest) in ids(&reader.searcher())? {
            found.add(id, digest);
        }
        if found == committed {
            Ok(())
        } else {
            Err(Error::Damaged(format!(
                "{} documents instead of {}",
                found.n_documents, committed.n_documents
            )))
        }
    }

    pub(super) fn ids(&self) -> Result<Vec<(u64, u64)>, Error> {
        let mut all = ids(&self.reader.searcher())?;
        all.sort_unstable();
        Ok(all)
    }

    pub(super) fn doc(&self, id: u64) -> Result<Option<Document>, Error> {
        let searcher = self.reader.searcher();
        self.address(&searcher, id)?
            .map(|address| stored(self, &searcher, address))
            .transpose()
    }

    pub(super) fn digest(&self, searcher: &Searcher, id: u64) -> Result<Option<u64>, Error> {
        let Some(address) = self.address(searcher, id)? else {
            return Ok(None);
        };
        let column = searcher
            .segment_reader(address.segment_ord)
            .fast_fields()
            .u64(DIGEST)?;
        Ok(column.first(address.doc_id))
    }

    fn address(&self, searcher: &Searcher, id: u64) -> Result<Option<DocAddress>, Error> {
        let term = Term::from_field_u64(self.fields.id, id);
        for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
            let index = segment.inverted_index(self.fields.id)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(ordinal, doc)));
                }
                doc = postings.advance();
            }
        }
        Ok(None)
    }

    pub(crate) fn by_id(&self, id: u64) -> Box<dyn Query> {
        Box::new(TermQuery::new(
            Term::from_field_u64(self.fields.id, id),
            IndexRecordOption::Basic,
        ))
    }

    pub(super) fn stats(&self) -> Result<Stats, Error> {
        let searcher = self.reader.searcher();
        let mut n_bytes = 0;
        for entry in fs::read_dir(&self.path)? {
            n_bytes += entry?.metadata().map_or(0, |m| m.len());
        }
        let mark = self.mark();
        Ok(Stats {
            n_documents: searcher.num_docs(),
            n_segments: searcher.segment_readers().len(),
            n_bytes,
            applied_seq: mark.seq,
            content: mark.content,
        })
    }
}

fn committed_mark(engine: &tantivy::Index) -> Result<Mark, Error> {
    let payload = engine.load_metas()?.payload;
    payload
        .as_deref()
        .and_then(Mark::of_payload)
        .ok_or_else(|| Error::Damaged("the last commit carries no mark".into()))
}

fn ids(searcher: &Searcher) -> Result<Vec<(u64, u64)>, Error> {
    let mut all = Vec::new();
    for segment in searcher.segment_readers() {
        let (id, digest) = (segment.fast_fields().u64(ID)?, segment.fast_fields().u64(DIGEST)?);
        for doc in segment.doc_ids_alive() {
            match (id.first(doc), digest.first(doc)) {
                (Some(id), Some(digest)) => all.push((id, digest)),
                _ => return Err(Error::Damaged("a document has no id".into())),
            }
        }
    }
    Ok(all)
}
