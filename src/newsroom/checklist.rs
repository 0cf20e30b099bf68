//! What stands between a month and its close. Some of it nobody may pass over (time, arithmetic, the chain); the rest
//! holds the close unless a reason is given, which is printed on it.

use chrono::{NaiveDate, Weekday};
use entity::ArticleState;
use sea_orm::{ConnectionTrait, PaginatorTrait};

use super::disputes::n_open_disputes;
use super::filter::{ArticleFilter, fitting};
use crate::calendar::{Month, Period, Week};
use crate::error::{Error, Message};
use crate::{Result, audit, ledger};

/// Something that is looked at before a month is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// The month is not over, or its last week is not settled.
    Time,
    /// What was written since the last close is not as it was written, or the last night found damage anywhere.
    Chain,
    /// The facts under the schemes come to other postings than stand, of any month reached since the last close.
    Replay,
    /// Articles of the month that nobody has decided about.
    Unreviewed,
    /// Open disputes about postings of the month.
    Disputed,
    /// Adoptions that count nothing because their evidence is missing.
    Unproven,
}

impl Hold {
    /// The word of JSON and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Chain => "chain",
            Self::Replay => "replay",
            Self::Unreviewed => "unreviewed",
            Self::Disputed => "disputed",
            Self::Unproven => "unproven",
        }
    }

    /// Whether a reason is enough to close all the same.
    #[must_use]
    pub const fn may_be_overridden(self) -> bool {
        match self {
            Self::Time | Self::Chain | Self::Replay => false,
            Self::Unreviewed | Self::Disputed | Self::Unproven => true,
        }
    }
}

/// What the look at one thing found: how many of them there are; none is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub hold: Hold,
    /// How many.
    pub n: u64,
}

/// The checklist of a month.
#[derive(Clone, Debug)]
pub struct Checklist {
    /// The month.
    pub month: Month,
    /// Everything that was looked at, in order.
    pub findings: Vec<Finding>,
    /// The last posting and the last fact when the chain and the arithmetic were walked.
    pub walked_to: (i64, i64),
    /// The day through which time must have been settled.
    pub settled_by: NaiveDate,
}

impl Checklist {
    /// What holds the close, whether or not a reason is enough.
    pub fn holds(&self) -> impl Iterator<Item = Finding> + '_ {
        self.findings.iter().copied().filter(|finding| finding.n > 0)
    }

    /// Whether something holds it that no reason overrides.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.holds().any(|finding| !finding.hold.may_be_overridden())
    }

    /// That the month may be closed, for this reason.
    ///
    /// # Errors
    /// [`Error::Refused`] naming the first thing that holds it; [`Error::Invalid`] where a reason is missing.
    pub fn passes(&self, reason: &str) -> Result<()> {
        if let Some(block) = self.holds().find(|one| !one.hold.may_be_overridden()) {
            let key = match block.hold {
                Hold::Time => "close.blocked_time",
                Hold::Chain => "close.blocked_chain",
                _ => "close.blocked_replay",
            };
            let message = Message::new(key)
                .with("month", self.month)
                .with("n", block.n)
                .with("day", self.settled_by);
            return Err(Error::Refused(message));
        }
        if reason.is_empty() && self.holds().next().is_some() {
            return Err(Error::invalid("reason", "close.reason_missing"));
        }
        Ok(())
    }
}

/// The month that is closed next.
///
/// # Errors
/// [`Error::Refused`] where nothing was ever posted.
pub async fn next_to_close(db: &impl ConnectionTrait) -> Result<Month> {
    ledger::oldest_open(db)
        .await?
        .ok_or_else(|| Error::refused("close.nothing"))
}

/// Walks what was written since the last close, and looks at everything else. What is older is the night's to walk: a
/// damage that it found holds the close, too.
///
/// # Errors
/// Whatever the database answers.
pub async fn checklist(db: &impl ConnectionTrait, month: Month, today: NaiveDate) -> Result<Checklist> {
    let head = ledger::head(db).await?;
    let was_broken = audit::last_walk(db)
        .await?
        .is_some_and(|walk| walk.damage.is_some());
    let is_broken = was_broken || !ledger::verify_since_close(db).await?.is_whole();
    let (_, differences) = ledger::replay_since_close(db).await?;
    let walked = [
        (Hold::Chain, u64::from(is_broken)),
        (Hold::Replay, differences.len() as u64),
        (Hold::Unproven, ledger::n_unproven(db, month).await?),
    ];
    look(db, (month, today), walked, (head.seq, head.last_fact)).await
}

/// Looks once more at what changes without a posting: for the transaction that closes.
pub(super) async fn look_again(
    db: &impl ConnectionTrait,
    before: &Checklist,
    today: NaiveDate,
) -> Result<Checklist> {
    let walked = [Hold::Chain, Hold::Replay, Hold::Unproven].map(|hold| {
        let found = before.findings.iter().find(|finding| finding.hold == hold);
        (hold, found.map_or(0, |finding| finding.n))
    });
    look(db, (before.month, today), walked, before.walked_to).await
}

async fn look(
    db: &impl ConnectionTrait,
    (month, today): (Month, NaiveDate),
    walked: [(Hold, u64); 3],
    walked_to: (i64, i64),
) -> Result<Checklist> {
    let settled_by = last_day_booked(month);
    let through = ledger::settled_through(db).await?;
    let is_time = today > month.last_day() && through.is_some_and(|through| through >= settled_by);
    let mut found = vec![(Hold::Time, u64::from(!is_time))];
    found.extend(walked);
    found.push((Hold::Unreviewed, unreviewed(db, month).await?));
    found.push((
        Hold::Disputed,
        n_open_disputes(db, Some(&month.to_string())).await?,
    ));
    let findings = found.into_iter().map(|(hold, n)| Finding { hold, n });
    Ok(Checklist {
        month,
        findings: findings.collect(),
        walked_to,
        settled_by,
    })
}

/// The last day whose outcome is booked to a month: its last, or the Sunday of a week that counts for it by its
/// Thursday.
fn last_day_booked(month: Month) -> NaiveDate {
    let week = Week::of(month.last_day());
    if week.month(Weekday::Thu) == month {
        week.last_day()
    } else {
        month.last_day()
    }
}

/// Articles first filed in the month that wait for a decision.
async fn unreviewed(db: &impl ConnectionTrait, month: Month) -> Result<u64> {
    let instants = Period::month(month).instants();
    let filter = ArticleFilter {
        states: vec![ArticleState::Submitted, ArticleState::InReview],
        filed: Some((entity::Instant(instants.start), entity::Instant(instants.end))),
        ..ArticleFilter::default()
    };
    Ok(fitting(&filter).count(db).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_waits_for_the_sunday_of_its_last_week() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // 31 January 2024 is a Wednesday: its week counts for February by its Thursday.
        assert_eq!(last_day_booked("2024-01".parse().unwrap()), day("2024-01-31"));
        // 29 February 2024 is a Thursday: the week counts for February and ends on 3 March.
        assert_eq!(last_day_booked("2024-02".parse().unwrap()), day("2024-03-03"));
    }
}
