//! A statement: what a subject has in a period, every figure with its postings, every posting with its article, rule
//! and sentence.

use std::collections::HashMap;

use entity::{ArticleId, SubjectKind, period_close, posting};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::calendar::{Month, Period};
use crate::error::Error;
use crate::{Result, ledger};

/// Rows that one query may name at once.
const CHUNK: usize = 500;

/// The statement of a subject for a period.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Persons or units.
    pub kind: SubjectKind,
    /// The subject's key.
    pub subject_id: i64,
    /// `2026-03`, `2026-Q1` or `2026`.
    pub period: String,
    /// The sum, in hundredths: that of the postings, which the total must equal.
    pub points: i64,
    /// The postings, the newest day first; for a closed month with what had become of them when it was closed.
    pub rows: Vec<PostingRow>,
    /// The close of the month, if it is closed.
    pub close: Option<period_close::Model>,
}

/// A posting, with what became of it.
#[derive(Clone, Debug)]
pub struct PostingRow {
    /// The posting.
    pub posting: posting::Model,
    /// Whether a later posting reversed it.
    pub is_reversed: bool,
}

impl PostingRow {
    /// Whether it still counts: neither reversed nor a reversal.
    #[must_use]
    pub const fn stands(&self) -> bool {
        !self.is_reversed && self.posting.reverses.is_none()
    }
}

/// Reads a statement.
///
/// # Errors
/// [`Error::NotFound`] for a period that is none; [`Error::Broken`] where the total is not the sum of the postings.
pub async fn statement(
    db: &impl ConnectionTrait,
    (kind, subject_id): (SubjectKind, i64),
    period: &str,
) -> Result<Statement> {
    let months = months_of(period)?;
    let of = Condition::all()
        .add(posting::Column::SubjectKind.eq(kind))
        .add(posting::Column::SubjectId.eq(subject_id))
        .add(posting::Column::Period.is_in(months));
    let rows = posting::Entity::find()
        .filter(of)
        .order_by_desc(posting::Column::HappenedOn)
        .order_by_desc(posting::Column::Seq)
        .all(db)
        .await?;
    let points = rows.iter().map(|row| row.points).sum();
    let total = ledger::total(db, (kind, subject_id), period).await?;
    let close = ledger::close_of(db, period).await?;
    if total != points {
        return Err(Error::broken(format!(
            "total of {kind:?} {subject_id} in {period}: {total}, postings: {points}"
        )));
    }
    Ok(Statement {
        kind,
        subject_id,
        period: period.to_owned(),
        points,
        rows: with_fate(db, rows, close.as_ref().map(|close| close.seq)).await?,
        close,
    })
}

/// A posting by its number.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn posting(db: &impl ConnectionTrait, seq: i64) -> Result<PostingRow> {
    let row = posting::Entity::find_by_id(seq)
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    with_fate(db, vec![row], None).await?.pop().ok_or(Error::NotFound)
}

/// Which posting reversed each of these, for those that are reversed.
///
/// # Errors
/// Whatever the database answers.
pub async fn reversals_of(db: &impl ConnectionTrait, seqs: &[i64]) -> Result<HashMap<i64, i64>> {
    let mut found = HashMap::new();
    for some in seqs.chunks(CHUNK) {
        let of = posting::Entity::find().filter(posting::Column::Reverses.is_in(some.iter().copied()));
        let rows = of.all(db).await?;
        found.extend(rows.into_iter().filter_map(|row| Some((row.reverses?, row.seq))));
    }
    Ok(found)
}

/// The postings of an article, in their order.
///
/// # Errors
/// Whatever the database answers.
pub async fn postings_of_article(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<PostingRow>> {
    let of = posting::Entity::find().filter(posting::Column::ArticleId.eq(id));
    let rows = of.order_by_asc(posting::Column::Seq).all(db).await?;
    with_fate(db, rows, None).await
}

/// The months of a month, quarter or year.
fn months_of(period: &str) -> Result<Vec<String>> {
    let period: Period = period.parse().map_err(|_| Error::NotFound)?;
    let (mut month, last) = (Month::of(period.first_day()), Month::of(period.last_day()));
    let mut months = Vec::new();
    while month <= last {
        months.push(month.to_string());
        month = month.plus(1);
    }
    Ok(months)
}

/// Postings with what became of them, up to a posting's number where one is given.
pub(super) async fn with_fate(
    db: &impl ConnectionTrait,
    rows: Vec<posting::Model>,
    until: Option<i64>,
) -> Result<Vec<PostingRow>> {
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let reversed = reversals_of(db, &seqs).await?;
    Ok(rows
        .into_iter()
        .map(|posting| PostingRow {
            is_reversed: reversed
                .get(&posting.seq)
                .is_some_and(|by| until.is_none_or(|until| *by <= until)),
            posting,
        })
        .collect())
}
