//! Files that survive a power cut: copied with their hash, synced, and folders synced after what was put into them.
//! Blocking; call it where blocking is allowed.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Result;

/// By what a file is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hex.
    pub sha256: String,
}

/// Makes a folder, and those above it, that the owner alone may enter.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    Ok(())
}

/// A new file that the owner alone may read.
pub(super) fn create(file: &Path) -> Result<File> {
    Ok(OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?)
}

/// Writes a new file and waits for the disk.
pub(super) fn write_synced(file: &Path, bytes: &[u8]) -> Result<()> {
    let mut out = create(file)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    Ok(())
}

/// Copies a file into a new one, waits for the disk, and says what was read.
pub(super) fn copy_synced(from: &Path, to: &Path) -> Result<Stamp> {
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    let mut out = create(to)?;
    let stamp = pour(&mut File::open(from)?, &mut out)?;
    out.sync_all()?;
    Ok(stamp)
}

/// What a file is.
pub(super) fn stamp(file: &Path) -> Result<Stamp> {
    pour(&mut File::open(file)?, &mut std::io::sink())
}

/// Moves everything from one to the other and says what it was.
pub(super) fn pour(from: &mut impl Read, to: &mut impl Write) -> Result<Stamp> {
    let (mut buffer, mut bytes, mut digest) = (vec![0_u8; 1 << 16], 0_u64, Sha256::new());
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        digest.update(&buffer[..n]);
        to.write_all(&buffer[..n])?;
        bytes += n as u64;
    }
    Ok(Stamp {
        bytes,
        sha256: hex::encode(digest.finalize()),
    })
}

/// Waits until a folder and all folders in it know their files.
pub(super) fn sync_folders(folder: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

/// Waits until a folder knows its files.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()?;
    Ok(())
}
