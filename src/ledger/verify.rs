//! `zhibao ledger verify`: every hash, the heads, the closed months with their frozen statements, the facts with whom they
//! concern, the published schemes, and what is kept beside them to be quick. It names the first thing that is not as it
//! was written.

mod closes;
mod grounds;
mod kept;

use std::collections::HashMap;

use entity::{Instant, SchemeVersionId, SubjectKind, frozen_statement, ledger_head, posting};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use closes::{Closes, Sums};
use grounds::{FactWalk, schemes};

use super::chain::{self, Grounds};
use super::closed::last_close;
use super::records;
use crate::Result;
use crate::calendar::Month;
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
    /// What is kept beside the chain is not what it is kept of: a `total` is not the sum of its postings, what was `filed`
    /// is not counted from the articles, a `subject_unit` is not named by the facts.
    Kept {
        /// The table.
        table: &'static str,
        /// Whose.
        subject: String,
        /// Of which period.
        period: String,
    },
    /// A closed month is not as it was closed: `head` where the head that it noted is gone from the chain, `digest`
    /// where its own row was changed, `statements` where statements are missing, `missing` where the audit log alone
    /// knows of it.
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

    fn kept(table: &'static str, (kind, id): (SubjectKind, i64), period: &str) -> Self {
        Self::Kept {
            table,
            subject: format!("{}:{id}", kind.code()),
            period: period.to_owned(),
        }
    }

    fn statement(row: &frozen_statement::Model) -> Self {
        Self::Statement {
            subject: format!("{}:{}", row.subject_kind.code(), row.subject_id),
            period: row.period.clone(),
        }
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
            Self::Kept {
                table,
                subject,
                period,
            } => {
                let key = match *table {
                    "filed" => "cli.ledger_filed",
                    "subject_unit" => "cli.ledger_subject_unit",
                    _ => "cli.ledger_total",
                };
                Message::new(key).with("subject", subject).with("period", period)
            }
            Self::Close { period, what } => {
                let key = match *what {
                    "head" => "cli.ledger_close_head",
                    "statements" => "cli.ledger_close_statements",
                    "missing" => "cli.ledger_close_missing",
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
    walked(db, Start::default()).await
}

/// Walks what was written since the last close, from the head that it noted, and compares the totals of the month after
/// it: what a close asks, in a time that does not grow with the ledger. What is older is the whole walk's ([`verify`]),
/// which runs every night; it is walked here, too, where no month was ever closed.
///
/// # Errors
/// Whatever the database answers.
pub async fn verify_since_close(db: &impl ConnectionTrait) -> Result<Verdict> {
    let Some(close) = last_close(db).await? else {
        return verify(db).await;
    };
    match closes::start(db, &close).await? {
        Ok(start) => walked(db, start).await,
        Err(wrong) => Ok(wrong),
    }
}

/// Walks from a start to the head, then looks at what lies beside the chain: the sums and closes of all that was walked, or,
/// where that was not everything, the sums of one month.
async fn walked(db: &impl ConnectionTrait, start: Start) -> Result<Verdict> {
    let head = head(db).await?;
    let mut walk = match Walk::new(db, &head, start).await? {
        Ok(walk) => walk,
        Err(wrong) => return Ok(wrong),
    };
    if let Some(wrong) = walk.walk_on(db).await? {
        return Ok(wrong);
    }
    if let Some(wrong) = walk.beside(db).await? {
        return Ok(wrong);
    }
    let wrong = records::broken(db).await?;
    Ok(wrong.unwrap_or(Verdict::Whole {
        n: head.seq,
        head: head.hash,
    }))
}

/// Where a walk begins: behind this posting, and behind this fact; by default at the very beginning.
struct Start {
    posting: (i64, String),
    fact: (i64, String),
    /// The month whose totals alone are compared; none where everything is walked.
    month: Option<Month>,
}

impl Default for Start {
    fn default() -> Self {
        let beginning = (0, chain::GENESIS.to_owned());
        Self {
            posting: beginning.clone(),
            fact: beginning,
            month: None,
        }
    }
}

/// A walk along the postings and, in step, the facts.
struct Walk<'a> {
    head: &'a ledger_head::Model,
    closes: Closes,
    published: HashMap<SchemeVersionId, String>,
    facts: FactWalk<'a>,
    /// Number and hash of the last posting that was looked at.
    seq: i64,
    hash: String,
    month: Option<Month>,
    /// What all postings come to by month, where everything is walked.
    sums: Sums,
}

impl<'a> Walk<'a> {
    async fn new(
        db: &impl ConnectionTrait,
        head: &'a ledger_head::Model,
        start: Start,
    ) -> Result<std::result::Result<Self, Verdict>> {
        let published = match schemes(db, head).await? {
            Ok(digests) => digests,
            Err(wrong) => return Ok(Err(wrong)),
        };
        Ok(Ok(Self {
            head,
            closes: Closes::load(db).await?,
            published,
            facts: FactWalk::new(head, start.fact),
            seq: start.posting.0,
            hash: start.posting.1,
            month: start.month,
            sums: Sums::new(),
        }))
    }

    /// Walks to the last posting and the last fact; what does not fit, if anything.
    async fn walk_on(&mut self, db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
        loop {
            let after = posting::Entity::find()
                .filter(posting::Column::Seq.gt(self.seq))
                .order_by_asc(posting::Column::Seq);
            let rows = after.limit(PAGE).all(db).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                if let Some(wrong) = self.step(db, row).await? {
                    return Ok(Some(wrong));
                }
            }
        }
        if (self.head.one, self.head.seq, &self.head.hash) != (1, self.seq, &self.hash) {
            return Ok(Some(Verdict::Head {
                head: self.head.seq,
                last: self.seq,
            }));
        }
        self.facts.end(db).await
    }

    /// What does not fit beside the chain, if anything: closes and what is kept; of a walk from the last close on, the totals
    /// of its month alone.
    async fn beside(self, db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
        match self.month {
            None => match self.closes.broken(db, self.seq, &self.sums).await? {
                None => kept::broken(db, self.sums, self.facts.units()).await,
                wrong => Ok(wrong),
            },
            Some(month) => match self.closes.forgotten(db).await? {
                None => kept::wrong_total_of(db, month).await,
                wrong => Ok(wrong),
            },
        }
    }

    async fn step(&mut self, db: &impl ConnectionTrait, row: posting::Model) -> Result<Option<Verdict>> {
        if row.seq != self.seq + 1 {
            return Ok(Some(Verdict::Posting {
                seq: self.seq + 1,
                what: "missing",
            }));
        }
        if let Some(wrong) = self.facts.walk_to(db, row.last_fact).await? {
            return Ok(Some(wrong));
        }
        let scheme = row.scheme_version_id.and_then(|id| self.published.get(&id));
        let grounds = Grounds {
            facts: self.facts.hash(),
            scheme: scheme.map_or("", String::as_str),
        };
        if row.hash != chain::hash(&self.hash, &row, grounds) {
            return Ok(Some(Verdict::Posting {
                seq: row.seq,
                what: "hash",
            }));
        }
        if let Some(wrong) = self.closes.contradicted_by(&row) {
            return Ok(Some(wrong));
        }
        if self.month.is_none() {
            let key = (row.subject_kind, row.subject_id, row.period.clone());
            let sum = self.sums.entry(key).or_default();
            sum.add(&row, row.origin_period == row.period);
        }
        self.seq = row.seq;
        self.hash = row.hash;
        Ok(None)
    }
}
