//! What is kept beside the chain so that nobody has to walk it, made once more and compared: the totals of the postings,
//! who has facts of which unit's articles, and what was filed. The last two are no part of any chain and can be made
//! anew ([`recount`](crate::ledger::recount)).

use std::collections::{HashMap, HashSet};

use entity::{SubjectKind, subject_unit, total};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use super::Verdict;
use super::closes::Sums;
use crate::Result;
use crate::calendar::Month;
use crate::ledger::sums::month_sums;
use crate::ledger::totals::periods_of;

/// The first row of any of them that is not as it should be.
pub(super) async fn broken(
    db: &impl ConnectionTrait,
    sums: Sums,
    units: HashSet<subject_unit::Model>,
) -> Result<Option<Verdict>> {
    if let Some(wrong) = wrong_total(db, sums).await? {
        return Ok(Some(wrong));
    }
    match wrong_unit(db, units).await? {
        None => wrong_filed(db).await,
        wrong => Ok(wrong),
    }
}

/// The first total of a month that is not the sum of its postings.
pub(super) async fn wrong_total_of(db: &impl ConnectionTrait, month: Month) -> Result<Option<Verdict>> {
    let mut sums = month_sums(db, month).await?;
    let kept = total::Entity::find().filter(total::Column::Period.eq(month.to_string()));
    for row in kept.all(db).await? {
        let subject = (row.subject_kind, row.subject_id);
        let sum = sums.remove(&subject).unwrap_or_default();
        if (sum.points(), sum.n_postings) != (row.points, row.n_postings) {
            return Ok(Some(Verdict::kept("total", subject, &row.period)));
        }
    }
    let untold = sums.into_keys().next();
    Ok(untold.map(|subject| Verdict::kept("total", subject, &month.to_string())))
}

async fn wrong_total(db: &impl ConnectionTrait, months: Sums) -> Result<Option<Verdict>> {
    let mut sums: HashMap<(SubjectKind, i64, String), (i64, i64)> = HashMap::new();
    for ((kind, id, month), of_month) in months {
        for period in periods_of(&month) {
            let (points, n_postings) = sums.entry((kind, id, period)).or_default();
            *points += of_month.points();
            *n_postings += of_month.n_postings;
        }
    }
    for row in total::Entity::find().all(db).await? {
        let key = (row.subject_kind, row.subject_id, row.period);
        if sums.remove(&key) != Some((row.points, row.n_postings)) {
            return Ok(Some(Verdict::kept("total", (key.0, key.1), &key.2)));
        }
    }
    let untold = sums.into_keys().next();
    Ok(untold.map(|(kind, id, period)| Verdict::kept("total", (kind, id), &period)))
}

/// A row too many, or one that the facts name and that is not there: the first of either.
async fn wrong_unit(
    db: &impl ConnectionTrait,
    mut units: HashSet<subject_unit::Model>,
) -> Result<Option<Verdict>> {
    let mut kept = subject_unit::Entity::find().all(db).await?;
    kept.retain(|row| !units.remove(row));
    let wrong = kept.into_iter().min().or_else(|| units.into_iter().min());
    Ok(wrong.map(|row| Verdict::kept("subject_unit", (row.subject_kind, row.subject_id), &row.month)))
}

/// The first count that is not that of the articles. One of nothing may be left where the only piece was withdrawn.
async fn wrong_filed(db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
    let sql = "SELECT subject_kind, subject_id, period FROM (
           SELECT subject_kind, subject_id, period, n, n_adopted FROM filed WHERE n <> 0 OR n_adopted <> 0
           UNION ALL
           SELECT subject_kind, subject_id, period, CAST(SUM(n) AS BIGINT), CAST(SUM(n_adopted) AS BIGINT)
           FROM filed_of_article GROUP BY subject_kind, subject_id, period) AS of_both
         GROUP BY subject_kind, subject_id, period, n, n_adopted HAVING COUNT(*) <> 2
         ORDER BY period, subject_kind, subject_id LIMIT 1";
    let wrong = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let named = |row: sea_orm::QueryResult| -> Result<Verdict> {
        let subject = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let period: String = row.try_get_by_index(2)?;
        Ok(Verdict::kept("filed", subject, &period))
    };
    wrong.map(named).transpose()
}
