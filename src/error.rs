//! What can go wrong, once for the whole house. The doors turn it into a page or a problem document in the reader's
//! language; the wording lives in `assets/locales`.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

/// What verbs return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A sentence to be said in the reader's language: a key of `assets/locales` and what fills it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The key of the sentence.
    pub key: Cow<'static, str>,
    /// What stands for `%{name}` in it.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A sentence without gaps.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            args: Vec::new(),
        }
    }

    /// Fills the gap `name`.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a key or a number is given as it is"
    )]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// What is wrong with one field of a form or document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as the form and the JSON name it.
    pub field: Cow<'static, str>,
    /// What is wrong and what is allowed.
    pub message: Message,
}

impl Fault {
    /// A fault of a field.
    #[must_use]
    pub const fn new(field: &'static str, message: Message) -> Self {
        Self {
            field: Cow::Borrowed(field),
            message,
        }
    }
}

/// Why a verb did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 422: the input cannot be taken as it is.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<Fault>),
    /// 404: there is no such thing, or it is not for the reader to know of it.
    #[error("not found")]
    NotFound,
    /// 401: nobody is signed in.
    #[error("not signed in")]
    NotSignedIn,
    /// 403: the right that is missing, as a message key.
    #[error("not allowed: {0:?}")]
    NotAllowed(Message),
    /// 409: the record has moved on to this version since it was read.
    #[error("stale: the record is at version {0}")]
    Stale(i64),
    /// 409: the record's state does not allow it.
    #[error("refused: {0:?}")]
    Refused(Message),
    /// 413 or 415: an upload that cannot be taken.
    #[error("upload refused: {0:?}")]
    Upload(Message),
    /// 429: too often; try again after so many seconds.
    #[error("too often: {message:?}")]
    TooOften {
        /// What was too often.
        message: Message,
        /// Seconds until the next try.
        retry_after_s: u64,
    },
    /// 503: not at this moment; 507: the disk is full.
    #[error("unavailable: {0:?}")]
    Unavailable(Message),
    /// 500: our fault. The text is for the log alone.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// The HTTP status by which every door answers it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 422,
            Self::NotFound => 404,
            Self::NotSignedIn => 401,
            Self::NotAllowed(_) => 403,
            Self::Stale(_) | Self::Refused(_) => 409,
            Self::Upload(message) if message.key.ends_with("too_large") => 413,
            Self::Upload(_) => 415,
            Self::TooOften { .. } => 429,
            Self::Unavailable(message) if message.key == "error.disk_full" => 507,
            Self::Unavailable(_) => 503,
            Self::Broken(_) => 500,
        }
    }

    /// One field that cannot be taken.
    #[must_use]
    pub fn invalid(field: &'static str, key: &'static str) -> Self {
        Self::Invalid(vec![Fault::new(field, Message::new(key))])
    }

    /// A state that does not allow it.
    #[must_use]
    pub const fn refused(key: &'static str) -> Self {
        Self::Refused(Message::new(key))
    }

    /// Our fault, told to the log.
    #[must_use]
    pub fn broken(why: impl std::fmt::Display) -> Self {
        Self::Broken(why.to_string())
    }
}

/// Does work whose panic would be our fault: it becomes an error that is told like any other.
///
/// # Errors
/// [`Error::Broken`] where the work panics.
pub async fn surviving<T>(work: impl Future<Output = T>) -> Result<T> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .map_err(|_| Error::broken("a handler panicked"))
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        let text = error.to_string();
        if text.contains("database is locked")
            || text.contains("pool timed out")
            || text.contains("PoolTimedOut")
        {
            Self::Unavailable(Message::new("error.busy"))
        } else if text.contains("database or disk is full") || text.contains("No space left on device") {
            Self::Unavailable(Message::new("error.disk_full"))
        } else if text.contains("disk I/O error") {
            Self::Unavailable(Message::new("error.disk_failed"))
        } else {
            Self::Broken(text)
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::Unavailable(Message::new("error.disk_full"));
        }
        Self::Broken(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}
