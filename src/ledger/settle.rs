//! Settling: derive the lines in scope from the facts, compare them with the postings that stand, append what
//! differs. The only place that inserts a posting. Settling twice changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{FactId, Instant, PersonId, SchemeVersionId, SubjectKind, fact_subject, posting};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::Scope;
use super::cause::Causes;
use super::facts::{Row, parsed};
use super::groups::{self, Reach};
use super::ink::{Former, Ink};
use super::reach::{self, key};
use super::roll::{EVER, holiday_rows};
use super::schemes::book;
use crate::calendar::{Month, Week};
use crate::error::Error;
use crate::scheme::{self, Book, Fact, Horizon, Line, Origins};
use crate::{Result, outbox};

/// Rows that one query may name at once.
pub(super) const CHUNK: usize = 500;

/// What a settlement appended.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The postings, in their order.
    pub postings: Vec<posting::Model>,
}

impl Settled {
    /// The points, in hundredths, that a person has by these postings because of a fact.
    #[must_use]
    pub fn person_points(&self, person: PersonId, because: FactId) -> i64 {
        self.postings
            .iter()
            .filter(|row| row.subject_kind == SubjectKind::Person && row.subject_id == person.0)
            .filter(|row| {
                serde_json::from_str::<Vec<i64>>(&row.facts).is_ok_and(|facts| facts.contains(&because.0))
            })
            .map(|row| row.points)
            .sum()
    }
}

/// Brings the postings of every subject in scope to what the facts are worth.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`](crate::Error::Broken) where a stored fact or scheme cannot be read.
pub async fn settle(tx: &DatabaseTransaction, scope: Scope, by: PersonId, now: Instant) -> Result<Settled> {
    let Some(days) = scope.days else {
        return Ok(Settled::default());
    };
    if scope.subjects.is_empty() {
        return Ok(Settled::default());
    }
    let (published, subjects) = (Arc::new(book(tx).await?), Arc::new(scope.subjects));
    let window = Window::around(&published.book.horizon(), days);
    let rows = rows_in(tx, &subjects, &window).await?;
    // What stands is read while the facts are priced.
    let pricing = tokio::task::spawn_blocking({
        let (published, subjects) = (published.clone(), subjects.clone());
        move || priced(&published.book, &rows, &subjects, window)
    });
    let standing = standing(tx, &subjects, &window).await?;
    let (facts, lines) = pricing.await.map_err(Error::broken)??;
    let mut ink = Ink::dip(tx, &published, by, now).await?;
    append(tx, &mut ink, lines, standing, &facts).await?;
    let settled = ink.dry().await?;
    // The index shows what an article earned, and a settlement reaches more articles than the one that caused it.
    let articles = settled.postings.iter().filter_map(|posting| posting.article_id);
    outbox::reindex_all(tx, articles, now).await?;
    Ok(settled)
}

/// The months that are compared, and the days whose facts can reach them.
#[derive(Clone, Copy)]
struct Window {
    first_month: Month,
    last_month: Month,
    first_day: NaiveDate,
    last_day: NaiveDate,
}

impl Window {
    /// What the schemes in force need to price the days exactly (the closure law of `scheme::Horizon`).
    /// A day also touches the whole of its week, which may be booked to the month before or after.
    fn around(horizon: &Horizon, (first, last): (NaiveDate, NaiveDate)) -> Self {
        let (first, last) = (Week::of(first).first_day(), Week::of(last).last_day());
        Self {
            first_month: horizon.months(first).0,
            last_month: horizon.months(last).1,
            first_day: horizon.span(first).0,
            last_day: horizon.span(last).1,
        }
    }

    fn has(&self, month: Month) -> bool {
        self.first_month <= month && month <= self.last_month
    }
}

/// Every fact that can change a line of these subjects in the window: theirs, their whole roll and leave, everybody's
/// holidays, and all others of the same articles.
async fn rows_in(
    tx: &DatabaseTransaction,
    subjects: &BTreeSet<(SubjectKind, i64)>,
    window: &Window,
) -> Result<Vec<Row>> {
    let reach = Reach::days(window.first_day, window.last_day);
    let mut rows = groups::article_rows(tx, subjects, &reach).await?;
    rows.extend(groups::loose_rows(tx, subjects, &reach).await?);
    rows.extend(holiday_rows(tx).await?);
    rows.sort_by_key(|row| row.0);
    rows.dedup_by_key(|row| row.0);
    Ok(rows)
}

/// The facts, and the lines that they are worth, by key, within scope.
fn priced(
    book: &Book,
    rows: &[Row],
    subjects: &BTreeSet<(SubjectKind, i64)>,
    window: Window,
) -> Result<(Vec<Fact>, BTreeMap<String, Line>)> {
    let facts: Vec<Fact> = rows
        .iter()
        .map(|row| parsed(row.0, row.1, &row.2))
        .collect::<Result<_>>()?;
    let lines = scheme::price_all(book, &facts)
        .into_iter()
        .filter(|line| subjects.contains(&key(line.subject)) && window.has(line.period))
        .map(|line| (line.key.clone(), line))
        .collect();
    Ok((facts, lines))
}

/// The reversal of the posting beside it in a query.
pub(super) fn reversal() -> SelectStatement {
    Query::select()
        .expr(Expr::cust("1"))
        .from_as(posting::Entity, "reversal")
        .and_where(Expr::cust("reversal.reverses = posting.seq"))
        .to_owned()
}

/// What a posting says, as far as a line may differ from it.
pub(super) struct Said {
    pub seq: i64,
    pub points: i64,
    pub origin_period: String,
    pub happened_on: NaiveDate,
    pub rule: String,
    pub scheme_version_id: Option<SchemeVersionId>,
    pub trace: String,
    facts: String,
}

/// What the postings that stand (not reversed) say, by line.
async fn standing(
    tx: &DatabaseTransaction,
    subjects: &BTreeSet<(SubjectKind, i64)>,
    window: &Window,
) -> Result<BTreeMap<String, Said>> {
    let mut standing = BTreeMap::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        let of_kind: Vec<i64> = subjects
            .iter()
            .filter(|subject| subject.0 == kind)
            .map(|subject| subject.1)
            .collect();
        for some in of_kind.chunks(CHUNK) {
            let months = (window.first_month.to_string(), window.last_month.to_string());
            let rows = posting::Entity::find()
                .select_only()
                .columns([
                    posting::Column::Line,
                    posting::Column::Seq,
                    posting::Column::Points,
                    posting::Column::OriginPeriod,
                    posting::Column::HappenedOn,
                    posting::Column::Rule,
                    posting::Column::SchemeVersionId,
                    posting::Column::Trace,
                    posting::Column::Facts,
                ])
                .filter(posting::Column::SubjectKind.eq(kind))
                .filter(posting::Column::SubjectId.is_in(some.iter().copied()))
                .filter(posting::Column::OriginPeriod.between(months.0, months.1))
                .filter(posting::Column::Reverses.is_null())
                .filter(Expr::not_exists(reversal()))
                .into_tuple()
                .all(tx)
                .await?;
            let said =
                |(line, seq, points, origin_period, happened_on, rule, scheme_version_id, trace, facts)| {
                    let said = Said {
                        seq,
                        points,
                        origin_period,
                        happened_on,
                        rule,
                        scheme_version_id,
                        trace,
                        facts,
                    };
                    (line, said)
                };
            standing.extend(rows.into_iter().map(said));
        }
    }
    Ok(standing)
}

/// Whether a line and a posting rest on the same facts. A fact that only brings another up to date (an article was
/// accepted) is no new ground: a line that says and gives the same is not posted again for it.
fn rests_on_same(line: &Line, said: &Said, origins: &Origins) -> Result<bool> {
    let stored: Vec<i64> = serde_json::from_str(&said.facts)?;
    let stored = stored.into_iter().map(|id| origins.of(scheme::FactId(id)));
    Ok(line.facts.iter().map(|id| origins.of(*id)).eq(stored))
}

/// Reverses what is not wanted any more and posts what is new, in the order of the line keys.
async fn append(
    tx: &DatabaseTransaction,
    ink: &mut Ink<'_>,
    mut lines: BTreeMap<String, Line>,
    standing: BTreeMap<String, Said>,
    facts: &[Fact],
) -> Result<()> {
    let origins = Origins::among(facts);
    let mut unwanted = Vec::new();
    for (line, said) in &standing {
        let same = match lines.get(line) {
            None => false,
            Some(wanted) => ink.is_same(wanted, said)? && rests_on_same(wanted, said, &origins)?,
        };
        if same {
            lines.remove(line);
        } else {
            unwanted.push(said.seq);
        }
    }
    let causes = Causes::among(facts);
    for row in rows_of(tx, &unwanted).await? {
        let wanted = lines.get(&row.line);
        let is_other_scheme = wanted.is_none_or(|line| !ink.is_of_version(line, row.scheme_version_id));
        ink.reverse(&row, &causes.of(&row, (wanted, is_other_scheme))?)?;
    }
    let former = former_of(tx, lines.keys()).await?;
    for (name, line) in lines {
        let former = former.get(&name).copied();
        ink.post(&line, former)?;
    }
    Ok(())
}

/// Postings by number, in the order of their line keys.
async fn rows_of(tx: &DatabaseTransaction, seqs: &[i64]) -> Result<Vec<posting::Model>> {
    let mut rows = Vec::with_capacity(seqs.len());
    for some in seqs.chunks(CHUNK) {
        let found = posting::Entity::find().filter(posting::Column::Seq.is_in(some.iter().copied()));
        rows.extend(found.all(tx).await?);
    }
    rows.sort_by(|one: &posting::Model, other| one.line.cmp(&other.line));
    Ok(rows)
}

/// The last posting of each of these lines that is no reversal.
async fn former_of(
    tx: &DatabaseTransaction,
    lines: impl Iterator<Item = &String>,
) -> Result<HashMap<String, Former>> {
    let lines: Vec<&str> = lines.map(String::as_str).collect();
    let mut former = HashMap::new();
    for some in lines.chunks(CHUNK) {
        let rows: Vec<(String, i64, i64)> = posting::Entity::find()
            .select_only()
            .columns([
                posting::Column::Line,
                posting::Column::Seq,
                posting::Column::Revision,
            ])
            .filter(posting::Column::Line.is_in(some.iter().copied()))
            .filter(posting::Column::Reverses.is_null())
            .order_by_asc(posting::Column::Revision)
            .into_tuple()
            .all(tx)
            .await?;
        former.extend(
            rows.into_iter()
                .map(|(line, seq, revision)| (line, Former { seq, revision })),
        );
    }
    Ok(former)
}

/// Every subject that any fact ever touched, for the days from the first of these facts, or a later one, to a day.
pub(super) async fn everybody(
    db: &impl ConnectionTrait,
    from: Option<NaiveDate>,
    until: NaiveDate,
) -> Result<Scope> {
    let first: Option<Option<NaiveDate>> = fact_subject::Entity::find()
        .select_only()
        .column_as(fact_subject::Column::HappenedOn.min(), "first")
        .filter(fact_subject::Column::HappenedOn.gt(EVER))
        .into_tuple()
        .one(db)
        .await?;
    let from = first
        .flatten()
        .map(|first| from.map_or(first, |from| from.max(first)));
    Ok(Scope {
        subjects: reach::everybody(db).await?,
        days: from.map(|from| (from, until.max(from))),
    })
}
