//! Making a backup: everything is written under a temporary name, checked, synced, and only then given its name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::contents::{Contents, uploads_of};
use super::copying::{Stamp, copy_synced, make_folder, stamp, sync_folder, sync_folders};
use super::inspect::{blocking, check, check_sqlite};
use super::last::{self, LastBackup};
use super::{LOOSE_FILES, Manifest, POSTGRES_FILE, SQLITE_FILE, Verdict, archive_file, postgres};
use crate::clock::Clock;
use crate::error::{Error, Message};
use crate::settings::Settings;
use crate::{Result, calendar, db, files};

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

/// Makes a backup of the installation that the settings name, also while it is served. `target` is a new folder, a
/// folder that exists (the backup gets a name by its time inside), or a new file that ends in `.zip`. An installation
/// that is damaged gets no backup: what is wrong is named, and nothing is left behind.
///
/// # Errors
/// [`Error::Refused`] where the target is taken or a tool is missing; whatever the disk or the database answers.
pub async fn make(settings: &Settings, clock: &Clock, target: &Path) -> Result<Verdict<Made>> {
    let path = name_of(clock, target)?;
    let around = match path.parent() {
        Some(around) if !around.as_os_str().is_empty() => around.to_owned(),
        _ => PathBuf::from("."),
    };
    let part = {
        let around = around.clone();
        blocking(move || {
            make_folder(&around)?;
            Ok(tempfile::Builder::new()
                .prefix(".zhibao-backup")
                .tempdir_in(around)?)
        })
        .await?
    };
    let manifest = match fill(settings, clock, part.path()).await? {
        Ok(manifest) => manifest,
        Err(damage) => return Ok(Err(damage)),
    };
    let (named, house, made_at) = (path.clone(), settings.data_dir.clone(), clock.now());
    blocking(move || {
        sync_folders(part.path())?;
        if archive_file::is_archive(&named) {
            let packed = part.path().with_extension("zip");
            archive_file::pack(part.path(), &packed)?;
            std::fs::rename(packed, &named)?;
        } else {
            std::fs::rename(part.keep(), &named)?;
        }
        sync_folder(&around)?;
        let path = named;
        if let Err(why) = last::note(&house, &LastBackup { made_at, path }) {
            tracing::warn!(%why, "the backup is made, but its time could not be noted in the data folder");
        }
        Ok(())
    })
    .await?;
    Ok(Ok(Made { path, manifest }))
}

/// The name that the backup will have.
fn name_of(clock: &Clock, target: &Path) -> Result<PathBuf> {
    let path = if target.is_dir() {
        // `2026-03-01 09:30:00` becomes `20260301-093000`.
        let time = calendar::local_time(clock.now().0);
        let name: String = time.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        target.join(format!("zhibao-{}", name.replace(' ', "-")))
    } else {
        target.to_owned()
    };
    if path.exists() {
        return Err(Error::Refused(
            Message::new("backup.taken").with("path", path.display()),
        ));
    }
    Ok(path)
}

/// Writes everything into a folder and checks it there.
async fn fill(settings: &Settings, clock: &Clock, folder: &Path) -> Result<Verdict<Manifest>> {
    let is_sqlite = settings.database.url.is_empty();
    let (kind, database, copied) = if is_sqlite {
        ("sqlite", SQLITE_FILE, copy_sqlite(settings, folder).await?)
    } else {
        ("postgres", POSTGRES_FILE, postgres::dump(settings, folder).await?)
    };
    let (contents, uploads) = match copied {
        Ok(copied) => copied,
        Err(damage) => return Ok(Err(damage)),
    };
    let made_at = DateTime::from_timestamp_millis(clock.now().0).unwrap_or_default();
    let (house, folder_) = (settings.data_dir.clone(), folder.to_owned());
    let written = blocking(move || {
        let mut stamps = BTreeMap::new();
        std::fs::File::open(folder_.join(database))?.sync_all()?;
        stamps.insert(database.to_owned(), stamp(&folder_.join(database))?);
        for name in LOOSE_FILES.into_iter().filter(|name| house.join(name).exists()) {
            let stamp = copy_synced(&house.join(name), &folder_.join(name))?;
            stamps.insert(name.to_owned(), stamp);
        }
        let damage = copy_uploads(&house, &folder_, &uploads, &mut stamps)?;
        if !damage.is_empty() {
            return Ok(Err(damage));
        }
        let manifest = Manifest::new(made_at.to_rfc3339(), kind, contents, stamps);
        manifest.write(&folder_)?;
        Ok(Ok(manifest))
    })
    .await?;
    match written {
        // What lies on the disk now is read again.
        Ok(_) => check(folder).await,
        Err(damage) => Ok(Err(damage)),
    }
}

async fn copy_sqlite(settings: &Settings, folder: &Path) -> Result<Verdict<(Contents, Vec<String>)>> {
    let file = folder.join(SQLITE_FILE);
    db::copy_into(settings, &file).await?;
    let contents = match check_sqlite(&file, None).await? {
        Ok(contents) => contents,
        Err(damage) => return Ok(Err(damage)),
    };
    let copy = db::open_copy(&file).await?;
    let uploads = uploads_of(&copy).await;
    copy.close().await?;
    Ok(Ok((contents, uploads?)))
}

/// Copies every upload; those that are missing or are not what their name says are named.
fn copy_uploads(
    house: &Path,
    folder: &Path,
    uploads: &[String],
    stamps: &mut BTreeMap<String, Stamp>,
) -> Result<Vec<Message>> {
    let mut damage = Vec::new();
    for sha256 in uploads {
        let place = files::place(sha256)?;
        let name = place.to_string_lossy().into_owned();
        if !house.join(&place).exists() {
            damage.push(Message::new("backup.upload_missing").with("file", name));
            continue;
        }
        let stamp = copy_synced(&house.join(&place), &folder.join(&place))?;
        if stamp.sha256 == *sha256 {
            stamps.insert(name, stamp);
        } else {
            damage.push(Message::new("backup.changed").with("file", name));
        }
    }
    Ok(damage)
}
