//! Whether closed months are as they were closed: the head that each close noted is on the chain, nothing was posted
//! into a closed month afterwards, and every frozen statement still is the sum of its postings.

use std::collections::{BTreeMap, HashMap};

use entity::{FactId, Outcome, SubjectKind, audit, fact, frozen_statement, period_close, posting};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Start, Verdict};
use crate::Result;
use crate::calendar::Month;
use crate::error::Error;
use crate::ledger::chain;
use crate::ledger::close::{digest, statement_digest};
use crate::ledger::sums::MonthSum;

/// What every subject has in every month.
pub(super) type Sums = HashMap<(SubjectKind, i64, String), MonthSum>;

/// The closes, by month.
pub(super) struct Closes(BTreeMap<String, period_close::Model>);

impl Closes {
    pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = period_close::Entity::find().all(db).await?.into_iter();
        Ok(Self(rows.map(|row| (row.period.clone(), row)).collect()))
    }

    /// What a posting of the walk contradicts: the head of a close, or that its month was closed before it.
    pub(super) fn contradicted_by(&self, row: &posting::Model) -> Option<Verdict> {
        // Months are closed in their order: the first close from the posting's month on closed that month too.
        let shut_by = self.0.range(row.period.clone()..).next();
        if shut_by.is_some_and(|(_, close)| row.seq > close.seq) {
            return Some(Verdict::Posting {
                seq: row.seq,
                what: "closed",
            });
        }
        let wrong = self
            .0
            .values()
            .find(|close| close.seq == row.seq && close.hash != row.hash)?;
        Some(Verdict::Close {
            period: wrong.period.clone(),
            what: "head",
        })
    }

    /// The first close that does not fit what was read: cut off behind `last`, changed, or other than its postings.
    pub(super) async fn broken(
        &self,
        db: &impl ConnectionTrait,
        last: i64,
        sums: &Sums,
    ) -> Result<Option<Verdict>> {
        let mut booked: HashMap<&str, i64> = HashMap::new();
        for ((.., period), sum) in sums {
            *booked.entry(period).or_default() += sum.n_postings;
        }
        for (period, close) in &self.0 {
            let wrong = |what| Verdict::Close {
                period: period.clone(),
                what,
            };
            if close.seq > last {
                return Ok(Some(wrong("head")));
            }
            let rows = statements_of(db, period).await?;
            if let Some(row) = rows.iter().find(|row| !fits(row, sums)) {
                return Ok(Some(Verdict::statement(row)));
            }
            if close.n_postings != booked.get(period.as_str()).copied().unwrap_or(0) {
                return Ok(Some(wrong("statements")));
            }
            if digest(close, &facts_hash(db, close).await?, &rows) != close.digest {
                return Ok(Some(wrong("digest")));
            }
        }
        if let Some(wrong) = self.forgotten(db).await? {
            return Ok(Some(wrong));
        }
        self.stray(db).await
    }

    /// A month that the audit log says was closed, and is not: its close is gone.
    pub(super) async fn forgotten(&self, db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
        let noted = audit::Entity::find()
            .filter(audit::Column::ObjectKind.eq("ledger"))
            .filter(audit::Column::Deed.eq("close_month"))
            .filter(audit::Column::Outcome.eq(Outcome::Done))
            .filter(audit::Column::ObjectId.is_not_in(self.0.keys().cloned()))
            .order_by_asc(audit::Column::Seq)
            .one(db)
            .await?;
        Ok(noted.map(|row| Verdict::Close {
            period: row.object_id,
            what: "missing",
        }))
    }

    /// A statement of a month that is not closed: its close is gone.
    async fn stray(&self, db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
        let closed = self.0.keys().cloned();
        let stray = frozen_statement::Entity::find()
            .filter(frozen_statement::Column::Period.is_not_in(closed))
            .one(db)
            .await?;
        Ok(stray.as_ref().map(Verdict::statement))
    }
}

/// The frozen statements of a closed month, in the order of their digest.
async fn statements_of(db: &impl ConnectionTrait, period: &str) -> Result<Vec<frozen_statement::Model>> {
    Ok(frozen_statement::Entity::find()
        .filter(frozen_statement::Column::Period.eq(period))
        .order_by_asc(frozen_statement::Column::SubjectKind)
        .order_by_asc(frozen_statement::Column::SubjectId)
        .all(db)
        .await?)
}

/// The digest of the last fact that a close knew.
async fn facts_hash(db: &impl ConnectionTrait, close: &period_close::Model) -> Result<String> {
    let known = fact::Entity::find_by_id(FactId(close.last_fact)).one(db).await?;
    Ok(known.map_or_else(|| chain::GENESIS.to_owned(), |fact| fact.digest))
}

/// Where a walk begins that takes the last close at its word, once the close and its statements are as they were written.
pub(super) async fn start(
    db: &impl ConnectionTrait,
    close: &period_close::Model,
) -> Result<std::result::Result<Start, Verdict>> {
    let wrong = |what| Verdict::Close {
        period: close.period.clone(),
        what,
    };
    let rows = statements_of(db, &close.period).await?;
    if let Some(row) = rows.iter().find(|row| row.digest != statement_digest(row)) {
        return Ok(Err(Verdict::statement(row)));
    }
    let facts_hash = facts_hash(db, close).await?;
    if digest(close, &facts_hash, &rows) != close.digest {
        return Ok(Err(wrong("digest")));
    }
    let noted = posting::Entity::find_by_id(close.seq).one(db).await?;
    if noted.map_or_else(|| chain::GENESIS.to_owned(), |row| row.hash) != close.hash {
        return Ok(Err(wrong("head")));
    }
    let closed: Month = close.period.parse().map_err(Error::broken)?;
    Ok(Ok(Start {
        posting: (close.seq, close.hash.clone()),
        fact: (close.last_fact, facts_hash),
        month: Some(closed.plus(1)),
    }))
}

/// Whether a statement is as it was frozen and adds up from its postings.
fn fits(row: &frozen_statement::Model, sums: &Sums) -> bool {
    let key = (row.subject_kind, row.subject_id, row.period.clone());
    let sum = sums.get(&key).copied().unwrap_or_default();
    let frozen = MonthSum {
        earned: row.earned,
        deducted: row.deducted,
        prior: row.prior,
        n_postings: row.n_postings,
    };
    frozen == sum && row.digest == statement_digest(row)
}
