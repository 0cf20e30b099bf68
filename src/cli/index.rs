//! `zhibao index rebuild` and `zhibao index check`: the index is a cache of the database; here it is made anew, or
//! compared with what it is a cache of. A running server holds the index: then it is only read.

use std::ops::ControlFlow;

use clap::Subcommand;

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::log;
use super::progress::Stage;
use crate::app::App;
use crate::archive::{self, Difference};
use crate::error::Message;

/// Differences that are printed one by one.
const SHOWN: usize = 20;

#[derive(Debug, Subcommand)]
pub(super) enum IndexCommand {
    Rebuild,
    Check,
}

pub(super) async fn index(call: &Call, command: IndexCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let app = call.open_existing().await?;
    let done = match command {
        IndexCommand::Rebuild => rebuild(&app, call.console).await.map(|()| Outcome::Done),
        IndexCommand::Check => check(&app, call.console).await,
    };
    close(&app).await;
    Ok(done?)
}

/// Builds the index anew with a bar.
pub(super) async fn rebuild(app: &App, console: Console) -> crate::Result<()> {
    let stage = Stage::begin(console, "cli.index_stage", 0);
    let bar = stage.bar();
    archive::rebuild(app, move |progress| {
        bar.set_length(progress.n_all);
        bar.set_position(progress.n_done);
        ControlFlow::Continue(())
    })
    .await?;
    stage.end();
    Ok(())
}

async fn check(app: &App, console: Console) -> crate::Result<Outcome> {
    let differences = archive::check(app).await?;
    if differences.is_empty() {
        let n = app.index.stats().map_err(crate::Error::broken)?.n_documents;
        console.say(&Message::new("cli.index_same").with("n", n));
        return Ok(Outcome::Done);
    }
    console.say(&Message::new("cli.index_differs").with("n", differences.len()));
    for one in differences.iter().take(SHOWN) {
        let (key, id) = match one {
            Difference::Missing(id) => ("cli.index_missing", id),
            Difference::Surplus(id) => ("cli.index_surplus", id),
            Difference::Other(id) => ("cli.index_other", id),
        };
        console.say(&Message::new(key).with("id", id));
    }
    Ok(Outcome::Damage)
}
