//! `zhibao import people FILE`, `zhibao import organisations FILE` and `zhibao import openings FILE --by NAME`: the
//! roster or opening balances from a sheet, checked first; with `--dry-run` checked only.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::log;
use super::progress::Stage;
use crate::app::App;
use crate::error::{Error, Message};
use crate::newsroom;
use crate::people::{self, Fate, Import, ImportDone, Importing, Plan};

#[derive(Debug, Subcommand)]
pub(super) enum ImportCommand {
    People {
        file: PathBuf,
        #[arg(long)]
        dry_run: bool,
    },
    Organisations {
        file: PathBuf,
        #[arg(long)]
        dry_run: bool,
    },
    Openings {
        file: PathBuf,
        #[arg(long)]
        by: String,
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) async fn import(call: &Call, command: ImportCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let (what, file, by, is_dry) = match command {
        ImportCommand::People { file, dry_run } => (Importing::People, file, String::new(), dry_run),
        ImportCommand::Organisations { file, dry_run } => {
            (Importing::Organisations, file, String::new(), dry_run)
        }
        ImportCommand::Openings { file, by, dry_run } => (Importing::Openings, file, by, dry_run),
    };
    let app = call.open_existing().await?;
    let done = run(&app, call.console, (what, &file), (&by, is_dry)).await;
    close(&app).await;
    done
}

async fn run(
    app: &App,
    console: Console,
    (what, file): (Importing, &Path),
    (by, is_dry): (&str, bool),
) -> Result<Outcome, Failure> {
    let bytes = tokio::fs::read(file).await.map_err(|why| {
        Message::new("cli.cannot_read")
            .with("file", file.display())
            .with("why", why)
    })?;
    let import = Import::read(what, bytes, &app.settings.limits).await?;
    let db = app.db.reader();
    let plan = match what {
        Importing::People => people::plan_people(db, &import).await?,
        Importing::Organisations => people::plan_organisations(db, &import).await?,
        Importing::Openings => newsroom::plan_openings(app, &import).await?,
    };
    tell(console, &plan);
    if plan.n(Fate::Wrong) > 0 {
        return Ok(Outcome::Damage);
    }
    if is_dry || !plan.can_be_done() {
        return Ok(Outcome::Done);
    }
    let done = write(app, console, (what, &import), (&plan.digest(), by)).await?;
    for (username, name, password) in &done.passwords {
        console.line(&format!("{username}\t{name}\t{}", password.reveal()));
    }
    console.say(&Message::new(match what {
        Importing::People | Importing::Organisations => "cli.imported",
        Importing::Openings => "cli.imported_openings",
    }));
    Ok(Outcome::Done)
}

async fn write(
    app: &App,
    console: Console,
    (what, import): (Importing, &Import),
    (digest, by): (&str, &str),
) -> Result<ImportDone, Error> {
    let key = match what {
        Importing::Openings => {
            let office = people::console_office(app, by).await?;
            return newsroom::import_openings(app, &office, import, digest).await;
        }
        Importing::Organisations => "cli.stage_organisations",
        Importing::People => "cli.stage_passwords",
    };
    let admin = people::console_admin(app).await?;
    let stage = Stage::begin(console, key, 0);
    let bar = stage.bar();
    let step = |n: usize| {
        bar.set_length(n as u64);
        bar.inc(1);
    };
    let done = match what {
        Importing::People => newsroom::import_people(app, &admin, import, digest, step).await,
        _ => newsroom::import_organisations(app, &admin, import, digest, step).await,
    };
    stage.end();
    done
}

/// Says what would be done, and every fault by row and column.
fn tell(console: Console, plan: &Plan) {
    for row in &plan.rows {
        for fault in &row.faults {
            let why = crate::i18n::say(console.language(), &fault.message);
            let message = Message::new("cli.import_fault")
                .with("row", row.n)
                .with("heading", console.t(fault.heading))
                .with("why", why);
            console.warn(&message);
        }
    }
    let counts = Message::new("cli.import_plan")
        .with("added", plan.n(Fate::Added))
        .with("changed", plan.n(Fate::Changed))
        .with("left", plan.n(Fate::Left))
        .with("wrong", plan.n(Fate::Wrong));
    console.say(&counts);
}
