//! What subjects have in a month or a run of months, for all of them at once: one statement of SQL, not one a subject.

use std::collections::HashMap;

use entity::SubjectKind;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::reach::EVERYBODY;
use super::totals::kept_in;
use crate::Result;
use crate::calendar::Month;

/// What the postings booked in a month come to, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSum {
    /// What the month itself earned.
    pub earned: i64,
    /// What the month itself took away, never above 0.
    pub deducted: i64,
    /// 补记 and 冲回 of months before it.
    pub prior: i64,
    /// How many postings.
    pub n_postings: i64,
}

impl MonthSum {
    /// The sum of all.
    #[must_use]
    pub const fn points(&self) -> i64 {
        self.earned + self.deducted + self.prior
    }

    /// Adds a posting. A reversal takes its line out of the column in which the line stood.
    pub(super) const fn add(&mut self, row: &entity::posting::Model, is_own_month: bool) {
        let is_gain = (row.points > 0) == row.reverses.is_none();
        if !is_own_month {
            self.prior += row.points;
        } else if is_gain {
            self.earned += row.points;
        } else {
            self.deducted += row.points;
        }
        self.n_postings += 1;
    }
}

/// What every subject has in a month, by subject; whoever has no posting in it is missing.
pub(super) async fn month_sums(
    db: &impl ConnectionTrait,
    month: Month,
) -> Result<HashMap<(SubjectKind, i64), MonthSum>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_kind: SubjectKind,
        subject_id: i64,
        earned: i64,
        deducted: i64,
        prior: i64,
        n_postings: i64,
    }
    let own = "p.origin_period = p.period";
    let gain = "(p.points > 0) = (p.reverses IS NULL)";
    let sum = |when: &str| format!("CAST(COALESCE(SUM(CASE WHEN {when} THEN p.points END), 0) AS BIGINT)");
    let sql = format!(
        "{EVERYBODY}
         SELECT p.subject_kind, p.subject_id, {earned} AS earned, {deducted} AS deducted, {prior} AS prior,
                COUNT(*) AS n_postings
         FROM everybody
         JOIN posting p ON p.subject_kind = everybody.kind AND p.subject_id = everybody.id AND p.period = '{month}'
         GROUP BY p.subject_kind, p.subject_id",
        earned = sum(&format!("{own} AND {gain}")),
        deducted = sum(&format!("{own} AND NOT ({gain})")),
        prior = sum("p.origin_period <> p.period"),
    );
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let sum = |row: Row| {
        let subject = (row.subject_kind, row.subject_id);
        let sum = MonthSum {
            earned: row.earned,
            deducted: row.deducted,
            prior: row.prior,
            n_postings: row.n_postings,
        };
        (subject, sum)
    };
    Ok(rows.all(db).await?.into_iter().map(sum).collect())
}

/// What every subject of some kinds has in a run of months, the last included, in hundredths; empty where the run is.
///
/// # Errors
/// Whatever the database answers.
pub async fn points_in(
    db: &impl ConnectionTrait,
    kinds: &[SubjectKind],
    (first, last): (Month, Month),
) -> Result<HashMap<(SubjectKind, i64), i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_kind: SubjectKind,
        subject_id: i64,
        points: i64,
    }
    let kept: Vec<String> = kept_in(first, last)
        .iter()
        .map(|kept| format!("'{kept}'"))
        .collect();
    if kept.is_empty() {
        return Ok(HashMap::new());
    }
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.code())).collect();
    let sql = format!(
        "SELECT subject_kind, subject_id, CAST(SUM(points) AS BIGINT) AS points FROM total
         WHERE subject_kind IN ({}) AND period IN ({})
         GROUP BY subject_kind, subject_id",
        kinds.join(", "),
        kept.join(", ")
    );
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let rows = rows.all(db).await?.into_iter();
    Ok(rows
        .map(|row| ((row.subject_kind, row.subject_id), row.points))
        .collect())
}
