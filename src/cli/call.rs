//! One call of the command line: where it looks, how it speaks, and how it can end.

use std::path::PathBuf;

use super::console::Console;
use crate::app::App;
use crate::clock::Clock;
use crate::error::{Error, Message};
use crate::settings::Settings;

/// What a command is given beside its own arguments.
pub(super) struct Call {
    /// Where it speaks.
    pub console: Console,
    data: PathBuf,
    config: Option<PathBuf>,
}

/// How a command that could do its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As it should.
    Done,
    /// It found something that is not as it should be.
    Damage,
    /// The disk did not take a commit: whoever watches over the process starts it anew.
    DiskFailed,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something to be said to the operator.
    Said(Message),
    /// What a verb answered.
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Self::Said(message)
    }
}

impl Call {
    pub fn new(console: Console, data: PathBuf, config: Option<PathBuf>) -> Self {
        Self {
            console,
            data,
            config,
        }
    }

    /// The settings of the data folder.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Settings::read(&self.data, self.config.as_deref())
            .map_err(|why| Message::new("cli.bad_settings").with("why", why).into())
    }

    /// The file that the settings were read from, if it exists.
    pub fn settings_file(&self, settings: &Settings) -> PathBuf {
        let inside = || settings.data_dir.join("zhibao.toml");
        self.config.clone().unwrap_or_else(inside)
    }

    /// The house over the data folder, its schema at this version.
    pub async fn open(&self) -> Result<App, Failure> {
        Ok(App::open(self.settings()?, Clock::System).await?)
    }

    /// The house of an installation that exists.
    pub async fn open_existing(&self) -> Result<App, Failure> {
        Ok(App::open(self.settings_of_existing()?, Clock::System).await?)
    }

    /// The settings of an installation that exists; a mistyped `--data` makes no empty one.
    pub fn settings_of_existing(&self) -> Result<Settings, Failure> {
        let settings = self.settings()?;
        let is_there = !settings.database.url.is_empty() || settings.data_dir.join("zhibao.sqlite3").exists();
        if !is_there {
            let folder = settings.data_dir.display();
            return Err(Message::new("cli.no_installation").with("folder", folder).into());
        }
        Ok(settings)
    }
}

/// Ends what an opened house left running.
pub(super) async fn close(app: &App) {
    app.tasks.end().await;
    app.db.close().await;
}
