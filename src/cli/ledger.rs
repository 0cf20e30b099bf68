//! `zhibao ledger verify` and `zhibao ledger replay`: whether the postings are whole, and whether the facts under the
//! schemes in force still come to them; nothing is written. `zhibao ledger recount` makes anew what is kept beside articles
//! and facts; `zhibao ledger close` closes the oldest open month.

use clap::Subcommand;

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::log;
use crate::actor::Actor;
use crate::app::App;
use crate::calendar::Month;
use crate::error::Message;
use crate::ledger::{self, Difference};
use crate::points::Points;
use crate::{Result, db, newsroom, people};

/// Differences that are printed one by one.
const SHOWN: usize = 20;

#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    Verify,
    Replay,
    Recount,
    Close {
        month: Month,
        #[arg(long, value_name = "USERNAME")]
        by: String,
        #[arg(long, default_value = "", value_name = "TEXT", hide_default_value = true)]
        reason: String,
    },
}

pub(super) async fn ledger(call: &Call, command: LedgerCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let app = call.open_existing().await?;
    let outcome = match command {
        LedgerCommand::Verify => verify(&app, call.console).await,
        LedgerCommand::Replay => replay(&app, call.console).await,
        LedgerCommand::Recount => recount(&app, call.console).await,
        LedgerCommand::Close { month, by, reason } => {
            close_month(&app, call.console, (month, &by, &reason)).await
        }
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

async fn recount(app: &App, console: Console) -> Result<Outcome> {
    let tx = db::write(&app.db).await?;
    let (n_filed, n_units) = ledger::recount(&tx, &Actor::system("console"), app.clock.now()).await?;
    tx.commit().await?;
    console.say(
        &Message::new("cli.recounted")
            .with("filed", n_filed)
            .with("units", n_units),
    );
    Ok(Outcome::Done)
}

/// Closes a month by the authority of somebody of the office; the audit log names the console.
async fn close_month(
    app: &App,
    console: Console,
    (month, by, reason): (Month, &str, &str),
) -> Result<Outcome> {
    let office = people::console_office(app, by).await?;
    let close = newsroom::close_month(app, &office, month, reason).await?;
    console.say(
        &Message::new("cli.closed")
            .with("month", &close.period)
            .with("n", close.n_statements)
            .with("seq", close.seq)
            .with("hash", &close.hash),
    );
    Ok(Outcome::Done)
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
