//! The executable `zhibao`. What it does is said by `zhibao::cli`; here is only the runtime it runs on.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    zhibao::cli::run(std::env::args_os()).await
}
