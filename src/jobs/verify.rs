//! Verifying the two chains by night. Damage is logged as an error and written down with the run; nothing is mended.

use chrono::NaiveDate;

use super::{Job, Ran, has_run, note};
use crate::app::App;
use crate::error::Message;
use crate::ledger::Verdict;
use crate::{Result, audit, db, ledger};

pub(super) async fn run(app: &App, day: NaiveDate) -> Result<Ran> {
    if has_run(app.db.reader(), Job::Verify, day).await? {
        return Ok(Ran::Before);
    }
    let started_at = app.clock.now();
    // The walk is long and must not hold up writers; it reads one moment of the database.
    let moment = db::read(&app.db).await?;
    let verdict = ledger::verify(&moment).await?;
    let log = audit::verify(&moment).await?;
    drop(moment);
    let outcome = match (&verdict, log) {
        (Verdict::Whole { n, .. }, Ok(entries)) => format!("whole: {n} postings, {entries} entries"),
        (_, log) => {
            tracing::error!(?verdict, ?log, "the ledger or the audit log is damaged");
            audit::damaged(&first_damage(&verdict, log))?
        }
    };
    let tx = db::write(&app.db).await?;
    if has_run(&tx, Job::Verify, day).await? {
        return Ok(Ran::Before);
    }
    note(&tx, Job::Verify, day, started_at, (&outcome, app.clock.now())).await?;
    tx.commit().await?;
    Ok(Ran::Now(outcome))
}

/// What is broken, the ledger's before the audit log's.
fn first_damage(verdict: &Verdict, log: std::result::Result<i64, i64>) -> Message {
    match log {
        Err(seq) if verdict.is_whole() => Message::new("cli.audit_broken").with("seq", seq),
        _ => verdict.message(),
    }
}
