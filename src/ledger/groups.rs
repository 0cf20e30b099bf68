//! Who must be priced together, and the facts of each group: subjects are one group where articles join them. The
//! facts of a group are closed in the sense of `scheme/horizon.rs`; settling reads those of its subjects alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{SubjectKind, fact, fact_subject, subject_unit};
use sea_orm::sea_query::{Expr, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef,
    Select,
};

use super::facts::{Row, bare, parsed};
use super::reach::{everybody, key, subjects_of};
use super::roll::EVER;
use super::settle::CHUNK;
use crate::Result;
use crate::calendar::{Month, Week};
use crate::scheme::{Body, Fact, Horizon};

/// A person or unit as the tables name it.
pub(super) type Key = (SubjectKind, i64);

/// Subjects priced at once: enough to be worth a statement, few enough to stay in the caches of a processor.
const AT_ONCE: usize = 24;

/// The days whose facts can reach the months.
pub(in crate::ledger) struct Reach {
    first: NaiveDate,
    last: NaiveDate,
}

impl Reach {
    /// These days, the last included.
    pub const fn days(first: NaiveDate, last: NaiveDate) -> Self {
        Self { first, last }
    }

    /// What these horizons need to price the months exactly.
    pub fn of(horizons: &[Horizon], (first, last): (Month, Month)) -> Self {
        let (first, last) = (
            Week::of(first.first_day()).first_day(),
            Week::of(last.last_day()).last_day(),
        );
        let firsts = horizons.iter().map(|one| one.span(first).0);
        let lasts = horizons.iter().map(|one| one.span(last).1);
        Self {
            first: firsts.min().unwrap_or(first),
            last: lasts.max().unwrap_or(last),
        }
    }
}

/// Every subject that any fact ever touched, in groups that no article in reach joins.
pub(in crate::ledger) async fn groups(
    db: &impl ConnectionTrait,
    reach: &Reach,
) -> Result<Vec<BTreeSet<Key>>> {
    let alone = everybody(db).await?.into_iter();
    let mut pairs: Vec<(SubjectKind, i64, Option<i64>)> = alone.map(|(kind, id)| (kind, id, None)).collect();
    let (first, last) = (
        Month::of(reach.first).to_string(),
        Month::of(reach.last).to_string(),
    );
    let joined: Vec<(SubjectKind, i64, Option<i64>)> = subject_unit::Entity::find()
        .select_only()
        .columns([
            subject_unit::Column::SubjectKind,
            subject_unit::Column::SubjectId,
            subject_unit::Column::OrganisationId,
        ])
        .distinct()
        .filter(subject_unit::Column::Month.between(first, last))
        .into_tuple()
        .all(db)
        .await?;
    pairs.extend(joined);
    Ok(batched(&pairs))
}

/// Joins what shares a unit, then fills batches with whole groups.
fn batched(pairs: &[(SubjectKind, i64, Option<i64>)]) -> Vec<BTreeSet<Key>> {
    let mut leader: BTreeMap<Key, Key> = BTreeMap::new();
    for (kind, id, unit) in pairs {
        let one = led_by(&mut leader, (*kind, *id));
        if let Some(unit) = unit {
            let other = led_by(&mut leader, (SubjectKind::Unit, *unit));
            leader.insert(one.max(other), one.min(other));
        }
    }
    let mut groups: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
    let members: Vec<Key> = leader.keys().copied().collect();
    for member in members {
        groups
            .entry(led_by(&mut leader, member))
            .or_default()
            .insert(member);
    }
    let mut batches: Vec<BTreeSet<Key>> = Vec::new();
    for group in groups.into_values() {
        match batches.last_mut() {
            Some(batch) if batch.len() < AT_ONCE => batch.extend(group),
            _ => batches.push(group),
        }
    }
    batches
}

/// The first of a subject's group, with the way to it shortened.
fn led_by(leader: &mut BTreeMap<Key, Key>, member: Key) -> Key {
    let mut first = member;
    while let Some(next) = leader.get(&first).copied().filter(|next| *next != first) {
        first = next;
    }
    leader.insert(member, first);
    leader.entry(first).or_insert(first);
    first
}

fn fact_of_subject() -> RelationDef {
    fact_subject::Entity::belongs_to(fact::Entity)
        .from(fact_subject::Column::FactId)
        .to(fact::Column::Id)
        .into()
}

/// Every fact, of any day, of the articles that touch one of the group in reach.
pub(in crate::ledger) async fn article_rows(
    db: &impl ConnectionTrait,
    group: &BTreeSet<Key>,
    reach: &Reach,
) -> Result<Vec<Row>> {
    let articles = |kind: SubjectKind, some: &[Key]| {
        naming(kind, some, (reach.first, reach.last))
            .column(fact::Column::ArticleId)
            .join(JoinType::InnerJoin, fact_of_subject())
            .filter(fact::Column::ArticleId.is_not_null())
            .into_query()
    };
    let group: Vec<Key> = group.iter().copied().collect();
    let mut rows = Vec::new();
    for some in group.chunks(CHUNK) {
        // Most articles touch a person and a unit of the group; each is read once.
        let mut touched = articles(SubjectKind::Unit, some);
        touched.union(UnionType::Distinct, articles(SubjectKind::Person, some));
        let some = bare().filter(fact::Column::ArticleId.in_subquery(touched));
        rows.extend(some.into_tuple::<Row>().all(db).await?);
    }
    rows.sort_by_key(|row| row.0);
    rows.dedup_by_key(|row| row.0);
    Ok(rows)
}

/// Every fact of no article that names one of these subjects, in reach or on the roll.
pub(in crate::ledger) async fn loose_rows(
    db: &impl ConnectionTrait,
    subjects: &BTreeSet<Key>,
    reach: &Reach,
) -> Result<Vec<Row>> {
    let named = |kind: SubjectKind, some: &[Key], days: (NaiveDate, NaiveDate)| {
        let found = naming(kind, some, days).column(fact_subject::Column::FactId);
        found.into_query()
    };
    let subjects: Vec<Key> = subjects.iter().copied().collect();
    let mut rows = Vec::new();
    for some in subjects.chunks(CHUNK) {
        let mut ids = named(SubjectKind::Unit, some, (EVER, EVER));
        ids.union(
            UnionType::Distinct,
            named(SubjectKind::Person, some, (EVER, EVER)),
        );
        for kind in [SubjectKind::Unit, SubjectKind::Person] {
            ids.union(UnionType::Distinct, named(kind, some, (reach.first, reach.last)));
        }
        // The plus keeps SQLite from walking all facts of no article.
        let some = bare()
            .filter(Expr::cust("+\"fact\".\"article_id\" IS NULL"))
            .filter(fact::Column::Id.in_subquery(ids));
        rows.extend(some.into_tuple::<Row>().all(db).await?);
    }
    Ok(rows)
}

/// The rows that name those of a kind among `some` under some days.
fn naming(
    kind: SubjectKind,
    some: &[Key],
    (first, last): (NaiveDate, NaiveDate),
) -> Select<fact_subject::Entity> {
    let ids = some.iter().filter(|key| key.0 == kind).map(|key| key.1);
    fact_subject::Entity::find()
        .select_only()
        .filter(fact_subject::Column::SubjectKind.eq(kind))
        .filter(fact_subject::Column::SubjectId.is_in(ids))
        .filter(fact_subject::Column::HappenedOn.between(first, last))
}

/// Every fact of no article.
pub(in crate::ledger) async fn loose(db: &impl ConnectionTrait) -> Result<Arc<Vec<Fact>>> {
    let rows: Vec<Row> = bare()
        .filter(fact::Column::ArticleId.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let facts: Result<Vec<Fact>> = rows.iter().map(|row| parsed(row.0, row.1, &row.2)).collect();
    Ok(Arc::new(facts?))
}

/// The facts of a group: those of its articles, and of the loose ones those that name one of it or everybody.
pub(in crate::ledger) fn facts(rows: Vec<Row>, loose: &[Fact], group: &BTreeSet<Key>) -> Result<Vec<Fact>> {
    let concerns = |fact: &&Fact| match &fact.body {
        Body::Withdrawal(_) => true,
        // What it replaced may have named one of the group, and counts no more.
        _ if fact.replaces.is_some() => true,
        Body::Exemption(exemption) => exemption.subject.is_none_or(|one| group.contains(&key(one))),
        body => subjects_of(body).iter().any(|one| group.contains(one)),
    };
    let own = rows.into_iter().map(|row| parsed(row.0, row.1, &row.2));
    own.chain(loose.iter().filter(concerns).cloned().map(Ok))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_shares_a_unit_is_one_group_and_nobody_is_left_out() {
        let (unit, person) = (SubjectKind::Unit, SubjectKind::Person);
        // Person 1 writes for units 1 and 2; person 2 for unit 2; person 3 for unit 3 alone.
        let pairs = [
            (person, 1, Some(1)),
            (unit, 1, Some(1)),
            (person, 1, Some(2)),
            (person, 2, Some(2)),
            (person, 3, Some(3)),
            (person, 4, None),
        ];
        let mut leader = BTreeMap::new();
        for (kind, id, of) in pairs {
            let one = led_by(&mut leader, (kind, id));
            if let Some(of) = of {
                let other = led_by(&mut leader, (unit, of));
                leader.insert(one.max(other), one.min(other));
            }
        }
        let first = led_by(&mut leader, (person, 1));
        for member in [(person, 2), (unit, 1), (unit, 2)] {
            assert_eq!(led_by(&mut leader, member), first, "{member:?}");
        }
        assert_ne!(led_by(&mut leader, (person, 3)), first);
        assert_eq!(led_by(&mut leader, (unit, 3)), led_by(&mut leader, (person, 3)));
        let all: BTreeSet<Key> = batched(&pairs).into_iter().flatten().collect();
        assert_eq!(all.len(), 7, "{all:?}");
    }
}
