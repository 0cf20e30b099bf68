//! Logs: one JSON object a line on stderr, so that stdout stays for people; plain lines where the settings say so.
//! `RUST_LOG` chooses what. What is logged names requests by their number and never holds a body, a cookie or a query.

use tracing_subscriber::EnvFilter;

use crate::settings::{self, LogFormat};

/// Starts the log as JSON; `default` is what `RUST_LOG` would say if it were set. A second start changes nothing.
pub(super) fn start(default: &str) {
    start_as(default, LogFormat::Json);
}

/// Starts the log in a form.
pub(super) fn start_as(default: &str, format: LogFormat) {
    let filter = settings::environment("RUST_LOG").unwrap_or_else(|| default.to_owned());
    let filter = EnvFilter::try_new(&filter).unwrap_or_else(|_| EnvFilter::new(default));
    let lines = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter);
    // A test process may have one already.
    let _ = match format {
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
        LogFormat::Text => lines.with_ansi(false).try_init(),
    };
}
