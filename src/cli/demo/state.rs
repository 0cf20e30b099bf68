//! Whether a data folder holds the demo district: a file beside the database says `filling` or `filled`. A fill that
//! was cut off is thrown away and made anew; a folder with anybody's own data is never touched.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::call::Failure;
use crate::app::App;
use crate::clock::Clock;
use crate::error::{Error, Message};
use crate::people;
use crate::settings::Settings;

/// What a data folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing, or a fill that was cut off and is gone now.
    Empty,
    /// The whole district.
    Filled,
    /// Somebody's own data.
    Foreign,
}

fn mark(settings: &Settings) -> PathBuf {
    settings.data_dir.join("demo.txt")
}

/// Looks into the folder; a fill that was cut off is cleared away.
pub(super) async fn read(settings: &Settings) -> Result<State, Failure> {
    let text = match std::fs::read_to_string(mark(settings)) {
        Ok(text) => text,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(why) => return Err(Error::from(why).into()),
    };
    if text.starts_with("filled") {
        return Ok(State::Filled);
    }
    if text.starts_with("filling") && settings.database.url.is_empty() {
        clear(settings)?;
        return Ok(State::Empty);
    }
    let is_new = settings.database.url.is_empty() && !settings.data_dir.join("zhibao.sqlite3").exists();
    if is_new {
        return Ok(State::Empty);
    }
    let app = App::open(settings.clone(), Clock::System).await?;
    let is_empty = people::is_empty(&app).await?;
    app.db.close().await;
    Ok(if is_empty { State::Empty } else { State::Foreign })
}

/// Says that a fill has begun.
pub(super) fn begin(settings: &Settings) -> Result<(), Failure> {
    settings.make_data_dir().map_err(Error::from)?;
    write(settings, "filling\n")
}

/// Makes the fill durable and says that it is whole.
pub(super) fn finish(settings: &Settings, day: NaiveDate) -> Result<(), Failure> {
    if settings.database.url.is_empty() {
        let file = std::fs::File::open(settings.data_dir.join("zhibao.sqlite3")).map_err(Error::from)?;
        file.sync_all().map_err(Error::from)?;
    }
    write(settings, &format!("filled {day}\n"))
}

fn write(settings: &Settings, text: &str) -> Result<(), Failure> {
    let path = mark(settings);
    let temporary = path.with_extension("tmp");
    let done = std::fs::write(&temporary, text)
        .and_then(|()| std::fs::File::open(&temporary)?.sync_all())
        .and_then(|()| std::fs::rename(&temporary, &path))
        .and_then(|()| std::fs::File::open(&settings.data_dir)?.sync_all());
    done.map_err(|why| Failure::Error(Error::from(why)))
}

/// Removes what a fill that was cut off left behind, and nothing else.
fn clear(settings: &Settings) -> Result<(), Failure> {
    for name in ["zhibao.sqlite3", "zhibao.sqlite3-wal", "zhibao.sqlite3-shm"] {
        gone(std::fs::remove_file(settings.data_dir.join(name)), settings)?;
    }
    for name in ["uploads", "index"] {
        gone(std::fs::remove_dir_all(settings.data_dir.join(name)), settings)?;
    }
    Ok(())
}

fn gone(done: std::io::Result<()>, settings: &Settings) -> Result<(), Failure> {
    match done {
        Ok(()) => Ok(()),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(why) => {
            let folder = settings.data_dir.display();
            Err(Message::new("demo.cannot_clear")
                .with("folder", folder)
                .with("why", why)
                .into())
        }
    }
}
