//! What a subject has in a month, quarter and year: kept in the same transaction as the postings, so that no ranking
//! ever sums them.

use std::collections::BTreeMap;

use entity::{SubjectKind, posting, total};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::Result;
use crate::calendar::Month;

/// The name of a month, quarter or year, as the tables, URLs and JSON spell it: `2026-03`, `2026-Q1`, `2026`.
pub type PeriodKey = String;

/// Adds a posting to the totals of its month, quarter and year.
pub(super) async fn add(tx: &DatabaseTransaction, row: &posting::Model) -> Result<()> {
    let rows = periods_of(&row.period)
        .into_iter()
        .map(|period| total::ActiveModel {
            subject_kind: Set(row.subject_kind),
            subject_id: Set(row.subject_id),
            period: Set(period),
            points: Set(row.points),
            n_postings: Set(1),
        });
    let key = [
        total::Column::SubjectKind,
        total::Column::SubjectId,
        total::Column::Period,
    ];
    let grow = |column: total::Column, by: i64| Expr::col((total::Entity, column)).add(by);
    let conflict = OnConflict::columns(key)
        .value(total::Column::Points, grow(total::Column::Points, row.points))
        .value(total::Column::NPostings, grow(total::Column::NPostings, 1))
        .to_owned();
    total::Entity::insert_many(rows)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The month, quarter and year that a month belongs to.
pub(super) fn periods_of(month: &str) -> Vec<PeriodKey> {
    let Ok(parsed) = month.parse::<Month>() else {
        return vec![month.to_owned()];
    };
    let quarter = (parsed.number() - 1) / 3 + 1;
    vec![
        month.to_owned(),
        format!("{}-Q{quarter}", parsed.year()),
        parsed.year().to_string(),
    ]
}

/// What a subject has in a period, in hundredths.
///
/// # Errors
/// Whatever the database answers.
pub async fn total(db: &impl ConnectionTrait, subject: (SubjectKind, i64), period: &str) -> Result<i64> {
    let found = total::Entity::find()
        .filter(total::Column::SubjectKind.eq(subject.0))
        .filter(total::Column::SubjectId.eq(subject.1))
        .filter(total::Column::Period.eq(period))
        .one(db)
        .await?;
    Ok(found.map_or(0, |row| row.points))
}

/// The months, quarters and years in which any subject of a kind has a posting, the latest first by name.
///
/// # Errors
/// Whatever the database answers.
pub async fn periods(db: &impl ConnectionTrait, kind: SubjectKind) -> Result<Vec<PeriodKey>> {
    Ok(total::Entity::find()
        .select_only()
        .column(total::Column::Period)
        .distinct()
        .filter(total::Column::SubjectKind.eq(kind))
        .order_by_desc(total::Column::Period)
        .into_tuple()
        .all(db)
        .await?)
}

/// What a subject has in each of its periods, in hundredths.
///
/// # Errors
/// Whatever the database answers.
pub async fn totals_of(
    db: &impl ConnectionTrait,
    subject: (SubjectKind, i64),
) -> Result<BTreeMap<PeriodKey, i64>> {
    let rows = total::Entity::find()
        .filter(total::Column::SubjectKind.eq(subject.0))
        .filter(total::Column::SubjectId.eq(subject.1))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.period, row.points)).collect())
}
