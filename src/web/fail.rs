//! Our error as poem carries it; the guard turns it into a page or a problem document.

use poem::error::ResponseError;
use poem::http::StatusCode;

use crate::error::Error;

/// An error on its way to the guard.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fail(#[from] pub Error);

impl Fail {
    /// The status that belongs to an error.
    #[must_use]
    pub fn status_of(error: &Error) -> StatusCode {
        StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl ResponseError for Fail {
    fn status(&self) -> StatusCode {
        Self::status_of(&self.0)
    }
}

/// What a handler of a page returns.
pub type WebResult = Result<poem::Response, Fail>;
