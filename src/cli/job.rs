//! `zhibao job run NAME DAY`: a job of the timetable by hand, the same function that the schedule calls.

use chrono::NaiveDate;
use clap::Subcommand;

use super::call::{Call, Failure, Outcome, close};
use super::log;
use crate::error::Message;
use crate::jobs::{self, Job, Ran};

#[derive(Debug, Subcommand)]
pub(super) enum JobCommand {
    Run {
        #[arg(value_parser = ["settle", "sweep", "verify"])]
        name: String,
        day: NaiveDate,
    },
}

pub(super) async fn job(call: &Call, command: JobCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let JobCommand::Run { name, day } = command;
    let job = Job::from_name(&name).ok_or_else(|| Message::new("cli.not_found"))?;
    let app = call.open_existing().await?;
    let ran = jobs::run(&app, job, day).await;
    close(&app).await;
    let message = match ran? {
        Ran::Now(outcome) => Message::new("cli.job_ran").with("outcome", outcome),
        Ran::Before => Message::new("cli.job_ran_before"),
    };
    call.console.say(&message.with("name", name).with("day", day));
    Ok(Outcome::Done)
}
