//! How documents are written and read: points, codes, the times of records. One way for every operation.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use entity::Instant;

use crate::Result;
use crate::error::{Error, Fault, Message};
use crate::newsroom::Granted;
use crate::points::Points;

/// Hundredths as decimal text: `37.50`.
pub(super) fn points(hundredths: i64) -> String {
    Points::from_hundredths(hundredths).fixed()
}

/// An instant as RFC 3339 prints it.
pub(super) fn time(at: Option<Instant>) -> Option<DateTime<Utc>> {
    at.map(Instant::utc)
}

/// A code as one of a closed list of words.
pub(super) fn code<T>(field: &'static str, text: &str, from: impl Fn(&str) -> Option<T>) -> Result<T> {
    from(text).ok_or_else(|| Error::invalid(field, "api.unknown_code"))
}

/// A code that may be missing.
pub(super) fn optional_code<T>(
    field: &'static str,
    text: Option<&str>,
    from: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>> {
    text.map(|text| code(field, text, from)).transpose()
}

/// Several values with commas between them.
pub(super) fn list<T>(
    field: &'static str,
    text: Option<&str>,
    from: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>> {
    let values = text.unwrap_or_default().split(',').map(str::trim);
    values
        .filter(|value| !value.is_empty())
        .map(|value| code(field, value, &from))
        .collect()
}

/// A value that is read from text, or a fault of its field.
pub(super) fn value<T: FromStr>(field: &'static str, text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| Error::Invalid(vec![Fault::new(field, Message::new("api.value"))]))
}

/// Points that somebody chose, from the fields that say them.
pub(super) fn granted(
    points: Option<String>,
    reason: Option<String>,
    approver: Option<String>,
) -> Result<Granted> {
    Ok(Granted {
        points: points.map(|points| value("granted", &points)).transpose()?,
        reason: reason.unwrap_or_default(),
        approver: approver.unwrap_or_default(),
    })
}
