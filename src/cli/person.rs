//! `zhibao person add`, `reset` and `reset-factor`: accounts from the machine's own console, for when nobody can sign in.

use std::io::{BufRead, IsTerminal};

use clap::Subcommand;
use entity::{PersonId, Role};

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::log;
use crate::app::App;
use crate::error::{Error, Message};
use crate::newsroom;
use crate::people::{self, NewAppointment, NewPerson, Secret};

#[derive(Debug, Subcommand)]
pub(super) enum PersonCommand {
    Add {
        username: String,
        name: String,
        #[arg(long, value_parser = ["reporter", "unit_reviewer", "editor", "office", "supervisor", "admin"])]
        role: String,
        #[arg(long)]
        unit: String,
    },
    Reset {
        username: String,
    },
    ResetFactor {
        username: String,
    },
}

pub(super) async fn person(call: &Call, command: PersonCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let app = call.open_existing().await?;
    let done = match command {
        PersonCommand::Add {
            username,
            name,
            role,
            unit,
        } => add(&app, call.console, (username, name), &role, &unit).await,
        PersonCommand::Reset { username } => reset(&app, call.console, &username).await,
        PersonCommand::ResetFactor { username } => reset_factor(&app, call.console, &username).await,
    };
    close(&app).await;
    done.map(|()| Outcome::Done)
}

async fn add(
    app: &App,
    console: Console,
    (username, name): (String, String),
    role: &str,
    unit: &str,
) -> Result<(), Failure> {
    let admin = people::console_admin(app).await?;
    let organisation = people::organisations(app.db.reader())
        .await?
        .into_iter()
        .find(|one| one.closed_on.is_none() && (one.name == unit || one.short_name == unit))
        .ok_or_else(|| Message::new("cli.no_unit").with("unit", unit))?;
    let role = Role::from_code(role).ok_or(Error::NotFound)?;
    let new = NewPerson {
        username,
        name,
        password: ask(console)?,
    };
    let appointment = NewAppointment {
        person_id: PersonId(0),
        organisation_id: organisation.id,
        role,
        from_on: app.today(),
        until_on: None,
    };
    newsroom::add_person(app, &admin, &new, Some(&appointment)).await?;
    console.say(
        &Message::new("cli.person_added")
            .with("name", &new.name)
            .with("username", &new.username),
    );
    Ok(())
}

async fn reset(app: &App, console: Console, username: &str) -> Result<(), Failure> {
    let admin = people::console_admin(app).await?;
    let id = people::person_named(app, username)
        .await
        .map_err(|_| Message::new("cli.no_person").with("username", username))?;
    people::reset_password(app, &admin, id, &ask(console)?).await?;
    console.say(&Message::new("cli.person_reset").with("username", username));
    Ok(())
}

async fn reset_factor(app: &App, console: Console, username: &str) -> Result<(), Failure> {
    let admin = people::console_admin(app).await?;
    let id = people::person_named(app, username)
        .await
        .map_err(|_| Message::new("cli.no_person").with("username", username))?;
    newsroom::reset_factor(app, &admin, id).await?;
    console.say(&Message::new("cli.factor_reset").with("username", username));
    Ok(())
}

/// Reads a password from standard input, one line, never from the arguments, which other users of the machine can see.
fn ask(console: Console) -> Result<Secret, Failure> {
    if std::io::stdin().is_terminal() {
        console.warn(&Message::new("cli.ask_password"));
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(Error::from)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < 12 {
        return Err(Message::new("cli.short_password").into());
    }
    Ok(Secret::new(password.to_owned()))
}
