//! The timetable: what the house does by itself each night. The scheduler only wakes us; what has run is the truth of
//! `job_run (job, period)`, so a second node, a restart or a jump of the clock can neither run a night twice nor lose
//! one (QUALITY F14, R11–R14). The schedule, `zhibao job run` and tests call the same [`run`].

mod due;
mod settle;
mod sweep;
mod verify;
mod wake;

use chrono::NaiveDate;
use entity::job_run;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};

use crate::app::App;
use crate::calendar;
use crate::error::{Error, Message};
use crate::{Result, audit, db};

pub use due::{catch_up, last_run};
pub use wake::follow;

/// Something done once a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Books what only the end of a day can show, such as a missed quota.
    Settle,
    /// Walks the ledger and the audit log; damage is logged as an error.
    Verify,
    /// Forgets sessions, failures and uploads that are of no use any more.
    Sweep,
}

/// What happens to nights that were missed while the server was down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missed {
    /// Each is made up for, in order.
    Each,
    /// The newest stands for all.
    Newest,
}

/// A row of the timetable.
struct Row {
    job: Job,
    /// What the database and the command line call it.
    name: &'static str,
    /// Minutes after the midnight (Asia/Shanghai) that ends the day.
    due: i64,
    missed: Missed,
}

/// The timetable, in the order in which jobs that are due together run.
const TIMETABLE: [Row; 3] = [
    row(Job::Settle, "settle", 10, Missed::Each),
    row(Job::Sweep, "sweep", 3 * 60, Missed::Newest),
    row(Job::Verify, "verify", 3 * 60 + 30, Missed::Newest),
];

const fn row(job: Job, name: &'static str, due: i64, missed: Missed) -> Row {
    Row {
        job,
        name,
        due,
        missed,
    }
}

impl Job {
    /// All jobs, in the order of the timetable.
    pub const ALL: [Self; 3] = [Self::Settle, Self::Sweep, Self::Verify];

    fn row(self) -> &'static Row {
        // The timetable has a row for each job; a test says so.
        TIMETABLE
            .iter()
            .find(|row| row.job == self)
            .unwrap_or(&TIMETABLE[0])
    }

    /// What the database and the command line call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The job of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }
}

/// What running a job for a period came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ran {
    /// It ran now; what it found or did, in figures.
    Now(String),
    /// It had run for that period before.
    Before,
}

/// Runs a job for the day that ended, unless it has run for it before: all of it or nothing.
///
/// # Errors
/// [`Error::Refused`] for a day that is not over; whatever the job's verbs answer.
pub async fn run(app: &App, job: Job, day: NaiveDate) -> Result<Ran> {
    if day >= app.today() {
        return Err(Error::Refused(Message::new("jobs.day_not_over").with("day", day)));
    }
    match job {
        Job::Settle => settle::run(app, day).await,
        Job::Verify => verify::run(app, day).await,
        Job::Sweep => sweep::run(app, day).await,
    }
}

/// Whether a job has run for a day.
async fn has_run(db: &impl sea_orm::ConnectionTrait, job: Job, day: NaiveDate) -> Result<bool> {
    let key = (job.name().to_owned(), day.to_string());
    Ok(job_run::Entity::find_by_id(key).one(db).await?.is_some())
}

/// Writes down, in the transaction of its effect, that a job ran for a day. The one writer makes the look before it
/// and this insert one step; the primary key holds should that ever change.
async fn note(
    tx: &DatabaseTransaction,
    job: Job,
    day: NaiveDate,
    started_at: entity::Instant,
    outcome: (&str, entity::Instant),
) -> Result<()> {
    let row = job_run::ActiveModel {
        job: Set(job.name().to_owned()),
        period: Set(day.to_string()),
        started_at: Set(started_at),
        finished_at: Set(Some(outcome.1)),
        outcome: Set(Some(outcome.0.to_owned())),
    };
    job_run::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The last day that is over and whose job is due at `now`.
fn newest_due(app: &App, row: &Row) -> NaiveDate {
    let now = app.clock.now();
    let over = now.plus(chrono::TimeDelta::minutes(-row.due));
    let day = calendar::day_of(over.0).unwrap_or_default();
    day.pred_opt().unwrap_or(day)
}

/// Marks nights that the newest one stands for.
async fn note_covered(app: &App, job: Job, days: &[NaiveDate]) -> Result<()> {
    let tx = db::write(&app.db).await?;
    let now = app.clock.now();
    for day in days {
        if !has_run(&tx, job, *day).await? {
            note(&tx, job, *day, now, (audit::COVERED, now)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_one_row_and_is_found_by_its_name() {
        for job in Job::ALL {
            assert_eq!(TIMETABLE.iter().filter(|row| row.job == job).count(), 1);
            assert_eq!(Job::from_name(job.name()), Some(job));
        }
        assert_eq!(Job::from_name("tea"), None);
    }
}
