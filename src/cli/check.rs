//! `zhibao check`: what must be true of an installation before it is served, as a table. `serve` asks the same and
//! does not start where a row is bad. Nothing is changed by looking.

mod database;
mod folder;
mod house;

use super::call::{Call, Failure, Outcome};
use super::console::Console;
use super::log;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Message;
use crate::settings::Settings;
use crate::{Result, i18n};

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Good,
    /// To be looked after; it can be served.
    Odd,
    /// It must not be served like this.
    Bad,
}

/// A row of the table.
struct Row {
    mark: Mark,
    name: &'static str,
    finding: Message,
}

impl Row {
    const fn new(mark: Mark, name: &'static str, finding: Message) -> Self {
        Self { mark, name, finding }
    }
}

pub(super) async fn check(call: &Call) -> Result<Outcome, Failure> {
    log::start("error");
    let settings = call.settings_of_existing()?;
    let rows = rows(call, &settings).await?;
    for row in &rows {
        call.console.line(&told(call.console, row));
    }
    let is_bad = rows.iter().any(|row| row.mark == Mark::Bad);
    Ok(if is_bad { Outcome::Damage } else { Outcome::Done })
}

/// Refuses to go on where a row is bad, naming each; says what is odd.
pub(super) async fn must_pass(call: &Call, settings: &Settings) -> Result<(), Failure> {
    let rows = rows(call, settings).await?;
    let mut is_bad = false;
    for row in rows.iter().filter(|row| row.mark == Mark::Bad) {
        is_bad = true;
        call.console.warn_line(&told(call.console, row));
    }
    if is_bad {
        return Err(Message::new("check.not_started").into());
    }
    Ok(())
}

fn told(console: Console, row: &Row) -> String {
    let mark = match row.mark {
        Mark::Good => "✓",
        Mark::Odd => "!",
        Mark::Bad => "✗",
    };
    let (name, finding) = (console.t(row.name), i18n::say(console.language(), &row.finding));
    format!("{mark} {name}：{finding}")
}

/// Every row that can be told: what lies under a bad one is left out.
async fn rows(call: &Call, settings: &Settings) -> Result<Vec<Row>> {
    let mut rows = folder::rows(settings, &call.settings_file(settings));
    let is_new = settings.database.url.is_empty() && !settings.data_dir.join("zhibao.sqlite3").exists();
    if is_new
        || rows
            .iter()
            .any(|row| row.name == folder::NAME && row.mark == Mark::Bad)
    {
        return Ok(rows);
    }
    let db = match Db::open(settings).await {
        Ok(db) => db,
        Err(why) => {
            let finding = Message::new("check.database_closed").with("why", why);
            rows.push(Row::new(Mark::Bad, "check.database", finding));
            return Ok(rows);
        }
    };
    let looked = look(settings, &db, &mut rows).await;
    db.close().await;
    looked.map(|()| rows)
}

async fn look(settings: &Settings, db: &Db, rows: &mut Vec<Row>) -> Result<()> {
    rows.extend(database::rows(db).await?);
    let is_whole = rows
        .iter()
        .all(|row| row.mark == Mark::Good || !database::NEEDED.contains(&row.name));
    if is_whole {
        rows.extend(house::rows(settings, db, Clock::System.now()).await?);
    }
    Ok(())
}
