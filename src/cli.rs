//! The door for operators: the command line, one command a file. Nothing is decided here: a command reads its
//! arguments, calls verbs, and says in the operator's language what came of it. Exit codes: 0 done, 1 damage or a
//! failed check was found, 2 it could not be done at all, 70 the disk failed while serving (`EX_SOFTWARE` of sysexits.h).

mod audit;
mod backup;
mod call;
mod check;
mod console;
mod demo;
mod help;
mod import;
mod index;
mod job;
mod ledger;
mod log;
mod migrate;
mod person;
mod progress;
mod scheme;
mod serve;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

use call::{Call, Failure, Outcome};
use console::Console;

#[derive(Debug, Parser)]
#[command(name = "zhibao", version)]
struct Line {
    #[arg(long, global = true, default_value = "data", value_name = "DIR")]
    data: PathBuf,
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh-CN", "en"])]
    lang: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve {
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    Demo {
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        #[arg(long, value_name = "N")]
        articles: Option<usize>,
        #[arg(long)]
        no_serve: bool,
    },
    Migrate,
    Person {
        #[command(subcommand)]
        command: person::PersonCommand,
    },
    Scheme {
        #[command(subcommand)]
        command: scheme::SchemeCommand,
    },
    Ledger {
        #[command(subcommand)]
        command: ledger::LedgerCommand,
    },
    Audit {
        #[command(subcommand)]
        command: audit::AuditCommand,
    },
    Index {
        #[command(subcommand)]
        command: index::IndexCommand,
    },
    Import {
        #[command(subcommand)]
        command: import::ImportCommand,
    },
    Backup {
        target: PathBuf,
    },
    Restore {
        source: PathBuf,
        #[arg(long)]
        check: bool,
    },
    Job {
        #[command(subcommand)]
        command: job::JobCommand,
    },
    Check,
}

/// Does what a command line asks and says how it went.
pub async fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let console = Console::new(help::language(&args));
    let parsed = help::command::<Line>(console.language())
        .try_get_matches_from(args)
        .and_then(|matches| Line::from_arg_matches(&matches));
    let line = match parsed {
        Ok(line) => line,
        Err(usage) => {
            // Nothing else can be said where the console is gone.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    let call = Call::new(console, line.data, line.config);
    match obey(&call, line.command).await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Damage) => ExitCode::from(1),
        Ok(Outcome::DiskFailed) => ExitCode::from(70),
        Err(failure) => {
            call.console.complain(&failure);
            ExitCode::from(2)
        }
    }
}

async fn obey(call: &Call, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Serve { listen } => serve::serve(call, listen).await,
        Command::Demo {
            listen,
            articles,
            no_serve,
        } => {
            let wish = demo::Wish {
                listen,
                articles,
                no_serve,
            };
            demo::demo(call, wish).await
        }
        Command::Migrate => migrate::migrate(call).await,
        Command::Person { command } => person::person(call, command).await,
        Command::Scheme { command } => scheme::scheme(call, &command).await,
        Command::Ledger { command } => ledger::ledger(call, command).await,
        Command::Audit { command } => audit::audit(call, command).await,
        Command::Index { command } => index::index(call, command).await,
        Command::Import { command } => import::import(call, command).await,
        Command::Backup { target } => backup::backup(call, target).await,
        Command::Restore { source, check } => backup::restore(call, source, check).await,
        Command::Job { command } => job::job(call, command).await,
        Command::Check => check::check(call).await,
    }
}
