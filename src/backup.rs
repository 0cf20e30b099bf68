//! Backups: one consistent copy of the database and of every upload that it names, with a manifest of hashes; checked
//! when it is made, before it is restored, and after. The index is left out: it is a cache and is built anew. What a
//! backup may do to a running house is nothing at all.

mod archive_file;
mod contents;
mod copying;
mod inspect;
mod last;
mod make;
mod manifest;
mod postgres;
mod restore;

use crate::error::Message;

pub use contents::{Contents, Head};
pub use inspect::inspect;
pub use last::{LastBackup, last};
pub use make::{Made, make};
pub use manifest::Manifest;
pub use restore::{Restored, restore};

/// What came of a look: the thing itself, or every damage that was found, by name.
pub type Verdict<T> = Result<T, Vec<Message>>;

/// The name of the database inside a backup of SQLite.
const SQLITE_FILE: &str = "zhibao.sqlite3";
/// The name of the database inside a backup of PostgreSQL, as `pg_dump` writes it.
const POSTGRES_FILE: &str = "zhibao.dump";
/// The name of the settings inside a backup and a data folder.
const SETTINGS_FILE: &str = "zhibao.toml";
/// What a data folder holds beside the database and the uploads: its settings, and the key of sealed secrets.
const LOOSE_FILES: [&str; 2] = [SETTINGS_FILE, crate::seal::FILE];
