//! Waiting for something to become true, with an end.

use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(40);

/// How long a page or a process may take before a test gives up: generous, since two cores are shared and what passes
/// never waits for it.
pub const LIMIT: Duration = Duration::from_secs(45);

/// Asks until an answer comes; after `limit` panics with the last reason why there was none.
pub async fn until<T>(limit: Duration, what: &str, mut ask: impl AsyncFnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        let reason = match ask().await {
            Ok(found) => return found,
            Err(reason) => reason,
        };
        assert!(start.elapsed() < limit, "waited {limit:?} for {what}: {reason}");
        tokio::time::sleep(PAUSE).await;
    }
}
