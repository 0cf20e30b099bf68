//! A moment, as it is stored: milliseconds of UTC since 1970. Days and weeks are made of it in `src/calendar.rs`.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// Milliseconds of UTC since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The moment a length of time later (or earlier, if it is negative).
    #[must_use]
    pub fn plus(self, length: TimeDelta) -> Self {
        Self(self.0.saturating_add(length.num_milliseconds()))
    }

    /// The moment as chrono's UTC time; the epoch where chrono cannot reach it.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// How long after `earlier` this is.
    #[must_use]
    pub fn since(self, earlier: Self) -> TimeDelta {
        TimeDelta::milliseconds(self.0.saturating_sub(earlier.0))
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis())
    }
}
