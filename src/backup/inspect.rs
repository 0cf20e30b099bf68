//! Whether a backup is what it was when it was made: manifest, every file's bytes, pages and keys of the database,
//! both chains, the figures.

use std::path::{Path, PathBuf};

use super::contents::{Contents, broken_chains};
use super::copying::stamp;
use super::{Manifest, SQLITE_FILE, Verdict, archive_file};
use crate::error::{Error, Message};
use crate::{Result, db};

/// A backup as a folder; one that came as an archive is unpacked and gone when this is dropped.
pub(super) struct Opened {
    pub folder: PathBuf,
    _unpacked: Option<tempfile::TempDir>,
}

/// Opens a backup; `near` is where an archive may be unpacked.
pub(super) async fn open(source: &Path, near: &Path) -> Result<Verdict<Opened>> {
    if !archive_file::is_archive(source) {
        return Ok(Ok(Opened {
            folder: source.to_owned(),
            _unpacked: None,
        }));
    }
    let (source, near) = (source.to_owned(), near.to_owned());
    blocking(move || {
        let unpacked = tempfile::Builder::new()
            .prefix(".zhibao-unpacked")
            .tempdir_in(near)?;
        if let Err(damage) = archive_file::unpack(&source, unpacked.path()) {
            return Ok(Err(vec![damage]));
        }
        Ok(Ok(Opened {
            folder: unpacked.path().to_owned(),
            _unpacked: Some(unpacked),
        }))
    })
    .await
}

/// Checks a whole backup, a folder or an archive, and changes nothing. For PostgreSQL the dump is checked by its hash
/// here, and by what it holds when it is restored.
///
/// # Errors
/// Whatever keeps it from being looked at.
pub async fn inspect(source: &Path) -> Result<Verdict<Manifest>> {
    let opened = match open(source, &std::env::temp_dir()).await? {
        Ok(opened) => opened,
        Err(damage) => return Ok(Err(damage)),
    };
    check(&opened.folder).await
}

/// Checks the folder of a backup.
pub(super) async fn check(folder: &Path) -> Result<Verdict<Manifest>> {
    let here = folder.to_owned();
    let read = blocking(move || {
        let manifest = match Manifest::read(&here) {
            Ok(manifest) => manifest,
            Err(damage) => return Ok(Err(vec![damage])),
        };
        let damage = changed_files(&here, &manifest);
        Ok(if damage.is_empty() {
            Ok(manifest)
        } else {
            Err(damage)
        })
    });
    let manifest = match read.await? {
        Ok(manifest) => manifest,
        Err(damage) => return Ok(Err(damage)),
    };
    if !manifest.files.contains_key(SQLITE_FILE) {
        return Ok(Ok(manifest));
    }
    let damage = check_sqlite(&folder.join(SQLITE_FILE), Some(&manifest.contents)).await?;
    Ok(damage.map(|_| manifest))
}

/// Files that are missing or other than when the backup was made.
fn changed_files(folder: &Path, manifest: &Manifest) -> Vec<Message> {
    let mut damage = Vec::new();
    for (name, wanted) in &manifest.files {
        match stamp(&folder.join(name)) {
            Ok(found) if found == *wanted => {}
            Ok(_) => damage.push(Message::new("backup.changed").with("file", name)),
            Err(why) => damage.push(
                Message::new("backup.unreadable")
                    .with("file", name)
                    .with("why", why),
            ),
        }
    }
    damage
}

/// Checks a copy of SQLite: its pages and keys, its chains, and that it holds what it should, if that is known.
pub(super) async fn check_sqlite(file: &Path, wanted: Option<&Contents>) -> Result<Verdict<Contents>> {
    let copy = db::open_copy(file).await?;
    let looked = look(&copy, wanted).await;
    copy.close().await?;
    looked
}

async fn look(copy: &sea_orm::DatabaseConnection, wanted: Option<&Contents>) -> Result<Verdict<Contents>> {
    let flaws = db::flaws(copy).await?;
    if !flaws.is_empty() {
        let named = |why: &String| Message::new("backup.flaw").with("why", why);
        return Ok(Err(flaws.iter().take(5).map(named).collect()));
    }
    let mut damage = broken_chains(copy).await?;
    let contents = Contents::read(copy).await?;
    if let Some(wanted) = wanted {
        damage.extend(contents.differences(wanted));
    }
    Ok(if damage.is_empty() {
        Ok(contents)
    } else {
        Err(damage)
    })
}

/// Does blocking work where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)?
}
