//! The same hands as the tests have, from the tests' own files.

#[path = "../../tests/support/app.rs"]
pub mod app;
#[path = "../../tests/support/client.rs"]
pub mod client;
#[path = "../../tests/support/counts.rs"]
pub mod counts;
#[path = "../../tests/support/data.rs"]
pub mod data;
#[path = "../../tests/support/environment.rs"]
pub mod environment;
#[path = "../../tests/support/folder.rs"]
mod folder;
#[path = "../../tests/support/patience.rs"]
pub mod patience;
#[path = "../../tests/support/postgres.rs"]
pub mod postgres;
#[path = "../../tests/support/premises.rs"]
pub mod premises;
#[path = "../../tests/support/server.rs"]
pub mod server;
#[path = "../../tests/support/sown.rs"]
pub mod sown;
#[path = "../../tests/support/texts.rs"]
pub mod texts;
#[path = "../../tests/support/workspace.rs"]
pub mod workspace;

pub use folder::folder;
