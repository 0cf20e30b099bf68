//! When a house was last backed up, written down beside its data, so that its admin sees how old that is.

use std::path::{Path, PathBuf};

use entity::Instant;
use serde::{Deserialize, Serialize};

use crate::Result;

/// The note in the data folder. It is no part of a backup: what is restored was not yet backed up where it lies now.
const NOTE: &str = "last-backup.json";

/// The last backup of a house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When it was made.
    pub made_at: Instant,
    /// Where it was put.
    pub path: PathBuf,
}

/// The last backup of the house in this folder, where one is known.
#[must_use]
pub fn last(data_dir: &Path) -> Option<LastBackup> {
    let note = std::fs::read(data_dir.join(NOTE)).ok()?;
    serde_json::from_slice(&note).ok()
}

/// Writes down that a backup was made: the whole note or none of it.
///
/// # Errors
/// Whatever the disk answers.
pub(super) fn note(data_dir: &Path, made: &LastBackup) -> Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(data_dir)?;
    serde_json::to_writer(&mut file, made)?;
    file.as_file().sync_all()?;
    file.persist(data_dir.join(NOTE)).map_err(|error| error.error)?;
    Ok(())
}
