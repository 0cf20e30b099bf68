//! What can go wrong, for the caller to act on. Texts for people are the caller's.

use std::io;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError};
use thiserror::Error;

/// An error of the index.
#[derive(Debug, Error)]
pub enum Error {
    /// Another process has the index open for writing. Nothing was touched.
    #[error("the index is in use by another process")]
    LockBusy,
    /// The index was opened to read only.
    #[error("the index is open to read only")]
    ReadOnly,
    /// A rebuild is already under way.
    #[error("the index is being rebuilt already")]
    Rebuilding,
    /// The caller stopped the rebuild; the index in use is as it was.
    #[error("the rebuild was stopped")]
    Stopped,
    /// The documents for a rebuild could not be read; the index in use is as it was.
    #[error("the documents could not be read")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The page asked for lies beyond [`crate::MAX_OFFSET`]; later pages go by [`crate::After`].
    #[error("pages end at offset {}", crate::MAX_OFFSET)]
    TooFar,
    /// Files of the index are missing or damaged: rebuild it.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// The file system refused; the index itself may be whole.
    #[error("the index could not be reached")]
    Io(#[from] io::Error),
    /// The engine refused; the index itself may be whole.
    #[error("the search engine failed")]
    Engine(#[source] TantivyError),
}

impl From<TantivyError> for Error {
    /// Tells damage from what may pass (a full disk, a lock, too many open files): only damage may cost an index.
    fn from(error: TantivyError) -> Self {
        let text = error.to_string();
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::LockBusy,
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
            | TantivyError::IoError(io_error)
                if !is_damage(io_error.kind()) =>
            {
                Self::Io(io::Error::new(io_error.kind(), io_error))
            }
            TantivyError::OpenReadError(_)
            | TantivyError::IoError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::SchemaError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::InternalError(_) => Self::Damaged(text),
            other => Self::Engine(other),
        }
    }
}

fn is_damage(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::NotFound
            | io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other
    )
}
