//! Uploaded bytes: kept once under their SHA-256 in the data folder; rows of `file` say whose and what for. Whoever
//! serves them asks first whether the reader may.

use std::path::PathBuf;

use entity::Instant;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use crate::Result;
use crate::app::App;
use crate::error::Error;

/// Writes bytes to the store, durably, and returns their SHA-256 in hex. The same bytes are kept once.
///
/// # Errors
/// Whatever the disk answers; nothing half-written is left under the final name.
pub async fn keep(app: &App, bytes: &[u8]) -> Result<String> {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let path = path_of(app, &sha256)?;
    if tokio::fs::try_exists(&path).await? {
        return Ok(sha256);
    }
    let folder = path
        .parent()
        .ok_or_else(|| Error::broken("a stored file has a folder"))?;
    tokio::fs::create_dir_all(folder).await?;
    let temporary = folder.join(format!(".{sha256}.{}", unique()?));
    let mut file = tokio::fs::File::create(&temporary).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    drop(file);
    tokio::fs::rename(&temporary, &path).await?;
    tokio::fs::File::open(folder).await?.sync_all().await?;
    Ok(sha256)
}

/// Reads the bytes of a stored file and checks them against their name.
///
/// # Errors
/// [`Error::Broken`] where they are missing or not what was kept.
pub async fn read(app: &App, sha256: &str) -> Result<Vec<u8>> {
    let bytes = tokio::fs::read(path_of(app, sha256)?).await?;
    if hex::encode(Sha256::digest(&bytes)) != sha256 {
        return Err(Error::broken(format!("the stored file {sha256} is damaged")));
    }
    Ok(bytes)
}

/// Removes files that were begun before `before` and never got their final name; says how many.
///
/// # Errors
/// Whatever the disk answers.
pub async fn drop_half_written(app: &App, before: Instant) -> Result<u64> {
    let mut n = 0;
    let Ok(mut folders) = tokio::fs::read_dir(app.settings.data_dir.join("uploads")).await else {
        // Nothing was ever kept.
        return Ok(0);
    };
    while let Some(folder) = folders.next_entry().await? {
        if !folder.file_type().await?.is_dir() {
            continue;
        }
        let mut entries = tokio::fs::read_dir(folder.path()).await?;
        while let Some(entry) = entries.next_entry().await? {
            let is_half_written = entry.file_name().to_string_lossy().starts_with('.');
            let changed_at = Instant::from(chrono::DateTime::<chrono::Utc>::from(
                entry.metadata().await?.modified()?,
            ));
            if is_half_written && changed_at < before {
                tokio::fs::remove_file(entry.path()).await?;
                n += 1;
            }
        }
    }
    Ok(n)
}

fn path_of(app: &App, sha256: &str) -> Result<PathBuf> {
    Ok(app.settings.data_dir.join(place(sha256)?))
}

/// Where the bytes of that hash lie, inside the data folder.
///
/// # Errors
/// [`Error::Broken`] for what is no SHA-256 in hex.
pub fn place(sha256: &str) -> Result<PathBuf> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_hash {
        return Err(Error::broken("not a SHA-256"));
    }
    Ok(PathBuf::from("uploads").join(&sha256[..2]).join(sha256))
}

/// 128 random bits in hex: the public name of a file.
///
/// # Errors
/// [`Error::Broken`] where the system gives no randomness.
pub fn unique() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken(error.to_string()))?;
    Ok(hex::encode(bytes))
}
