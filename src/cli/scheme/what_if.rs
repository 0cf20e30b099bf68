//! `zhibao scheme what-if DRAFT.toml`: who would move how many places, and which lines would change. Nothing is written.

use std::path::Path;

use entity::{OrganisationId, PersonId, SubjectKind};

use super::{read, told};
use crate::app::App;
use crate::cli::call::{Call, Failure, Outcome, close};
use crate::cli::console::Console;
use crate::cli::log;
use crate::error::Message;
use crate::ledger::{self, ChangedLine, Moved, WhatIf, WhatIfRange};
use crate::people::Roster;
use crate::points::Points;
use crate::scheme::Scheme;
use crate::{Result, db};

pub(super) async fn what_if(call: &Call, file: &Path, months: u32) -> Result<Outcome, Failure> {
    let draft = match Scheme::parse(&read(file)?) {
        Ok(draft) => draft,
        Err(errors) => {
            told(call.console, &errors);
            return Ok(Outcome::Damage);
        }
    };
    log::start("warn");
    let app = call.open_existing().await?;
    let outcome = tried(&app, call.console, &draft, months).await;
    close(&app).await;
    Ok(outcome?)
}

async fn tried(app: &App, console: Console, draft: &Scheme, months: u32) -> Result<Outcome> {
    let limits = &app.settings.limits;
    let asked = WhatIfRange {
        n_months: months.min(limits.what_if_months),
        until: app.today(),
        n_lines: limits.what_if_lines,
        with_titles: true,
    };
    let moment = db::read(&app.db).await?;
    let found = ledger::what_if(&moment, draft, asked).await?;
    let roster = Roster::load(&moment).await?;
    drop(moment);
    show(console, &roster, &found);
    Ok(Outcome::Done)
}

fn show(console: Console, roster: &Roster, found: &WhatIf) {
    console.say(
        &Message::new("cli.what_if")
            .with("first", found.first)
            .with("last", found.last)
            .with("facts", found.n_facts)
            .with("lines", found.n_changed)
            .with("moves", found.moves.len()),
    );
    for one in &found.moves {
        console.say(&moved(roster, one));
    }
    for line in &found.lines {
        console.say(&changed(console, roster, line));
    }
}

fn name(roster: &Roster, (kind, id): (SubjectKind, i64)) -> String {
    match kind {
        SubjectKind::Unit => roster.unit(OrganisationId(id)).to_owned(),
        SubjectKind::Person => roster.person(PersonId(id)).to_owned(),
    }
}

fn moved(roster: &Roster, one: &Moved) -> Message {
    let points = |hundredths| Points::from_hundredths(hundredths).to_string();
    Message::new("cli.what_if_moved")
        .with("name", name(roster, (one.kind, one.subject_id)))
        .with("from", one.rank_before)
        .with("to", one.rank_after)
        .with("before", points(one.points_before))
        .with("after", points(one.points_after))
}

fn changed(console: Console, roster: &Roster, line: &ChangedLine) -> Message {
    let said = |side: &Option<(i64, String)>| {
        side.as_ref()
            .map_or_else(|| console.t("cli.no_such_line"), |(_, sentence)| sentence.clone())
    };
    Message::new("cli.what_if_line")
        .with("name", name(roster, line.subject))
        .with("day", line.happened_on)
        .with("before", said(&line.before))
        .with("after", said(&line.after))
}
