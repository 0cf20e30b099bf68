//! `zhibao check`: what must be true of an installation before it is served, as a table.

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::log;
use crate::app::App;
use crate::error::Message;
use crate::jobs::{self, Job};
use crate::{Result, audit, db, i18n, ledger, people};

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Good,
    Odd,
    Bad,
}

/// A row of the table.
struct Row {
    mark: Mark,
    name: &'static str,
    finding: Message,
}

pub(super) async fn check(call: &Call) -> Result<Outcome, Failure> {
    log::start("error");
    let app = call.open_existing().await?;
    let rows = rows(&app).await;
    close(&app).await;
    let rows = rows?;
    for row in &rows {
        show(call.console, row);
    }
    let is_bad = rows.iter().any(|row| row.mark == Mark::Bad);
    Ok(if is_bad { Outcome::Damage } else { Outcome::Done })
}

fn show(console: Console, row: &Row) {
    let mark = match row.mark {
        Mark::Good => "✓",
        Mark::Odd => "!",
        Mark::Bad => "✗",
    };
    let (name, finding) = (console.t(row.name), i18n::say(console.language(), &row.finding));
    console.line(&format!("{mark} {name}：{finding}"));
}

async fn rows(app: &App) -> Result<Vec<Row>> {
    // Opening has checked version and PRAGMAs (F4, F6) and brought the schema to this version.
    let backend = format!("{:?}", app.db.backend());
    let mut rows = vec![Row {
        mark: Mark::Good,
        name: "check.database",
        finding: Message::new("check.database_open").with("backend", backend),
    }];
    rows.push(folder(app));
    let moment = db::read(&app.db).await?;
    let (postings, entries) = (ledger::head(&moment).await?, audit::head(&moment).await?);
    let last_at = audit::last_at(&moment).await?;
    let versions = ledger::versions(&moment).await?;
    let settled = jobs::last_run(&moment, Job::Settle).await?;
    drop(moment);
    rows.push(Row {
        mark: Mark::Good,
        name: "check.chains",
        finding: Message::new("check.chains_heads")
            .with("postings", postings.seq)
            .with("entries", entries.seq),
    });
    let went_back = last_at.is_some_and(|at| at > app.clock.now());
    rows.push(Row {
        mark: if went_back { Mark::Bad } else { Mark::Good },
        name: "check.clock",
        finding: Message::new(if went_back {
            "check.clock_back"
        } else {
            "check.clock_good"
        })
        .with("day", app.today()),
    });
    let nobody = people::is_empty(app).await?;
    rows.push(Row {
        mark: if nobody { Mark::Odd } else { Mark::Good },
        name: "check.accounts",
        finding: Message::new(if nobody {
            "check.accounts_none"
        } else {
            "check.accounts_some"
        }),
    });
    let in_force = versions
        .iter()
        .rev()
        .find(|version| version.effective_from <= app.today());
    rows.push(match in_force {
        Some(version) => Row {
            mark: Mark::Good,
            name: "check.scheme",
            finding: Message::new("check.scheme_in_force").with("name", &version.name),
        },
        None => Row {
            mark: Mark::Odd,
            name: "check.scheme",
            finding: Message::new("check.scheme_none"),
        },
    });
    rows.push(match settled {
        Some(run) => Row {
            mark: Mark::Good,
            name: "check.night",
            finding: Message::new("check.night_last").with("day", run.period),
        },
        None => Row {
            mark: Mark::Odd,
            name: "check.night",
            finding: Message::new("check.night_none"),
        },
    });
    Ok(rows)
}

/// Whether files can be written where the uploads lie.
fn folder(app: &App) -> Row {
    let folder = &app.settings.data_dir;
    let written = tempfile::Builder::new()
        .prefix(".zhibao-check")
        .tempfile_in(folder);
    match written {
        Ok(_) => Row {
            mark: Mark::Good,
            name: "check.folder",
            finding: Message::new("check.folder_good").with("folder", folder.display()),
        },
        Err(why) => Row {
            mark: Mark::Bad,
            name: "check.folder",
            finding: Message::new("check.folder_bad")
                .with("folder", folder.display())
                .with("why", why),
        },
    }
}
