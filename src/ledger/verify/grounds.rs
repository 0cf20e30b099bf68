//! Whether what the postings rest on is as it was written: the facts with whom they concern, read in step with the
//! postings, and the published schemes. Both are chains, so that a row and its digest changed together show too.

use std::collections::{HashMap, HashSet, VecDeque};

use entity::{SchemeVersionId, fact, fact_subject, ledger_head, scheme, scheme_version, subject_unit};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::Verdict;
use crate::Result;
use crate::ledger::{chain, facts};

/// Facts that are read at once.
const PAGE: u64 = 2_000;

/// The facts in their order, as far as they were looked at.
pub(super) struct FactWalk<'a> {
    head: &'a ledger_head::Model,
    /// Number and digest of the last fact that was looked at.
    last: (i64, String),
    /// What was read and not looked at yet, each fact with whom it concerns.
    ahead: VecDeque<(fact::Model, Vec<fact_subject::Model>)>,
    /// Number of the fact behind which it began, and how many rows name the subjects of those it looked at.
    first: i64,
    n_subjects: u64,
    /// Who has facts of which unit's articles, by month, among those that it looked at.
    units: HashSet<subject_unit::Model>,
}

impl<'a> FactWalk<'a> {
    /// A walk that begins behind a fact: its number and digest.
    pub(super) fn new(head: &'a ledger_head::Model, last: (i64, String)) -> Self {
        Self {
            head,
            first: last.0,
            last,
            ahead: VecDeque::new(),
            n_subjects: 0,
            units: HashSet::new(),
        }
    }

    /// The digest of the last fact that was looked at.
    pub(super) fn hash(&self) -> &str {
        &self.last.1
    }

    /// Who has facts of which unit's articles, by month, among the facts that were looked at.
    pub(super) fn units(self) -> HashSet<subject_unit::Model> {
        self.units
    }

    /// Looks at every fact up to a number; what does not fit, if anything. Past the last fact there is nothing to
    /// walk to: the posting that names it does not fit then.
    pub(super) async fn walk_to(&mut self, db: &impl ConnectionTrait, id: i64) -> Result<Option<Verdict>> {
        while self.last.0 < id.min(self.head.last_fact) {
            if self.ahead.is_empty() {
                self.read(db).await?;
            }
            let next = self.last.0 + 1;
            let Some((row, subjects)) = self.ahead.pop_front() else {
                return Ok(Some(Verdict::Fact(next)));
            };
            if row.id.0 != next || row.digest != chain::fact(&self.last.1, &row, &subjects) {
                return Ok(Some(Verdict::Fact(next)));
            }
            self.n_subjects += subjects.len() as u64;
            self.units.extend(facts::units(row.organisation_id, &subjects));
            self.last = (row.id.0, row.digest);
        }
        Ok(None)
    }

    /// Looks at the facts that are left, and whether there is one too many or the last one is another.
    pub(super) async fn end(&mut self, db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
        if let Some(wrong) = self.walk_to(db, i64::MAX).await? {
            return Ok(Some(wrong));
        }
        let first_beyond = fact::Entity::find()
            .filter(beyond(fact::Column::Id, self.last.0))
            .order_by_asc(fact::Column::Id)
            .one(db)
            .await?;
        if let Some(row) = first_beyond {
            return Ok(Some(Verdict::Fact(row.id.0)));
        }
        if self.last.1 != self.head.facts_hash {
            return Ok(Some(Verdict::Fact(self.last.0)));
        }
        let named = fact_subject::Entity::find().filter(beyond(fact_subject::Column::FactId, self.first));
        if named.count(db).await? == self.n_subjects {
            return Ok(None);
        }
        let column = fact_subject::Column::FactId;
        let stray = fact_subject::Entity::find()
            .filter(beyond(column, self.last.0))
            .order_by_asc(column)
            .one(db)
            .await?;
        Ok(Some(Verdict::Fact(stray.map_or(0, |row| row.fact_id.0))))
    }

    async fn read(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        let rows = fact::Entity::find()
            .filter(fact::Column::Id.gt(self.last.0))
            .order_by_asc(fact::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(until) = rows.last().map(|row| row.id) else {
            return Ok(());
        };
        let named = fact_subject::Entity::find()
            .filter(fact_subject::Column::FactId.gt(self.last.0))
            .filter(fact_subject::Column::FactId.lte(until))
            .order_by_asc(fact_subject::Column::FactId)
            .all(db)
            .await?;
        let mut named = named.into_iter().peekable();
        let with_subjects = rows.into_iter().map(|row| {
            let mut subjects = Vec::new();
            while let Some(one) = named.next_if(|one| one.fact_id <= row.id) {
                // Whoever is named by a fact that is not there is counted at the end.
                if one.fact_id == row.id {
                    subjects.push(one);
                }
            }
            (row, subjects)
        });
        self.ahead.extend(with_subjects);
        Ok(())
    }
}

/// Numbers that no fact can have whose last one is this.
fn beyond(column: impl ColumnTrait, last: i64) -> Condition {
    Condition::any().add(column.gt(last)).add(column.lt(1))
}

/// The digest of every published version, or the first that is not as it was published.
pub(super) async fn schemes(
    db: &impl ConnectionTrait,
    head: &ledger_head::Model,
) -> Result<std::result::Result<HashMap<SchemeVersionId, String>, Verdict>> {
    let of = scheme::Entity::find().all(db).await?;
    let of: HashMap<_, _> = of.into_iter().map(|scheme| (scheme.id, scheme)).collect();
    let versions = scheme_version::Entity::find()
        .order_by_asc(scheme_version::Column::Id)
        .all(db)
        .await?;
    let (mut digests, mut last) = (HashMap::new(), (0, chain::GENESIS.to_owned()));
    for row in versions {
        let next = last.0 + 1;
        let fits = |of: &scheme::Model| row.digest == chain::version(&last.1, &row, of);
        if row.id.0 != next || !of.get(&row.scheme_id).is_some_and(fits) {
            return Ok(Err(Verdict::Scheme(next)));
        }
        last = (next, row.digest.clone());
        digests.insert(row.id, row.digest);
    }
    if last.1 != head.schemes_hash {
        return Ok(Err(Verdict::Scheme(last.0)));
    }
    Ok(Ok(digests))
}
