//! The executable `zhibao`. What it does is said by `zhibao::cli`; here are only the allocator and the runtime it runs on.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// What it runs on: docs/adr/allocator.md.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    zhibao::cli::run(std::env::args_os()).await
}
