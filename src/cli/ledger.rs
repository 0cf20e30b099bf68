//! `zhibao ledger verify` and `zhibao ledger replay`: whether the postings are whole, and whether the facts under the
//! schemes in force still come to them. Nothing is written.

use clap::Subcommand;

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::log;
use crate::app::App;
use crate::error::Message;
use crate::ledger::{self, Difference};
use crate::points::Points;
use crate::{Result, db};

/// Differences that are printed one by one.
const SHOWN: usize = 20;

#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    Verify,
    Replay,
}

pub(super) async fn ledger(call: &Call, command: LedgerCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let app = call.open_existing().await?;
    let outcome = match command {
        LedgerCommand::Verify => verify(&app, call.console).await,
        LedgerCommand::Replay => replay(&app, call.console).await,
    };
    close(&app).await;
    Ok(outcome?)
}

async fn verify(app: &App, console: Console) -> Result<Outcome> {
    let moment = db::read(&app.db).await?;
    let verdict = ledger::verify(&moment).await?;
    drop(moment);
    console.say(&verdict.message());
    Ok(if verdict.is_whole() {
        Outcome::Done
    } else {
        Outcome::Damage
    })
}

async fn replay(app: &App, console: Console) -> Result<Outcome> {
    let moment = db::read(&app.db).await?;
    let (n, differences) = ledger::replay(&moment).await?;
    drop(moment);
    if differences.is_empty() {
        console.say(&Message::new("cli.replay_same").with("n", n));
        return Ok(Outcome::Done);
    }
    console.say(
        &Message::new("cli.replay_differs")
            .with("n", n)
            .with("differences", differences.len()),
    );
    for one in differences.iter().take(SHOWN) {
        show(console, one);
    }
    Ok(Outcome::Damage)
}

fn show(console: Console, one: &Difference) {
    let points = |value: Option<i64>| {
        value.map_or_else(
            || console.t("cli.no_such_line"),
            |hundredths| Points::from_hundredths(hundredths).to_string(),
        )
    };
    console.say(
        &Message::new("cli.replay_line")
            .with("line", &one.line)
            .with("wanted", points(one.wanted))
            .with("stands", points(one.stands)),
    );
}
