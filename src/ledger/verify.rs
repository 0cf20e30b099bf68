//! `zhibao ledger verify`: every hash, the heads, the totals, the closed months with their frozen statements, the facts
//! with whom they concern, and the published schemes. It names the first thing that is not as it was written.

mod closes;
mod grounds;

use entity::{Instant, SubjectKind, ledger_head, posting, total};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use closes::{Closes, Sums};
use grounds::{FactWalk, schemes};

use super::chain::{self, Grounds};
use super::{records, totals};
use crate::Result;
use crate::error::{Error, Message};

/// Rows that are read at once.
const PAGE: u64 = 5_000;

/// How the ledger was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Whole: so many postings, ending in this hash.
    Whole {
        /// How many postings.
        n: i64,
        /// The hash of the last.
        head: String,
    },
    /// A posting is missing, was changed, or was added: the first such number.
    Posting {
        /// Its number.
        seq: i64,
        /// What does not fit.
        what: &'static str,
    },
    /// The head names another last posting than there is: rows were cut off or added at the end.
    Head {
        /// What the head says.
        head: i64,
        /// The last posting there is.
        last: i64,
    },
    /// A total is not the sum of its postings.
    Total {
        /// Whose.
        subject: String,
        /// Of which period.
        period: String,
    },
    /// A closed month is not as it was closed: `head` where the head that it noted is gone from the chain, `digest`
    /// where its own row was changed, `statements` where statements are missing.
    Close {
        /// The month.
        period: String,
        /// What does not fit.
        what: &'static str,
    },
    /// A frozen statement was changed, or is not the sum of its postings.
    Statement {
        /// Whose.
        subject: String,
        /// Of which month.
        period: String,
    },
    /// A fact was changed, is missing, or was added: the first such number.
    Fact(i64),
    /// A dispute, its answer, points by hand or the decision about them was changed, or a number is missing.
    Record {
        /// The table.
        table: &'static str,
        /// The number.
        id: i64,
    },
    /// A published scheme was changed, is missing, or was added: the first such number.
    Scheme(i64),
}

impl Verdict {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole { .. })
    }

    /// What it says to the operator.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Whole { n, head } => Message::new("cli.ledger_whole").with("n", n).with("head", head),
            Self::Posting { seq, what } => {
                let key = match *what {
                    "missing" => "cli.ledger_missing",
                    "closed" => "cli.ledger_after_close",
                    _ => "cli.ledger_changed",
                };
                Message::new(key).with("seq", seq)
            }
            Self::Head { head, last } => Message::new("cli.ledger_cut")
                .with("head", head)
                .with("last", last),
            Self::Total { subject, period } => Message::new("cli.ledger_total")
                .with("subject", subject)
                .with("period", period),
            Self::Close { period, what } => {
                let key = match *what {
                    "head" => "cli.ledger_close_head",
                    "statements" => "cli.ledger_close_statements",
                    _ => "cli.ledger_close_changed",
                };
                Message::new(key).with("period", period)
            }
            Self::Statement { subject, period } => Message::new("cli.ledger_statement")
                .with("subject", subject)
                .with("period", period),
            Self::Fact(id) => Message::new("cli.ledger_fact").with("id", id),
            Self::Record { table, id } => Message::new("cli.ledger_record")
                .with("table", table)
                .with("id", id),
            Self::Scheme(id) => Message::new("cli.ledger_scheme").with("id", id),
        }
    }
}

/// Number and hash of the last posting.
///
/// # Errors
/// Whatever the database answers.
pub async fn head(db: &impl ConnectionTrait) -> Result<ledger_head::Model> {
    ledger_head::Entity::find()
        .one(db)
        .await?
        .ok_or_else(|| Error::broken("ledger_head is empty"))
}

/// When the last posting was recorded.
///
/// # Errors
/// Whatever the database answers.
pub async fn last_at(db: &impl ConnectionTrait) -> Result<Option<Instant>> {
    let last = posting::Entity::find()
        .order_by_desc(posting::Column::Seq)
        .one(db)
        .await?;
    Ok(last.map(|row| row.recorded_at))
}

/// Walks the whole ledger, reading it in pages.
///
/// # Errors
/// Whatever the database answers.
pub async fn verify(db: &impl ConnectionTrait) -> Result<Verdict> {
    let head = head(db).await?;
    let (mut seq, mut hash) = (0_i64, chain::GENESIS.to_owned());
    let closes = Closes::load(db).await?;
    let mut sums = Sums::new();
    let published = match schemes(db, &head).await? {
        Ok(digests) => digests,
        Err(wrong) => return Ok(wrong),
    };
    let mut facts = FactWalk::new(&head);
    loop {
        let after = posting::Entity::find()
            .filter(posting::Column::Seq.gt(seq))
            .order_by_asc(posting::Column::Seq);
        let rows = after.limit(PAGE).all(db).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != seq + 1 {
                return Ok(Verdict::Posting {
                    seq: seq + 1,
                    what: "missing",
                });
            }
            if let Some(wrong) = facts.walk_to(db, row.last_fact).await? {
                return Ok(wrong);
            }
            let scheme = row.scheme_version_id.and_then(|id| published.get(&id));
            let grounds = Grounds {
                facts: facts.hash(),
                scheme: scheme.map_or("", String::as_str),
            };
            if row.hash != chain::hash(&hash, &row, grounds) {
                return Ok(Verdict::Posting {
                    seq: row.seq,
                    what: "hash",
                });
            }
            if let Some(wrong) = closes.contradicted_by(&row) {
                return Ok(wrong);
            }
            for period in totals::periods_of(&row.period) {
                let key = (row.subject_kind, row.subject_id, period);
                sums.entry(key)
                    .or_default()
                    .add(&row, row.origin_period == row.period);
            }
            seq = row.seq;
            hash = row.hash;
        }
    }
    if (head.one, head.seq, &head.hash) != (1, seq, &hash) {
        return Ok(Verdict::Head {
            head: head.seq,
            last: seq,
        });
    }
    if let Some(wrong) = facts.end(db).await? {
        return Ok(wrong);
    }
    if let Some(wrong) = closes.broken(db, seq, &sums).await? {
        return Ok(wrong);
    }
    if let Some(wrong) = wrong_total(db, sums).await? {
        return Ok(wrong);
    }
    if let Some(wrong) = records::broken(db).await? {
        return Ok(wrong);
    }
    Ok(Verdict::Whole { n: seq, head: hash })
}

async fn wrong_total(db: &impl ConnectionTrait, mut sums: Sums) -> Result<Option<Verdict>> {
    let wrong = |kind: SubjectKind, id: i64, period: String| Verdict::Total {
        subject: format!("{}:{id}", kind.code()),
        period,
    };
    for row in total::Entity::find().all(db).await? {
        let key = (row.subject_kind, row.subject_id, row.period);
        let sum = sums.remove(&key).map(|sum| (sum.points(), sum.n_postings));
        if sum != Some((row.points, row.n_postings)) {
            return Ok(Some(wrong(key.0, key.1, key.2)));
        }
    }
    Ok(sums
        .into_keys()
        .next()
        .map(|(kind, id, period)| wrong(kind, id, period)))
}
