//! `zhibao ledger replay`: prices every fact under the schemes in force and compares with the postings that stand.
//! Nothing is written. Any difference is a fault of the ledger or of the law. A year at a time and group by group, so
//! that no more than a group's year is ever held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{SubjectKind, fact_subject, posting};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::groups::{self, Key, Reach};
use super::ink::trace_text;
use super::reach::key;
use super::roll::EVER;
use super::schemes::{Published, book};
use super::settle::{CHUNK, reversal};
use crate::Result;
use crate::calendar::Month;
use crate::error::Error;
use crate::scheme::{self, Book, Fact};

/// Postings that are read at once in the search for one that nobody's facts reach.
const PAGE: u64 = 5_000;

/// A line on which the law and the ledger differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line.
    pub line: String,
    /// What the facts are worth, in hundredths; none: no such line.
    pub wanted: Option<i64>,
    /// What stands, in hundredths; none: no such posting.
    pub stands: Option<i64>,
}

/// Points in hundredths, and the trace as it is stored, by line.
type Worth = BTreeMap<String, (i64, String)>;

/// What was compared so far.
#[derive(Default)]
struct Compared {
    n_lines: usize,
    n_standing: u64,
    subjects: BTreeSet<Key>,
    differences: Vec<Difference>,
}

/// Prices all facts again. Returns how many lines were compared, and those that differ.
///
/// # Errors
/// Whatever the database answers.
pub async fn replay(db: &impl ConnectionTrait) -> Result<(usize, Vec<Difference>)> {
    let Published { book, .. } = book(db).await?;
    let mut compared = Compared::default();
    let months = months(db, &book).await?;
    if let Some((first, last)) = months {
        let (book, loose) = (Arc::new(book), groups::loose(db).await?);
        let mut year = first;
        while year <= last {
            let until = last.min(year.plus(11));
            compared.months(db, (&book, &loose), (year, until)).await?;
            year = until.plus(1);
        }
    }
    if compared.n_standing != n_standing(db).await? {
        compared.out_of_reach(db, months).await?;
    }
    Ok((compared.n_lines, compared.differences))
}

/// The months in which the facts can have lines; none where there are no facts.
async fn months(db: &impl ConnectionTrait, book: &Book) -> Result<Option<(Month, Month)>> {
    let days: Option<(Option<NaiveDate>, Option<NaiveDate>)> = fact_subject::Entity::find()
        .select_only()
        .column_as(fact_subject::Column::HappenedOn.min(), "first")
        .column_as(fact_subject::Column::HappenedOn.max(), "last")
        .filter(fact_subject::Column::HappenedOn.ne(EVER))
        .into_tuple()
        .one(db)
        .await?;
    let horizon = book.horizon();
    Ok(match days {
        Some((Some(first), Some(last))) => {
            let last = book.through.map_or(last, |through| last.max(through));
            Some((horizon.months(first).0, horizon.months(last).1))
        }
        _ => None,
    })
}

/// How many postings stand: all but reversals and what they reverse.
async fn n_standing(db: &impl ConnectionTrait) -> Result<u64> {
    let reversals = posting::Entity::find().filter(posting::Column::Reverses.is_not_null());
    let n_reversals = reversals.count(db).await?;
    Ok(posting::Entity::find()
        .count(db)
        .await?
        .saturating_sub(2 * n_reversals))
}

impl Compared {
    /// Compares the lines of some months.
    async fn months(
        &mut self,
        db: &impl ConnectionTrait,
        (book, loose): (&Arc<Book>, &Arc<Vec<Fact>>),
        months: (Month, Month),
    ) -> Result<()> {
        let reach = Reach::of(&[book.horizon()], months);
        for group in groups::groups(db, &reach).await? {
            let rows = groups::rows(db, &group, &reach).await?;
            let (book, loose, members) = (book.clone(), loose.clone(), group.clone());
            let pricing = tokio::task::spawn_blocking(move || {
                priced(&book, &groups::facts(rows, &loose, &members)?, &members, months)
            });
            let standing = standing(db, &group, months).await?;
            let wanted = pricing.await.map_err(Error::broken)??;
            self.compare(wanted, standing);
            self.subjects.extend(group);
        }
        Ok(())
    }

    fn compare(&mut self, mut wanted: Worth, standing: Vec<(String, i64, String)>) {
        self.n_lines += wanted.len();
        self.n_standing += standing.len() as u64;
        for (line, points, trace) in standing {
            let law = wanted.remove(&line);
            if law.as_ref().is_none_or(|law| (law.0, &law.1) != (points, &trace)) {
                self.differences.push(Difference {
                    line,
                    wanted: law.map(|law| law.0),
                    stands: Some(points),
                });
            }
        }
        let unposted = wanted.into_iter();
        self.differences
            .extend(unposted.map(|(line, (points, _))| Difference {
                line,
                wanted: Some(points),
                stands: None,
            }));
    }

    /// Finds the postings that stand although no fact reaches their subject or their month.
    async fn out_of_reach(
        &mut self,
        db: &impl ConnectionTrait,
        months: Option<(Month, Month)>,
    ) -> Result<()> {
        let mut seq = 0;
        loop {
            let after = posting::Entity::find()
                .filter(posting::Column::Seq.gt(seq))
                .filter(posting::Column::Reverses.is_null())
                .filter(Expr::not_exists(reversal()))
                .order_by_asc(posting::Column::Seq);
            let rows = after.limit(PAGE).all(db).await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            seq = last.seq;
            for row in rows {
                let is_in =
                    |month: Month| months.is_some_and(|(first, last)| first <= month && month <= last);
                let is_reached = row.origin_period.parse().is_ok_and(is_in)
                    && self.subjects.contains(&(row.subject_kind, row.subject_id));
                if !is_reached {
                    self.differences.push(Difference {
                        line: row.line,
                        wanted: None,
                        stands: Some(row.points),
                    });
                }
            }
        }
    }
}

/// What the facts are worth to these subjects in these months.
fn priced(
    book: &Book,
    facts: &[Fact],
    members: &BTreeSet<Key>,
    (first, last): (Month, Month),
) -> Result<Worth> {
    let mut worth = Worth::new();
    for line in scheme::price_all(book, facts) {
        if members.contains(&key(line.subject)) && first <= line.period && line.period <= last {
            let trace = trace_text(&line)?;
            worth.insert(line.key, (line.points.hundredths(), trace));
        }
    }
    Ok(worth)
}

/// Line, points and trace of what stands for these subjects in these months.
async fn standing(
    db: &impl ConnectionTrait,
    group: &BTreeSet<Key>,
    (first, last): (Month, Month),
) -> Result<Vec<(String, i64, String)>> {
    let mut standing = Vec::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        let of_kind: Vec<i64> = group
            .iter()
            .filter(|key| key.0 == kind)
            .map(|key| key.1)
            .collect();
        for some in of_kind.chunks(CHUNK) {
            let rows: Vec<(String, i64, String)> = posting::Entity::find()
                .select_only()
                .columns([
                    posting::Column::Line,
                    posting::Column::Points,
                    posting::Column::Trace,
                ])
                .filter(posting::Column::SubjectKind.eq(kind))
                .filter(posting::Column::SubjectId.is_in(some.iter().copied()))
                .filter(posting::Column::OriginPeriod.between(first.to_string(), last.to_string()))
                .filter(posting::Column::Reverses.is_null())
                .filter(Expr::not_exists(reversal()))
                .into_tuple()
                .all(db)
                .await?;
            standing.extend(rows);
        }
    }
    Ok(standing)
}
