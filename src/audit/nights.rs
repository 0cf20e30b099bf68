//! What the house did by itself: the last night for which a job ran, as `job_run` says, and what the last walk through
//! ledger and audit log found.

use chrono::NaiveDate;
use entity::{Instant, job_run};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Result;
use crate::error::{Error, Message};

/// How the outcome of a walk that found damage begins.
const DAMAGED: &str = "damaged: ";
/// The outcome of a night for which a later one stood; nothing ran then.
pub const COVERED: &str = "covered";
/// What fills the sentences about damage, so that a stored one is said again in the reader's language.
const GAPS: [&str; 7] = ["seq", "head", "last", "subject", "period", "table", "id"];

/// The last day for which the job of that name ran, with what came of it.
///
/// # Errors
/// Whatever the database answers.
pub async fn last_night(db: &impl ConnectionTrait, job: &str) -> Result<Option<job_run::Model>> {
    Ok(job_run::Entity::find()
        .filter(job_run::Column::Job.eq(job))
        .order_by_desc(job_run::Column::Period)
        .one(db)
        .await?)
}

/// What a walk through ledger and audit log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightWalk {
    /// The day that had ended.
    pub day: NaiveDate,
    /// When the walk was over.
    pub at: Instant,
    /// What is broken, the first of it; none where everything is as it was written.
    pub damage: Option<Message>,
}

/// The outcome of a walk that found damage, as `job_run` keeps it: the sentence's key and what fills it.
///
/// # Errors
/// [`Error::Broken`] where it cannot be written as JSON.
pub fn damaged(found: &Message) -> Result<String> {
    let stored = (&found.key, &found.args);
    Ok(format!("{DAMAGED}{}", serde_json::to_string(&stored)?))
}

/// The newest walk through ledger and audit log; none before the first.
///
/// # Errors
/// [`Error::Broken`] where a stored day cannot be read; whatever the database answers.
pub async fn last_walk(db: &impl ConnectionTrait) -> Result<Option<NightWalk>> {
    let newest = job_run::Entity::find()
        .filter(job_run::Column::Job.eq("verify"))
        .filter(job_run::Column::Outcome.ne(COVERED))
        .order_by_desc(job_run::Column::FinishedAt)
        .order_by_desc(job_run::Column::Period);
    let Some(run) = newest.one(db).await? else {
        return Ok(None);
    };
    let outcome = run.outcome.unwrap_or_default();
    Ok(Some(NightWalk {
        day: run.period.parse().map_err(Error::broken)?,
        at: run.finished_at.unwrap_or(run.started_at),
        damage: outcome.strip_prefix(DAMAGED).map(damage),
    }))
}

/// The sentence that was stored; of one that an earlier version wrote in another form, its own words.
fn damage(stored: &str) -> Message {
    let Ok((key, args)) = serde_json::from_str::<(String, Vec<(String, String)>)>(stored) else {
        return Message::new("cli.ledger_damaged").with("found", stored);
    };
    let args = args.into_iter().filter_map(|(name, value)| {
        let known = GAPS.into_iter().find(|gap| *gap == name)?;
        Some((known, value))
    });
    Message {
        key: key.into(),
        args: args.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_sentence_is_read_as_it_was_written() {
        let found = Message::new("cli.ledger_total")
            .with("subject", "person 3")
            .with("period", "2024-03");
        let stored = damaged(&found).unwrap();
        assert_eq!(damage(stored.strip_prefix(DAMAGED).unwrap()), found);
    }

    #[test]
    fn what_an_earlier_version_wrote_is_damage_all_the_same() {
        let read = damage("Verdict { n_postings: 3 }");
        assert_eq!(read.key, "cli.ledger_damaged");
        assert_eq!(read.args, [("found", "Verdict { n_postings: 3 }".to_owned())]);
    }
}
