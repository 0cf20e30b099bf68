//! Opening: which directory is the index, whether it is whole, and what to do when it is not. Damage is moved aside,
//! never wiped; anything that may pass is an error and touches nothing.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::generation::Generation;
use super::{Index, Reason, Status, shared, unpanicked};
use crate::dictionary::Dictionary;
use crate::error::Error;
use crate::schema::Fields;

const LOCK: &str = ".lock";
const PREFIX: &str = "idx-";
pub(super) const BUILDING: &str = "building-";
pub(super) const ASIDE: &str = "damaged-";

impl Index {
    /// Opens the index in a directory for reading and writing, and makes it if there is none. Every file is read
    /// against its checksum. [`Index::status`] says whether it must be rebuilt.
    ///
    /// # Errors
    /// [`Error::LockBusy`] when another process has it open; [`Error::Io`] when the directory cannot be used.
    pub fn open(root: &Path, dictionary: &Dictionary) -> Result<Self, Error> {
        fs::create_dir_all(root)?;
        let lock = File::create(root.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::LockBusy),
            Err(TryLockError::Error(error)) => return Err(Error::Io(error)),
        }
        for entry in names(root)?.into_iter().filter(|n| n.starts_with(BUILDING)) {
            fs::remove_dir_all(root.join(entry))?;
        }
        let signature = Fields::new().signature(dictionary);
        let (generation, status) = if let Some((path, number)) = newest(root, &signature)? {
            match unpanicked(|| Generation::load(&path, number, dictionary)) {
                Ok(generation) => (generation, Status::Current),
                Err(Error::Damaged(why)) => {
                    set_aside(root, &path)?;
                    let next = place(root, &signature, number + 1);
                    (
                        Generation::create(&next, number + 1, dictionary)?,
                        Status::NeedsRebuild(Reason::Damaged(why)),
                    )
                }
                Err(error) => return Err(error),
            }
        } else {
            let reason = if names(root)?.iter().any(|n| n.starts_with(PREFIX)) {
                Reason::OtherSchema
            } else {
                Reason::Absent
            };
            let path = place(root, &signature, 1);
            (
                Generation::create(&path, 1, dictionary)?,
                Status::NeedsRebuild(reason),
            )
        };
        // A generation that no rebuild has filled holds at most what came since: it stays in need of one.
        let status = match status {
            Status::Current if !fs::exists(rebuilt(&generation.path))? => {
                Status::NeedsRebuild(Reason::Absent)
            }
            other => other,
        };
        Ok(Self {
            root: root.to_owned(),
            live: shared(generation),
            status: Mutex::new(status),
            writer: Mutex::new(None),
            rebuilding: Mutex::new(()),
            lock: Some(lock),
        })
    }

    /// Opens the index to read only, also while another process writes. What is committed later is not seen.
    ///
    /// # Errors
    /// [`Error::Damaged`] when there is none or it is not whole; nothing is moved or made.
    pub fn open_read_only(root: &Path, dictionary: &Dictionary) -> Result<Self, Error> {
        let signature = Fields::new().signature(dictionary);
        let Some((path, number)) = newest(root, &signature)? else {
            return Err(Error::Damaged(
                "there is no index of this schema and dictionary".into(),
            ));
        };
        let generation = unpanicked(|| Generation::load(&path, number, dictionary))?;
        Ok(Self::without_lock(root, generation, Status::Current))
    }

    /// An index of nothing, in memory, for whoever works beside a process that has a damaged one: what needs no search
    /// goes on, and [`Index::status`] says what is wrong.
    ///
    /// # Errors
    /// When the engine cannot make it.
    pub fn stand_in(root: &Path, dictionary: &Dictionary, why: String) -> Result<Self, Error> {
        let status = Status::NeedsRebuild(Reason::Damaged(why));
        Ok(Self::without_lock(
            root,
            Generation::in_memory(dictionary)?,
            status,
        ))
    }

    fn without_lock(root: &Path, generation: Generation, status: Status) -> Self {
        Self {
            root: root.to_owned(),
            live: shared(generation),
            status: Mutex::new(status),
            writer: Mutex::new(None),
            rebuilding: Mutex::new(()),
            lock: None,
        }
    }
}

pub(super) fn place(root: &Path, signature: &str, number: u64) -> PathBuf {
    root.join(format!("{signature}.{number}"))
}

/// The note in a generation that a rebuild has filled it.
pub(super) fn rebuilt(path: &Path) -> PathBuf {
    path.join("rebuilt")
}

pub(super) fn names(root: &Path) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root)? {
        found.extend(entry?.file_name().into_string().ok());
    }
    Ok(found)
}

fn newest(root: &Path, signature: &str) -> Result<Option<(PathBuf, u64)>, Error> {
    let number = names(root)?
        .iter()
        .filter_map(|name| {
            name.strip_prefix(signature)?
                .strip_prefix('.')?
                .parse::<u64>()
                .ok()
        })
        .max();
    Ok(number.map(|n| (place(root, signature, n), n)))
}

/// Keeps the last damaged directory for whoever wants to know; older ones go, or a failing disk would fill itself.
fn set_aside(root: &Path, path: &Path) -> Result<(), Error> {
    for old in names(root)?.into_iter().filter(|n| n.starts_with(ASIDE)) {
        fs::remove_dir_all(root.join(old))?;
    }
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    fs::rename(path, root.join(format!("{ASIDE}{name}")))?;
    Ok(())
}
