//! `zhibao ledger verify`: every hash, the head, the totals, the digests of facts and schemes. It names the first
//! posting that is not as it was written.

use std::collections::HashMap;

use entity::{Instant, SubjectKind, fact, ledger_head, posting, scheme_version, total};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{chain, facts, totals};
use crate::Result;
use crate::error::{Error, Message};

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
    /// The body of a fact was changed.
    Fact(i64),
    /// A published scheme was changed.
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
                let key = if *what == "missing" {
                    "cli.ledger_missing"
                } else {
                    "cli.ledger_changed"
                };
                Message::new(key).with("seq", seq)
            }
            Self::Head { head, last } => Message::new("cli.ledger_cut")
                .with("head", head)
                .with("last", last),
            Self::Total { subject, period } => Message::new("cli.ledger_total")
                .with("subject", subject)
                .with("period", period),
            Self::Fact(id) => Message::new("cli.ledger_fact").with("id", id),
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
    const PAGE: u64 = 5_000;
    let head = head(db).await?;
    let (mut seq, mut hash) = (0_i64, chain::GENESIS.to_owned());
    let mut sums: HashMap<(SubjectKind, i64, String), (i64, i64)> = HashMap::new();
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
            if row.hash != chain::hash(&hash, &row) {
                return Ok(Verdict::Posting {
                    seq: row.seq,
                    what: "hash",
                });
            }
            for period in totals::periods_of(&row.period) {
                let sum = sums
                    .entry((row.subject_kind, row.subject_id, period))
                    .or_default();
                sum.0 += row.points;
                sum.1 += 1;
            }
            seq = row.seq;
            hash = row.hash;
        }
    }
    if (head.seq, &head.hash) != (seq, &hash) {
        return Ok(Verdict::Head {
            head: head.seq,
            last: seq,
        });
    }
    if let Some(wrong) = wrong_total(db, sums).await? {
        return Ok(wrong);
    }
    for fact in fact::Entity::find()
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?
    {
        if facts::digest(&fact.body) != fact.digest {
            return Ok(Verdict::Fact(fact.id.0));
        }
    }
    for version in scheme_version::Entity::find()
        .order_by_asc(scheme_version::Column::Id)
        .all(db)
        .await?
    {
        if facts::digest(&version.document) != version.digest {
            return Ok(Verdict::Scheme(version.id.0));
        }
    }
    Ok(Verdict::Whole { n: seq, head: hash })
}

async fn wrong_total(
    db: &impl ConnectionTrait,
    mut sums: HashMap<(SubjectKind, i64, String), (i64, i64)>,
) -> Result<Option<Verdict>> {
    let wrong = |kind: SubjectKind, id: i64, period: String| Verdict::Total {
        subject: format!("{}:{id}", kind.code()),
        period,
    };
    for row in total::Entity::find().all(db).await? {
        let key = (row.subject_kind, row.subject_id, row.period);
        if sums.remove(&key) != Some((row.points, row.n_postings)) {
            return Ok(Some(wrong(key.0, key.1, key.2)));
        }
    }
    Ok(sums
        .into_keys()
        .next()
        .map(|(kind, id, period)| wrong(kind, id, period)))
}
