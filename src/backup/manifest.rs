//! The manifest of a backup: what it holds, file by file with size and SHA-256, and beside it its own SHA-256 in the
//! form that `sha256sum --check` reads.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::contents::Contents;
use super::copying::{Stamp, write_synced};
use crate::Result;
use crate::error::Message;

const NAME: &str = "manifest.json";
const SEAL: &str = "manifest.json.sha256";
/// The form of a backup that this version writes and reads.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the backup.
    pub format: u32,
    /// The version that made it.
    pub zhibao: String,
    /// When, in UTC.
    pub made_at: String,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// What its database holds.
    pub contents: Contents,
    /// Every file of it by its path, but for the manifest and its seal.
    pub files: BTreeMap<String, Stamp>,
}

impl Manifest {
    /// A manifest of this version.
    pub(super) fn new(
        made_at: String,
        database: &str,
        contents: Contents,
        files: BTreeMap<String, Stamp>,
    ) -> Self {
        Self {
            format: FORMAT,
            zhibao: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            database: database.to_owned(),
            contents,
            files,
        }
    }

    /// Writes manifest and seal into the folder of a backup.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        let seal = format!("{}  {NAME}\n", hex::encode(Sha256::digest(&text)));
        write_synced(&folder.join(NAME), &text)?;
        write_synced(&folder.join(SEAL), seal.as_bytes())
    }

    /// Reads the manifest of a backup against its seal.
    pub(super) fn read(folder: &Path) -> Result<Self, Message> {
        let read = |name: &str| {
            std::fs::read(folder.join(name)).map_err(|why| {
                Message::new("backup.unreadable")
                    .with("file", name)
                    .with("why", why)
            })
        };
        let (text, seal) = (read(NAME)?, read(SEAL)?);
        let wanted = format!("{}  {NAME}\n", hex::encode(Sha256::digest(&text)));
        if seal != wanted.as_bytes() {
            return Err(Message::new("backup.seal").with("file", NAME).with("seal", SEAL));
        }
        let manifest: Self = serde_json::from_slice(&text).map_err(|why| {
            Message::new("backup.unreadable")
                .with("file", NAME)
                .with("why", why)
        })?;
        if manifest.format == FORMAT {
            Ok(manifest)
        } else {
            Err(Message::new("backup.other_format").with("format", manifest.format))
        }
    }
}
