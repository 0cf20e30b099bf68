//! Keys that are shown once and kept as a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::error::Error;

/// A key that must not be logged: it has no `Debug` that shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A key as somebody sent it.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The key itself, to be sent to its owner and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the key in hex: what the database keeps and looks it up by.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }

    /// A second value that only the owner of the key can know, for the purpose named.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> String {
        let digest = Sha256::new_with_prefix(purpose.as_bytes())
            .chain_update([0])
            .chain_update(self.0.as_bytes());
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }
}

/// A fresh key of 256 random bits.
///
/// # Errors
/// [`Error::Broken`] where the system gives no randomness.
pub fn random_key() -> Result<Secret> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken(error.to_string()))?;
    Ok(Secret(URL_SAFE_NO_PAD.encode(bytes)))
}
