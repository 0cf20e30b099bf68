//! Restoring: into an empty data folder (and, for PostgreSQL, an empty database). Everything is made and checked in a
//! folder of its own inside, then moved to its place, the database last. Sessions do not come back: some that the copy
//! holds were ended since.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::copying::{copy_synced, make_folder, sync_folder, sync_folders};
use super::inspect::{blocking, check, check_sqlite, open};
use super::{Manifest, POSTGRES_FILE, SETTINGS_FILE, SQLITE_FILE, Verdict, postgres};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::clock::Clock;
use crate::error::{Error, Message};
use crate::settings::Settings;
use crate::{Result, archive, db, people};

/// Where a restore works inside the data folder.
const WORKSHOP: &str = ".restoring";

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup held.
    pub manifest: Manifest,
    /// Articles in the index that was built anew.
    pub n_indexed: u64,
}

/// Restores a backup into the data folder of the settings. Damage is named, and then nothing is restored.
///
/// # Errors
/// [`Error::Refused`] where the folder or database is not empty, or the backup is of another kind or a newer version;
/// whatever the disk or the database answers.
pub async fn restore(settings: &Settings, clock: &Clock, source: &Path) -> Result<Verdict<Restored>> {
    let house = settings.data_dir.clone();
    must_be_empty(&house)?;
    let made = house.clone();
    blocking(move || make_folder(&made)).await?;
    // Checked before anything is made: a backup that is damaged leaves the folder as it was.
    let opened = match open(source, &house).await? {
        Ok(opened) => opened,
        Err(damage) => return Ok(Err(damage)),
    };
    let manifest = match check(&opened.folder).await? {
        Ok(manifest) => manifest,
        Err(damage) => return Ok(Err(damage)),
    };
    must_fit(settings, &manifest)?;
    let workshop = house.join(WORKSHOP);
    let filled = fill(settings, clock, (&opened.folder, &workshop), &manifest).await;
    // What was unpacked is gone before the folder is called complete.
    drop(opened);
    let n_indexed = match filled {
        Ok(Ok(n_indexed)) => n_indexed,
        Ok(Err(damage)) => {
            clear(workshop).await?;
            return Ok(Err(damage));
        }
        Err(error) => {
            clear(workshop).await?;
            return Err(error);
        }
    };
    blocking(move || move_in(&workshop, &house)).await?;
    Ok(Ok(Restored { manifest, n_indexed }))
}

/// That nothing would be written over: the folder is absent, or holds settings alone.
fn must_be_empty(house: &Path) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(house) else {
        return Ok(());
    };
    for entry in entries {
        let name = entry?.file_name();
        if name != SETTINGS_FILE {
            return Err(Error::Refused(
                Message::new("backup.folder_not_empty")
                    .with("folder", house.display())
                    .with("name", name.to_string_lossy()),
            ));
        }
    }
    Ok(())
}

/// That the backup is of the kind of database that the settings name, and not of a newer version.
fn must_fit(settings: &Settings, manifest: &Manifest) -> Result<()> {
    let kind = if settings.database.url.is_empty() {
        "sqlite"
    } else {
        "postgres"
    };
    if manifest.database != kind {
        return Err(Error::Refused(
            Message::new("backup.other_database")
                .with("is", &manifest.database)
                .with("wanted", kind),
        ));
    }
    let known = db::migrations();
    match manifest
        .contents
        .migrations
        .iter()
        .find(|one| !known.contains(*one))
    {
        None => Ok(()),
        Some(unknown) => Err(Error::Refused(
            Message::new("backup.newer")
                .with("version", &manifest.zhibao)
                .with("schema", unknown),
        )),
    }
}

/// Makes the whole data folder inside the workshop; returns the number of articles in its index.
async fn fill(
    settings: &Settings,
    clock: &Clock,
    (source, workshop): (&Path, &Path),
    manifest: &Manifest,
) -> Result<Verdict<u64>> {
    let damage = {
        let (source, workshop, manifest) = (source.to_owned(), workshop.to_owned(), manifest.clone());
        blocking(move || copy_files(&source, &workshop, &manifest)).await?
    };
    if !damage.is_empty() {
        return Ok(Err(damage));
    }
    let arrived = if settings.database.url.is_empty() {
        let file = workshop.join(SQLITE_FILE);
        check_sqlite(&file, Some(&manifest.contents)).await?.map(drop)
    } else {
        let dump = source.join(POSTGRES_FILE);
        postgres::load(settings, dump, &manifest.contents).await?
    };
    if let Err(damage) = arrived {
        return Ok(Err(damage));
    }
    let staged = Settings {
        data_dir: workshop.to_owned(),
        ..settings.clone()
    };
    let app = App::open(staged, clock.clone()).await?;
    let finished = finish(&app, manifest).await;
    app.tasks.end().await;
    app.db.close().await;
    finished.map(Ok)
}

/// Copies what is no dump, against the manifest.
fn copy_files(source: &Path, workshop: &Path, manifest: &Manifest) -> Result<Vec<Message>> {
    make_folder(workshop)?;
    let mut damage = Vec::new();
    for (name, wanted) in manifest.files.iter().filter(|(name, _)| *name != POSTGRES_FILE) {
        let copied = copy_synced(&source.join(name), &workshop.join(name))?;
        if copied != *wanted {
            damage.push(Message::new("backup.changed").with("file", name));
        }
    }
    sync_folders(workshop)?;
    Ok(damage)
}

/// Ends what must not come back, notes the deed, and builds the index.
async fn finish(app: &App, manifest: &Manifest) -> Result<u64> {
    let tx = db::write(&app.db).await?;
    let now = app.clock.now();
    people::revoke_everybody(&tx, now).await?;
    let detail = serde_json::json!({ "made_at": manifest.made_at, "ledger": manifest.contents.ledger });
    let deed = Deed::done("restore_backup", "installation", "").with(detail);
    audit::note(&tx, &Actor::system("console"), deed, now).await?;
    tx.commit().await?;
    let n_indexed = archive::rebuild(app, |_| ControlFlow::Continue(())).await?;
    let differences = archive::check(app).await?;
    if differences.is_empty() {
        Ok(n_indexed)
    } else {
        Err(Error::broken(format!("the new index differs: {differences:?}")))
    }
}

/// Moves everything from the workshop to its place, the database last: until then the folder is none to serve.
fn move_in(workshop: &Path, house: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(workshop)? {
        names.push(entry?.file_name());
    }
    names.sort_by_key(|name| name == SQLITE_FILE);
    sync_folders(workshop)?;
    for name in names {
        let target = house.join(&name);
        if !target.exists() {
            std::fs::rename(workshop.join(&name), target)?;
        }
    }
    std::fs::remove_dir_all(workshop)?;
    sync_folder(house)
}

async fn clear(workshop: PathBuf) -> Result<()> {
    blocking(move || {
        if workshop.exists() {
            std::fs::remove_dir_all(workshop)?;
        }
        Ok(())
    })
    .await
}
