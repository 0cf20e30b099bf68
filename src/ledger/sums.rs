//! What subjects have in a month or a run of months, for all of them at once: one statement of SQL, not one a subject.

use std::collections::{BTreeSet, HashMap};

use entity::SubjectKind;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::reach::EVERYBODY;
use super::totals::kept_in;
use crate::Result;
use crate::calendar::Month;
use crate::db::packed;

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

/// The postings `p` of everybody in the month that follows. SQLite keeps to the order of a CROSS JOIN: without it, it may
/// walk all postings and look for each among everybody.
const IN_MONTH: &str = "FROM everybody CROSS JOIN posting p
         WHERE p.subject_kind = everybody.kind AND p.subject_id = everybody.id AND p.period =";

/// The statement that selects something of every posting `p` of a month.
pub(super) fn in_month(columns: &str, month: Month) -> String {
    format!("{EVERYBODY} SELECT {columns} {IN_MONTH} '{month}'")
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
    let columns = format!(
        "p.subject_kind, p.subject_id, {earned} AS earned, {deducted} AS deducted, {prior} AS prior,
         COUNT(*) AS n_postings",
        earned = sum(&format!("{own} AND {gain}")),
        deducted = sum(&format!("{own} AND NOT ({gain})")),
        prior = sum("p.origin_period <> p.period"),
    );
    let sql = format!(
        "{} GROUP BY p.subject_kind, p.subject_id",
        in_month(&columns, month)
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

/// How many lines of a month count nothing for want of evidence: only where the scheme asks for it is there such a line.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_unproven(db: &impl ConnectionTrait, month: Month) -> Result<u64> {
    let sql = format!(
        "{} AND p.reverses IS NULL
           AND p.trace LIKE '%{{\"code\":\"unproven\"}}%'
           AND NOT EXISTS (SELECT 1 FROM posting reversal WHERE reversal.reverses = p.seq)",
        in_month("COUNT(*) AS n", month)
    );
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let n: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(n.unsigned_abs())
}

/// What every subject of some kinds has in each of several runs of months, the last month included, in hundredths and in
/// the order of the runs; none for a run in which it has no posting. Whoever has one in no run is missing.
///
/// # Errors
/// Whatever the database answers.
pub async fn points_in(
    db: &impl ConnectionTrait,
    kinds: &[SubjectKind],
    runs: &[(Month, Month)],
) -> Result<HashMap<(SubjectKind, i64), Vec<Option<i64>>>> {
    let quoted = |words: &[String]| {
        words
            .iter()
            .map(|word| format!("'{word}'"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let kept: Vec<Vec<String>> = runs.iter().map(|(first, last)| kept_in(*first, *last)).collect();
    let all: BTreeSet<&String> = kept.iter().flatten().collect();
    if all.is_empty() {
        return Ok(HashMap::new());
    }
    let sum_of = |kept: &Vec<String>| {
        // No period is called so: nothing is in an empty run.
        let of = if kept.is_empty() {
            "''".to_owned()
        } else {
            quoted(kept)
        };
        format!("CAST(SUM(CASE WHEN period IN ({of}) THEN points END) AS BIGINT)")
    };
    let sums: Vec<String> = kept.iter().map(sum_of).collect();
    let all: Vec<String> = all.into_iter().cloned().collect();
    let mut columns = vec!["subject".to_owned()];
    columns.extend((0..sums.len()).map(|run| format!("run_{run}")));
    let named: Vec<String> = sums
        .iter()
        .zip(&columns[1..])
        .map(|(sum, name)| format!("{sum} AS {name}"))
        .collect();
    let mut found = HashMap::new();
    for kind in kinds {
        // The plus keeps SQLite from reading all periods of a subject, only because they come in the order of the groups.
        let sql = format!(
            "SELECT +subject_id AS subject, {} FROM total
             WHERE subject_kind = '{}' AND period IN ({})
             GROUP BY +subject_id",
            named.join(", "),
            kind.code(),
            quoted(&all),
        );
        let rows = Statement::from_string(db.get_database_backend(), sql);
        let rows: Vec<Vec<Option<i64>>> = packed(db, &columns, rows).await?;
        found.extend(rows.into_iter().filter_map(|mut row| {
            let subject = row.drain(..1).next()??;
            Some(((*kind, subject), row))
        }));
    }
    Ok(found)
}
