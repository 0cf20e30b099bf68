//! `zhibao scheme check`, `price` and `schema` need no database: a scheme document looked at, facts priced under it, what
//! a document may say. `zhibao scheme what-if` reads the house's facts and writes nothing.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use entity::Language;

use super::call::{Call, Failure, Outcome};
use super::console::Console;
use crate::error::Message;
use crate::ledger;
use crate::scheme::facts_file::{FactsFile, Mismatch};
use crate::scheme::{Scheme, SchemeError};

mod what_if;

#[derive(Debug, Subcommand)]
pub(super) enum SchemeCommand {
    Check {
        file: PathBuf,
    },
    Price {
        scheme: PathBuf,
        facts: PathBuf,
        #[arg(long)]
        json: bool,
    },
    Schema,
    WhatIf {
        scheme: PathBuf,
        #[arg(long, default_value_t = 24)]
        months: u32,
    },
}

pub(super) async fn scheme(call: &Call, command: &SchemeCommand) -> Result<Outcome, Failure> {
    match command {
        SchemeCommand::Schema => {
            call.console.line(&format!("{:#}", crate::scheme::schema()));
            Ok(Outcome::Done)
        }
        SchemeCommand::WhatIf { scheme, months } => what_if::what_if(call, scheme, *months).await,
        SchemeCommand::Check { file } => check(call.console, file),
        SchemeCommand::Price { scheme, facts, json } => price(call.console, (scheme, facts), *json),
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|why| {
        Message::new("cli.cannot_read")
            .with("file", file.display())
            .with("why", why)
            .into()
    })
}

fn told(console: Console, errors: &[SchemeError]) {
    for error in errors {
        match console.language() {
            Language::Chinese => console.line(&error.zh()),
            Language::English => console.line(&error.en()),
        }
    }
}

fn check(console: Console, file: &Path) -> Result<Outcome, Failure> {
    let found = ledger::check_scheme(&read(file)?);
    told(console, &found.errors);
    for warning in &found.warnings {
        console.say(&Message::new("cli.scheme_warning").with("text", warning));
    }
    let Some(scheme) = found.scheme else {
        return Ok(Outcome::Damage);
    };
    console.say(
        &Message::new("cli.scheme_sound")
            .with("name", scheme.name)
            .with("code", scheme.code),
    );
    Ok(Outcome::Done)
}

fn price(console: Console, (scheme, facts): (&Path, &Path), json: bool) -> Result<Outcome, Failure> {
    let scheme = match Scheme::parse(&read(scheme)?) {
        Ok(scheme) => scheme,
        Err(errors) => {
            told(console, &errors);
            return Ok(Outcome::Damage);
        }
    };
    let file = match FactsFile::parse(&read(facts)?) {
        Ok(file) => file,
        Err(why) => {
            match console.language() {
                Language::Chinese => console.line(&why.zh()),
                Language::English => console.line(&why.to_string()),
            }
            return Ok(Outcome::Damage);
        }
    };
    let sheet = file.price(&scheme);
    if json {
        console.line(&format!("{:#}", sheet.json()));
    } else {
        console.line(sheet.text().trim_end());
    }
    let mismatches = sheet.mismatches(&file.expect);
    for one in &mismatches {
        console.warn(&mismatch(one));
    }
    Ok(if mismatches.is_empty() {
        Outcome::Done
    } else {
        Outcome::Damage
    })
}

fn mismatch(one: &Mismatch) -> Message {
    Message::new("cli.price_mismatch")
        .with("what", &one.what)
        .with("expected", &one.expected)
        .with("got", &one.got)
}
