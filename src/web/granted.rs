//! Points that somebody chose, as forms send them.

use crate::Result;
use crate::error::Error;
use crate::newsroom::Granted;

/// The points, the reason and who stands for them; nothing typed is no points.
///
/// # Errors
/// [`Error::Invalid`] for points that cannot be read.
pub(super) fn granted((points, reason, approver): (&str, &str, &str)) -> Result<Granted> {
    let points = match points.trim() {
        "" => None,
        text => {
            let points = text.parse();
            Some(points.map_err(|_| Error::invalid("granted", "opening.bad_points"))?)
        }
    };
    Ok(Granted {
        points,
        reason: reason.to_owned(),
        approver: approver.to_owned(),
    })
}
