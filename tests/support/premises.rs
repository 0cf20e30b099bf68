//! What a house is made of when nobody is in it: its data folder and its database, on SQLite in the same folder, on
//! PostgreSQL beside it. The executable is started over it; the settings in the folder tell it which database.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use sea_orm::{Database, DatabaseConnection};
use tempfile::TempDir;

use super::app::On;
use super::postgres::Postgres;

/// A data folder and its database.
pub struct Premises {
    folder: TempDir,
    postgres: Option<Postgres>,
}

impl Premises {
    /// A folder with this database of PostgreSQL, or with SQLite.
    pub fn new(folder: TempDir, postgres: Option<Postgres>) -> Self {
        let premises = Self { folder, postgres };
        if premises.on() == On::Postgres {
            premises.settings("");
        }
        premises
    }

    /// Which database it is.
    pub fn on(&self) -> On {
        self.postgres.as_ref().map_or(On::Sqlite, |_| On::Postgres)
    }

    /// The data folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What `database.url` takes: nothing for SQLite.
    pub fn url(&self) -> &str {
        self.postgres
            .as_ref()
            .map_or("", |postgres| postgres.url.as_str())
    }

    /// Writes the settings file of the folder: these lines, and where the database is.
    pub fn settings(&self, lines: &str) {
        let text = match self.on() {
            On::Sqlite => lines.to_owned(),
            On::Postgres => format!("{lines}[database]\nurl = \"{}\"\n", self.url()),
        };
        std::fs::File::options()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(0o600)
            .open(self.path().join("zhibao.toml"))
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .expect("the settings are written");
    }

    /// A connection to the database, past the product.
    pub async fn database(&self) -> DatabaseConnection {
        let url = match self.on() {
            On::Sqlite => format!(
                "sqlite://{}?mode=rwc",
                self.path().join("zhibao.sqlite3").display()
            ),
            On::Postgres => self.url().to_owned(),
        };
        Database::connect(url).await.expect("the database opens")
    }

    /// A copy as it is now, of a folder with its SQLite; nothing may have it open.
    pub fn again(&self) -> Self {
        assert_eq!(self.on(), On::Sqlite, "the database is in the folder");
        let folder = super::folder();
        super::sown::copy(self.path(), folder.path());
        Self {
            folder,
            postgres: None,
        }
    }

    /// Removes the folder and drops the database; a story that does not get here leaves its database to the cluster's end.
    pub async fn end(self) {
        if let Some(postgres) = self.postgres {
            postgres.discard().await;
        }
    }
}
