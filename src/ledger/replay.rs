//! `zhibao ledger replay`: prices every fact under the schemes in force and compares with the postings that stand.
//! Nothing is written. Any difference is a fault of the ledger or of the law. A year at a time and group by group, so
//! that no more than a group's year is ever held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{Instant, SubjectKind, fact, period_close, posting, scheme_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use super::abreast::Abreast;
use super::closed::last_close;
use super::groups::{self, Key, Reach};
use super::ink::trace_text;
use super::reach::key;
use super::schemes::{Published, book};
use super::settle::{CHUNK, reversal};
use crate::Result;
use crate::calendar::{self, Month, Week};
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
    let months = months(db, &book).await?;
    let mut compared = Compared::of(db, book, months).await?;
    if compared.n_standing != n_standing(db).await? {
        compared.out_of_reach(db, months, 0).await?;
    }
    Ok((compared.n_lines, compared.differences))
}

/// Prices again what can differ since the last close: the months after it, and those before it that a fact, a scheme or
/// a posting written since then reaches. All of them where no month was ever closed.
///
/// # Errors
/// Whatever the database answers.
pub async fn replay_since_close(db: &impl ConnectionTrait) -> Result<(usize, Vec<Difference>)> {
    let Some(close) = last_close(db).await? else {
        return replay(db).await;
    };
    let Published { book, .. } = book(db).await?;
    let since = reached_since(db, &book, &close).await?;
    let months = months(db, &book)
        .await?
        .map(|(first, last)| (first.max(since), last));
    let mut compared = Compared::of(db, book, months).await?;
    compared.out_of_reach(db, months, close.seq).await?;
    Ok((compared.n_lines, compared.differences))
}

/// The first month in which a line can have come, gone or changed since a close.
async fn reached_since(db: &impl ConnectionTrait, book: &Book, close: &period_close::Model) -> Result<Month> {
    let closed: Month = close.period.parse().map_err(Error::broken)?;
    let new = |column: fact::Column| {
        fact::Entity::find()
            .select_only()
            .column(column)
            .filter(fact::Column::Id.gt(close.last_fact))
            .filter(column.is_not_null())
            .into_query()
    };
    // A new fact, one that it withdraws, or another of the same article.
    let touched = Condition::any()
        .add(fact::Column::Id.gt(close.last_fact))
        .add(fact::Column::Id.in_subquery(new(fact::Column::Withdraws)))
        .add(fact::Column::ArticleId.in_subquery(new(fact::Column::ArticleId)));
    // Not the least of them by SQL: SQLite would look for it along all days.
    let days: Vec<(NaiveDate, Instant)> = fact::Entity::find()
        .select_only()
        .columns([fact::Column::HappenedOn, fact::Column::RecordedAt])
        .filter(touched)
        .into_tuple()
        .all(db)
        .await?;
    let days = days.into_iter().flat_map(|(day, at)| booked_by(day, at));
    let in_force: Option<Option<NaiveDate>> = scheme_version::Entity::find()
        .select_only()
        .column_as(scheme_version::Column::EffectiveFrom.min(), "day")
        .filter(scheme_version::Column::PublishedAt.gte(close.closed_at))
        .into_tuple()
        .one(db)
        .await?;
    let posted: Option<Option<String>> = posting::Entity::find()
        .select_only()
        .column_as(posting::Column::OriginPeriod.min(), "month")
        .filter(posting::Column::Seq.gt(close.seq))
        .into_tuple()
        .one(db)
        .await?;
    let horizon = book.horizon();
    let first = days.chain(in_force.flatten()).min();
    let months = first.map(|day| horizon.months(Week::of(day).first_day()).0);
    let posted: Option<Month> = posted
        .flatten()
        .map(|month| month.parse().map_err(Error::broken))
        .transpose()?;
    Ok(months.into_iter().chain(posted).fold(closed.plus(1), Month::min))
}

/// The months in which the facts can have lines: they happened in them or were recorded in them, and a scheme may book
/// by either. None where there are no facts.
async fn months(db: &impl ConnectionTrait, book: &Book) -> Result<Option<(Month, Month)>> {
    let mut days = BTreeSet::new();
    for (by, order) in [
        (fact::Column::HappenedOn, Order::Asc),
        (fact::Column::HappenedOn, Order::Desc),
        (fact::Column::Id, Order::Asc),
        (fact::Column::Id, Order::Desc),
    ] {
        let Some(row) = fact::Entity::find().order_by(by, order).one(db).await? else {
            return Ok(None);
        };
        days.extend(booked_by(row.happened_on, row.recorded_at));
    }
    let (Some(first), Some(last)) = (days.first(), days.last().copied().max(book.through)) else {
        return Ok(None);
    };
    let horizon = book.horizon();
    Ok(Some((horizon.months(*first).0, horizon.months(last).1)))
}

/// The days by which a fact may be booked: that on which it happened and that on which it was recorded.
fn booked_by(happened_on: NaiveDate, recorded_at: Instant) -> impl Iterator<Item = NaiveDate> {
    std::iter::once(happened_on).chain(calendar::day_of(recorded_at.0))
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
    /// Compares the lines of a run of months, a year at a time.
    async fn of(db: &impl ConnectionTrait, book: Book, months: Option<(Month, Month)>) -> Result<Self> {
        let mut compared = Self::default();
        let Some((first, last)) = months else {
            return Ok(compared);
        };
        let (book, loose) = (Arc::new(book), groups::loose(db).await?);
        let mut year = first;
        while year <= last {
            let until = last.min(year.plus(11));
            compared.months(db, (&book, &loose), (year, until)).await?;
            year = until.plus(1);
        }
        Ok(compared)
    }

    /// Compares the lines of some months.
    async fn months(
        &mut self,
        db: &impl ConnectionTrait,
        (book, loose): (&Arc<Book>, &Arc<Vec<Fact>>),
        months: (Month, Month),
    ) -> Result<()> {
        let reach = Reach::of(&[book.horizon()], months);
        let mut pricing = Abreast::new();
        for group in groups::groups(db, &reach).await? {
            let rows = groups::article_rows(db, &group, &reach).await?;
            let standing = standing(db, &group, months).await?;
            let (book, loose) = (book.clone(), loose.clone());
            let compare = move || {
                let wanted = priced(&book, &groups::facts(rows, &loose, &group)?, &group, months)?;
                Ok(Self::between(wanted, standing, group))
            };
            if let Some(found) = pricing.start(compare).await? {
                self.take(found);
            }
        }
        while let Some(found) = pricing.next().await? {
            self.take(found);
        }
        Ok(())
    }

    fn take(&mut self, other: Self) {
        self.n_lines += other.n_lines;
        self.n_standing += other.n_standing;
        self.subjects.extend(other.subjects);
        self.differences.extend(other.differences);
    }

    /// The lines of a group.
    fn between(mut wanted: Worth, standing: Vec<(String, i64, String)>, subjects: BTreeSet<Key>) -> Self {
        let mut found = Self {
            n_lines: wanted.len(),
            n_standing: standing.len() as u64,
            subjects,
            differences: Vec::new(),
        };
        for (line, points, trace) in standing {
            let law = wanted.remove(&line);
            if law.as_ref().is_none_or(|law| (law.0, &law.1) != (points, &trace)) {
                found.differences.push(Difference {
                    line,
                    wanted: law.map(|law| law.0),
                    stands: Some(points),
                });
            }
        }
        let unposted = wanted.into_iter();
        found
            .differences
            .extend(unposted.map(|(line, (points, _))| Difference {
                line,
                wanted: Some(points),
                stands: None,
            }));
        found
    }

    /// Finds the postings behind a number that stand although no fact reaches their subject or their month.
    async fn out_of_reach(
        &mut self,
        db: &impl ConnectionTrait,
        months: Option<(Month, Month)>,
        mut seq: i64,
    ) -> Result<()> {
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
