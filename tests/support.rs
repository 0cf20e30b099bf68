//! What tests stand on: a browser, a client, a PostgreSQL cluster, a server as a child process, the shared test data.
//! No test lives here, and nothing here knows a rule of the product.

use std::os::unix::fs::PermissionsExt as _;

pub mod app;
pub mod browser;
pub mod client;
pub mod command;
pub mod data;
pub mod environment;
pub mod patience;
pub mod postgres;
pub mod server;
pub mod serving;
pub mod sown;
pub mod strace;
pub mod texts;
pub mod workspace;

/// A folder of its own that its owner alone can enter, as the product asks of a data folder; gone when dropped.
pub fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o700))
        .tempdir()
        .expect("a folder")
}
