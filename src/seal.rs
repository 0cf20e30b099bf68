//! Small secrets that must be read again: sealed by AES-256-GCM with a key that lies beside the database, never in it
//! (QUALITY C16). Whoever has the database alone cannot read them.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::Result;
use crate::error::{Error, Message};

/// The name of the key's file in the data folder.
pub const FILE: &str = "seal.key";
/// Bytes of a nonce.
const NONCE: usize = 12;

/// Seals and opens. The key is read when it is needed and made at the first sealing.
#[derive(Clone, Debug)]
pub struct Seal {
    file: PathBuf,
}

impl Seal {
    /// The seal of a data folder.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        Self {
            file: data_dir.join(FILE),
        }
    }

    /// Seals bytes for a purpose, such as `second_factor:12`: for another purpose they do not open.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where others may read the key; whatever the disk answers.
    pub fn close(&self, purpose: &str, open: &[u8]) -> Result<String> {
        let cipher = match self.key()? {
            Some(key) => key,
            None => self.make_key()?,
        };
        let mut sealed = random::<NONCE>()?.to_vec();
        let nonce: [u8; NONCE] = sealed[..].try_into().map_err(Error::broken)?;
        let payload = Payload {
            msg: open,
            aad: purpose.as_bytes(),
        };
        let bytes = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Error::broken("sealing failed"))?;
        sealed.extend(bytes);
        Ok(STANDARD_NO_PAD.encode(sealed))
    }

    /// Opens what was sealed for the purpose.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the key is missing, is another one, or may be read by others.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>> {
        let cipher = self.key()?.ok_or_else(lost)?;
        let bytes = STANDARD_NO_PAD.decode(sealed).map_err(Error::broken)?;
        let (nonce, bytes) = bytes.split_at_checked(NONCE).ok_or_else(lost)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(Error::broken)?;
        let payload = Payload {
            msg: bytes,
            aad: purpose.as_bytes(),
        };
        cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| lost())
    }

    /// The key, where there is one.
    fn key(&self) -> Result<Option<Aes256Gcm>> {
        let mut file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(Error::Unavailable(
                Message::new("error.seal_open").with("file", self.file.display()),
            ));
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let key: [u8; 32] = hex::decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(lost)?;
        Ok(Some(Aes256Gcm::new(&key.into())))
    }

    /// Makes the key, for its owner alone. Of several who make it at once one wins, and all use that one.
    fn make_key(&self) -> Result<Aes256Gcm> {
        let draft = self
            .file
            .with_extension(format!("new-{}", hex::encode(random::<8>()?)));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(format!("{}\n", hex::encode(random::<32>()?)).as_bytes())?;
        file.sync_all()?;
        // A link is made whole or not at all, and never over a key that is there.
        let linked = std::fs::hard_link(&draft, &self.file);
        std::fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        if let Some(folder) = self.file.parent() {
            File::open(folder)?.sync_all()?;
        }
        self.key()?.ok_or_else(lost)
    }
}

fn lost() -> Error {
    Error::Unavailable(Message::new("error.seal_lost").with("file", FILE))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_with_its_key_alone() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let seal = Seal::of(here.path());
        let one = seal.close("second_factor:1", b"seed").unwrap();
        assert_ne!(
            one,
            seal.close("second_factor:1", b"seed").unwrap(),
            "a nonce is never used twice"
        );
        assert_eq!(seal.open("second_factor:1", &one).unwrap(), b"seed");
        assert!(seal.open("second_factor:2", &one).is_err());
        assert!(seal.open("second_factor:1", &one[..8]).is_err());
        let other = Seal::of(there.path());
        assert!(other.open("second_factor:1", &one).is_err(), "no key there");
        other.close("second_factor:1", b"seed").unwrap();
        assert!(other.open("second_factor:1", &one).is_err(), "another key there");
    }

    #[test]
    fn the_key_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::of(folder.path());
        let sealed = seal.close("x", b"seed").unwrap();
        let file = folder.path().join(FILE);
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(seal.open("x", &sealed), Err(Error::Unavailable(_))));
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no draft is left"
        );
    }
}
