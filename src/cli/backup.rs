//! `zhibao backup TARGET` and `zhibao restore SOURCE`: what `crate::backup` does, and what came of it, in words.

use std::path::{Path, PathBuf};

use super::call::{Call, Failure, Outcome};
use super::console::Console;
use super::log;
use crate::backup::{self, Manifest, Verdict};
use crate::clock::Clock;
use crate::error::Message;

pub(super) async fn backup(call: &Call, target: PathBuf) -> Result<Outcome, Failure> {
    log::start("warn");
    let settings = call.settings_of_existing()?;
    let made = backup::make(&settings, &Clock::System, &target).await?;
    Ok(tell(call.console, made, |console, made| {
        console.say(&Message::new("backup.made").with("path", made.path.display()));
        figures(console, &made.manifest);
    }))
}

pub(super) async fn restore(call: &Call, source: PathBuf, check: bool) -> Result<Outcome, Failure> {
    log::start("warn");
    must_exist(&source)?;
    if check {
        let found = backup::inspect(&source).await?;
        return Ok(tell(call.console, found, |console, manifest| {
            console.say(&Message::new("backup.sound").with("path", source.display()));
            figures(console, &manifest);
        }));
    }
    let settings = call.settings()?;
    let restored = backup::restore(&settings, &Clock::System, &source).await?;
    Ok(tell(call.console, restored, |console, restored| {
        let folder = settings.data_dir.display();
        console.say(
            &Message::new("backup.restored")
                .with("folder", folder)
                .with("n", restored.n_indexed),
        );
        figures(console, &restored.manifest);
    }))
}

fn must_exist(source: &Path) -> Result<(), Failure> {
    if source.exists() {
        return Ok(());
    }
    Err(Message::new("backup.absent")
        .with("path", source.display())
        .into())
}

/// Says what came of it, or every damage.
fn tell<T>(console: Console, verdict: Verdict<T>, good: impl FnOnce(Console, T)) -> Outcome {
    match verdict {
        Ok(found) => {
            good(console, found);
            Outcome::Done
        }
        Err(damage) => {
            console.warn(&Message::new("backup.damaged"));
            for one in damage {
                console.warn(&one);
            }
            Outcome::Damage
        }
    }
}

/// The figures by which an operator knows a backup again.
fn figures(console: Console, manifest: &Manifest) {
    let contents = &manifest.contents;
    let n_uploads = manifest
        .files
        .keys()
        .filter(|name| name.starts_with("uploads/"))
        .count();
    console.say(
        &Message::new("backup.figures")
            .with("made_at", &manifest.made_at)
            .with("rows", contents.tables.values().sum::<i64>())
            .with("tables", contents.tables.len())
            .with("uploads", n_uploads),
    );
    console.say(
        &Message::new("backup.heads")
            .with("postings", contents.ledger.seq)
            .with("ledger", &contents.ledger.hash)
            .with("entries", contents.audit.seq)
            .with("audit", &contents.audit.hash),
    );
}
