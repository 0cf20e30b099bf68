//! What is due: the nights since the last one that ran, made up for in order.

use chrono::NaiveDate;
use entity::job_run;
use sea_orm::ConnectionTrait;

use super::{Job, Missed, TIMETABLE, newest_due, note_covered, run};
use crate::app::App;
use crate::{Result, audit};

/// Nights that are made up for by themselves. A longer gap is more likely a wrong clock than a server that was off,
/// and settling to a wrong day would book misses that never happened: then an operator must say so.
const REACH: i64 = 62;

/// The last day for which a job ran.
///
/// # Errors
/// Whatever the database answers.
pub async fn last_run(db: &impl ConnectionTrait, job: Job) -> Result<Option<job_run::Model>> {
    audit::last_night(db, job.name()).await
}

/// Runs whatever is due by now and has not run; a new installation begins with its first night.
///
/// # Errors
/// What the first job that failed answered; the others had their turn before.
pub async fn catch_up(app: &App) -> Result<()> {
    let mut failed = None;
    for row in &TIMETABLE {
        let newest = newest_due(app, row);
        if let Err(why) = make_up(app, (row.job, row.missed), newest).await {
            tracing::error!(job = row.name, %why, "the job failed and will be tried again");
            failed.get_or_insert(why);
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn make_up(app: &App, (job, missed): (Job, Missed), newest: NaiveDate) -> Result<()> {
    let last = last_run(app.db.reader(), job).await?;
    let last: Option<NaiveDate> = last.and_then(|row| row.period.parse().ok());
    let days = missing(last, newest);
    let n = i64::try_from(days.len()).unwrap_or(i64::MAX);
    if n > REACH {
        let name = job.name();
        tracing::error!(
            job = name,
            nights = n,
            "too many nights were missed: check the clock, then `zhibao job run {name} {newest}`"
        );
        return Ok(());
    }
    let Some((newest, earlier)) = days.split_last() else {
        return Ok(());
    };
    match missed {
        Missed::Each => {
            for day in earlier {
                run(app, job, *day).await?;
            }
        }
        Missed::Newest if earlier.is_empty() => {}
        Missed::Newest => note_covered(app, job, earlier).await?,
    }
    run(app, job, *newest).await?;
    Ok(())
}

/// The days after `last` up to `newest`; `newest` alone where nothing ever ran; none where the clock went back.
fn missing(last: Option<NaiveDate>, newest: NaiveDate) -> Vec<NaiveDate> {
    match last {
        None => vec![newest],
        Some(last) => last
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= newest)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn each_missed_night_is_named_once_and_none_after_the_clock_went_back() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(missing(None, day("2026-03-01")), [day("2026-03-01")]);
        assert_eq!(
            missing(Some(day("2026-02-27")), day("2026-03-01")),
            [day("2026-02-28"), day("2026-03-01")]
        );
        assert!(missing(Some(day("2026-03-01")), day("2026-03-01")).is_empty());
        assert!(missing(Some(day("2026-03-02")), day("2026-03-01")).is_empty());
    }
}
