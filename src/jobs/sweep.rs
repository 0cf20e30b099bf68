//! Sweeping: what nobody can use any more is forgotten.

use chrono::{NaiveDate, TimeDelta};

use super::{Job, Ran, has_run, note};
use crate::app::App;
use crate::{Result, db, files, people};

/// How long something that ended is still kept, for whoever asks what happened.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How old a half-written upload must be before it is certain that nobody writes it.
const HALF_WRITTEN: TimeDelta = TimeDelta::days(1);

pub(super) async fn run(app: &App, day: NaiveDate) -> Result<Ran> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    if has_run(&tx, Job::Sweep, day).await? {
        return Ok(Ran::Before);
    }
    let n_rows = people::forget_ended(&tx, now.plus(-KEPT)).await?;
    let n_files = files::drop_half_written(app, now.plus(-HALF_WRITTEN)).await?;
    let outcome = format!("{n_rows} rows, {n_files} files");
    note(&tx, Job::Sweep, day, now, (&outcome, now)).await?;
    tx.commit().await?;
    Ok(Ran::Now(outcome))
}
