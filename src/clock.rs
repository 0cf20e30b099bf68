//! What time it is. The only place that reads the system's clock; everyone else asks `app.clock`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use entity::Instant;

/// The time of day, real or set by a test.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system's clock.
    System,
    /// A clock that stands still until it is set.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn standing_at(now: Instant) -> Self {
        Self::Set(Arc::new(AtomicI64::new(now.0)))
    }

    /// This moment.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the system's clock"
    )]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant::from(chrono::Utc::now()),
            Self::Set(at) => Instant(at.load(Ordering::SeqCst)),
        }
    }

    /// Sets a standing clock; the system's clock stays as it is.
    pub fn set(&self, now: Instant) {
        if let Self::Set(at) = self {
            at.store(now.0, Ordering::SeqCst);
        }
    }
}
