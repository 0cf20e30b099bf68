//! What a subject has in a month, quarter and year: kept in the same transaction as the postings, so that no ranking
//! ever sums them.

use std::collections::BTreeMap;

use entity::{SubjectKind, posting, total};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::calendar::{Month, Period};
use crate::{Result, db};

/// The name of a month, quarter or year, as the tables, URLs and JSON spell it: `2026-03`, `2026-Q1`, `2026`.
pub type PeriodKey = String;

/// Adds postings to the totals of their months, quarters and years.
pub(super) async fn add(tx: &DatabaseTransaction, postings: &[posting::Model]) -> Result<()> {
    let mut sums: BTreeMap<(SubjectKind, i64, PeriodKey), (i64, i64)> = BTreeMap::new();
    for row in postings {
        for period in periods_of(&row.period) {
            let sum = sums
                .entry((row.subject_kind, row.subject_id, period))
                .or_default();
            sum.0 += row.points;
            sum.1 += 1;
        }
    }
    let rows = sums
        .into_iter()
        .map(|((kind, id, period), (points, n))| total::ActiveModel {
            subject_kind: Set(kind),
            subject_id: Set(id),
            period: Set(period),
            points: Set(points),
            n_postings: Set(n),
        });
    let key = [
        total::Column::SubjectKind,
        total::Column::SubjectId,
        total::Column::Period,
    ];
    let grow = |column: total::Column| {
        let added = Expr::col((Alias::new("excluded"), column));
        Expr::col((total::Entity, column)).add(added)
    };
    let conflict = OnConflict::columns(key)
        .value(total::Column::Points, grow(total::Column::Points))
        .value(total::Column::NPostings, grow(total::Column::NPostings))
        .to_owned();
    db::insert_rows(tx, rows, Some(conflict)).await
}

/// The month, quarter and year that a month belongs to.
pub(super) fn periods_of(month: &str) -> Vec<PeriodKey> {
    match month.parse::<Month>() {
        Ok(month) => spans(month).into(),
        Err(_) => vec![month.to_owned()],
    }
}

fn spans(month: Month) -> [PeriodKey; 3] {
    let quarter = (month.number() - 1) / 3 + 1;
    [
        month.to_string(),
        format!("{}-Q{quarter}", month.year()),
        month.year().to_string(),
    ]
}

/// The fewest totals that add up to a period: its own where it is a month, quarter or calendar year; an assessment year
/// from December to November is December, three quarters, October and November.
#[must_use]
pub fn kept_for(period: Period) -> Vec<PeriodKey> {
    kept_in(Month::of(period.first_day()), Month::of(period.last_day()))
}

/// The fewest totals that add up to a run of months, the last included; none where the run is empty.
pub(super) fn kept_in(first: Month, last: Month) -> Vec<PeriodKey> {
    let (mut kept, mut month) = (Vec::new(), first);
    while month <= last {
        let fits =
            |n_months: u32| (month.number() - 1).is_multiple_of(n_months) && month.plus(n_months - 1) <= last;
        let n_months = [12, 3].into_iter().find(|n| fits(*n)).unwrap_or(1);
        let [own, quarter, year] = spans(month);
        kept.push(match n_months {
            12 => year,
            3 => quarter,
            _ => own,
        });
        month = month.plus(n_months);
    }
    kept
}

/// What a subject has in a period, in hundredths; nothing in what is no period.
///
/// # Errors
/// Whatever the database answers.
pub async fn total(db: &impl ConnectionTrait, subject: (SubjectKind, i64), period: &str) -> Result<i64> {
    let kept = period.parse().map(kept_for).unwrap_or_default();
    let found = total::Entity::find()
        .filter(total::Column::SubjectKind.eq(subject.0))
        .filter(total::Column::SubjectId.eq(subject.1))
        .filter(total::Column::Period.is_in(kept))
        .all(db)
        .await?;
    Ok(found.iter().map(|row| row.points).sum())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_months_is_the_fewest_totals_that_add_up_to_it() {
        for (run, kept) in [
            ("2024-03", "2024-03"),
            ("2024-Q1", "2024-Q1"),
            ("2024", "2024"),
            (
                "2023-12..2024-11",
                "2023-12 2024-Q1 2024-Q2 2024-Q3 2024-10 2024-11",
            ),
            ("2024-02..2024-04", "2024-02 2024-03 2024-04"),
        ] {
            assert_eq!(kept_for(run.parse().unwrap()).join(" "), kept);
        }
        let (march, february) = ("2024-03".parse().unwrap(), "2024-02".parse().unwrap());
        assert!(kept_in(march, february).is_empty());
    }
}
