//! What tests stand on: a browser, a client, a PostgreSQL cluster, a server as a child process, the shared test data.
//! No test lives here, and nothing here knows a rule of the product.

pub mod app;
pub mod browser;
pub mod client;
pub mod command;
pub mod counts;
pub mod data;
pub mod environment;
mod folder;
pub mod patience;
pub mod postgres;
pub mod premises;
pub mod server;
pub mod serving;
pub mod sown;
pub mod strace;
pub mod texts;
pub mod workspace;

pub use folder::folder;
