//! The roll: who is assessed from when until when, and who is excused. Its facts reach over all days, so they are found
//! by their subject whatever days are settled.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{FactId, SubjectKind, fact, fact_subject};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef,
};

use super::facts::{Row, bare};
use super::reach::HOLIDAY;
use crate::Result;
use crate::scheme::{Body, Roster};

/// The day under which a fact of the roll is found, whatever days are asked for: it reaches over all of them.
pub(super) const EVER: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("the first day of all");

/// The roll facts of a subject whose source begins so: how many there ever were, and those that stand, the earliest
/// stretch first.
///
/// # Errors
/// [`Error::Broken`](crate::Error::Broken) where a stored body cannot be read.
pub async fn roll(
    db: &impl ConnectionTrait,
    subject: (SubjectKind, i64),
    source: &str,
) -> Result<(usize, Vec<(FactId, Roster)>)> {
    let mut rows = roll_rows(db, subject.0, &[subject.1]).await?;
    let dead: BTreeSet<FactId> = rows.iter().filter_map(|row| row.withdraws).collect();
    rows.retain(|row| row.source.starts_with(source));
    let mut standing = Vec::new();
    for row in rows.iter().filter(|row| !dead.contains(&row.id)) {
        if let Body::Roster(roster) = serde_json::from_str(&row.body)? {
            standing.push((row.id, roster));
        }
    }
    standing.sort_by_key(|(id, roster)| (roster.from, *id));
    Ok((rows.len(), standing))
}

/// Every fact of the roll of subjects of a kind: stretches, exemptions, and what withdrew them.
pub(super) async fn roll_rows(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    subjects: &[i64],
) -> Result<Vec<fact::Model>> {
    let fact_of_row: RelationDef = fact::Entity::belongs_to(fact_subject::Entity)
        .from(fact::Column::Id)
        .to(fact_subject::Column::FactId)
        .into();
    Ok(fact::Entity::find()
        .join(JoinType::InnerJoin, fact_of_row)
        .filter(fact_subject::Column::SubjectKind.eq(kind))
        .filter(fact_subject::Column::SubjectId.is_in(subjects.iter().copied()))
        .filter(fact_subject::Column::HappenedOn.eq(EVER))
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?)
}

/// Holidays of everybody, and what withdrew them.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn holiday_rows(db: &impl ConnectionTrait) -> Result<Vec<Row>> {
    let holidays = || bare().filter(fact::Column::Kind.eq(HOLIDAY));
    let mut rows: Vec<Row> = holidays().into_tuple().all(db).await?;
    let ids = holidays().select_only().column(fact::Column::Id).into_query();
    let gone = bare().filter(fact::Column::Withdraws.in_subquery(ids));
    rows.extend(gone.into_tuple::<Row>().all(db).await?);
    Ok(rows)
}
