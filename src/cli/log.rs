//! Logs: one JSON object a line on stderr, so that stdout stays for people. `RUST_LOG` chooses what.

use tracing_subscriber::EnvFilter;

use crate::settings;

/// Starts the log; `default` is what `RUST_LOG` would say if it were set. A second start changes nothing.
pub(super) fn start(default: &str) {
    let filter = settings::environment("RUST_LOG").unwrap_or_else(|| default.to_owned());
    let filter = EnvFilter::try_new(&filter).unwrap_or_else(|_| EnvFilter::new(default));
    // A test process may have one already.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init();
}
