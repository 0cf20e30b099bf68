//! Facts: recorded once, withdrawn or replaced by later ones, never edited. Which persons and units a fact touches is
//! written beside it, so that settling finds all that belongs together.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{ArticleId, FactId, Instant, OrganisationId, SubjectKind, fact, fact_subject};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use sha2::{Digest, Sha256};

use super::reach;
use crate::actor::Actor;
use crate::error::Error;
use crate::scheme::{self, Body, Fact, Withdrawal};
use crate::{Result, calendar};

/// A fact to be recorded.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// What happened.
    pub body: Body,
    /// The record that it comes from, such as `adoption:77`; it can come once. None: numbered by article and kind.
    pub source: Option<String>,
    /// The fact that it replaces.
    pub replaces: Option<FactId>,
}

/// Which subjects and days must be settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Persons and units.
    pub subjects: BTreeSet<(SubjectKind, i64)>,
    /// First and last day that is touched.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

impl Scope {
    /// Takes in another scope.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.subjects.extend(other.subjects.iter().copied());
        self.days = match (self.days, other.days) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
        self
    }
}

/// Records a fact and returns what it touches.
///
/// # Errors
/// [`Error::Refused`] where its source was recorded before; whatever the database answers.
pub async fn record(
    tx: &DatabaseTransaction,
    new: NewFact,
    actor: &Actor,
    now: Instant,
) -> Result<(FactId, Scope)> {
    let article = new.body.article().map(|article| ArticleId(article.0));
    let source = match new.source {
        Some(source) => source,
        None => numbered(tx, &new.body, article).await?,
    };
    let mut subjects = reach::subjects_of(&new.body);
    let mut days = reach::days_of(&new.body);
    if let Some(article) = article {
        let (more, when) = touched_by_article(tx, article).await?;
        subjects.extend(more);
        days.extend(when);
    }
    let happened_on = new.body.day().unwrap_or_default();
    let id = insert(
        tx,
        &new.body,
        (source, article, new.replaces),
        (happened_on, now),
        actor,
    )
    .await?;
    let today = calendar::day_of(now.0).unwrap_or_default();
    note_subjects(
        tx,
        id,
        &subjects,
        reach::found_by(&new.body, (happened_on, today)),
    )
    .await?;
    days.insert(today);
    Ok((id, scope(tx, &new.body, subjects, &days).await?))
}

/// Withdraws a fact by a later one, and returns what that touches.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] where it is withdrawn or replaced already.
pub async fn withdraw_fact(
    tx: &DatabaseTransaction,
    id: FactId,
    actor: &Actor,
    now: Instant,
) -> Result<Scope> {
    let was = fact::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    let touched = fact_subject::Entity::find()
        .filter(fact_subject::Column::FactId.eq(id))
        .all(tx)
        .await?;
    let mut subjects: BTreeSet<_> = touched
        .iter()
        .map(|row| (row.subject_kind, row.subject_id))
        .collect();
    let gone = read(&was)?.body;
    let mut days = reach::days_of(&gone);
    days.insert(was.happened_on);
    if let Some(article) = was.article_id {
        let (more, when) = touched_by_article(tx, article).await?;
        subjects.extend(more);
        days.extend(when);
    }
    let body = Body::Withdrawal(Withdrawal {
        withdraws: scheme::FactId(id.0),
    });
    let keys = (format!("withdraw:{id}"), was.article_id, Some(id));
    let new = insert(tx, &body, keys, (was.happened_on, now), actor).await?;
    let day = was.happened_on;
    note_subjects(tx, new, &subjects, reach::found_by(&gone, (day, day))).await?;
    scope(tx, &gone, subjects, &days).await
}

/// What must be settled: whom the fact concerns, or everybody, from the first of the days to the last.
async fn scope(
    tx: &DatabaseTransaction,
    body: &Body,
    subjects: BTreeSet<(SubjectKind, i64)>,
    days: &BTreeSet<NaiveDate>,
) -> Result<Scope> {
    let subjects = if reach::is_everybodys(body) {
        reach::everybody(tx).await?
    } else {
        subjects
    };
    Ok(Scope {
        subjects,
        days: days.first().copied().zip(days.last().copied()),
    })
}

/// The fact that a record became, if it did.
///
/// # Errors
/// Whatever the database answers.
pub async fn fact_of(db: &impl ConnectionTrait, source: &str) -> Result<Option<FactId>> {
    Ok(fact::Entity::find()
        .filter(fact::Column::Source.eq(source))
        .one(db)
        .await?
        .map(|fact| fact.id))
}

/// The fact of a kind that stands for an article: neither withdrawn nor replaced.
///
/// # Errors
/// [`Error::Broken`] where a stored body cannot be read.
pub async fn standing_fact(
    db: &impl ConnectionTrait,
    article: ArticleId,
    kind: &str,
) -> Result<Option<(FactId, Body)>> {
    let all = fact::Entity::find()
        .filter(fact::Column::ArticleId.eq(article))
        .order_by_desc(fact::Column::Id)
        .all(db)
        .await?;
    let dead: BTreeSet<FactId> = all.iter().filter_map(|fact| fact.withdraws).collect();
    match all
        .iter()
        .find(|fact| fact.kind == kind && !dead.contains(&fact.id))
    {
        None => Ok(None),
        Some(fact) => Ok(Some((fact.id, serde_json::from_str(&fact.body)?))),
    }
}

/// A stored fact as the law of points reads it.
///
/// # Errors
/// [`Error::Broken`] where the body cannot be read.
pub(super) fn read(row: &fact::Model) -> Result<Fact> {
    parsed(row.id.0, row.withdraws.map(|id| id.0), &row.body)
}

/// The same from its columns: its key, what it withdraws or replaces, its body.
pub(super) fn parsed(id: i64, withdraws: Option<i64>, body: &str) -> Result<Fact> {
    let body: Body = serde_json::from_str(body)?;
    let replaces = match body {
        Body::Withdrawal(_) => None,
        _ => withdraws.map(scheme::FactId),
    };
    Ok(Fact {
        id: scheme::FactId(id),
        replaces,
        body,
    })
}

/// Stored facts by key and those that brought them up to date, in the order of their recording, each with the fact
/// that withdrew or replaced it, if one did.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a body cannot be read.
pub async fn fact_rows(
    db: &impl ConnectionTrait,
    ids: &[FactId],
) -> Result<Vec<(fact::Model, Body, Option<FactId>)>> {
    let mut rows = by_ids(db, fact::Column::Id, ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    while !rows.is_empty() {
        let ids: Vec<FactId> = rows.iter().map(|row| row.id).collect();
        let later = by_ids(db, fact::Column::Withdraws, &ids).await?;
        for row in rows {
            let body = read(&row)?.body;
            let gone = later.iter().find(|fact| fact.withdraws == Some(row.id));
            found.push((row, body, gone.map(|fact| fact.id)));
        }
        rows = later;
        rows.retain(|fact| fact.kind != "withdrawal");
    }
    found.sort_by_key(|(row, ..)| row.id);
    Ok(found)
}

async fn by_ids(db: &impl ConnectionTrait, column: fact::Column, ids: &[FactId]) -> Result<Vec<fact::Model>> {
    Ok(fact::Entity::find()
        .filter(column.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}

/// Every fact, in the order in which they were recorded.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a body cannot be read.
pub async fn facts_all(db: &impl ConnectionTrait) -> Result<Vec<Fact>> {
    let rows = fact::Entity::find()
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(read).collect()
}

/// The digest of a fact's body, as stored.
pub(super) fn digest(body: &str) -> String {
    hex::encode(Sha256::digest(body.as_bytes()))
}

async fn insert(
    tx: &DatabaseTransaction,
    body: &Body,
    (source, article, withdraws): (String, Option<ArticleId>, Option<FactId>),
    (happened_on, now): (NaiveDate, Instant),
    actor: &Actor,
) -> Result<FactId> {
    // Asked before: the guard of the table answers on SQLite before the unique key can.
    if fact_of(tx, &source).await?.is_some() {
        return Err(Error::refused("refused.recorded_before"));
    }
    let text = serde_json::to_string(body)?;
    let unit = body.piece().map(|piece| OrganisationId(piece.unit.id.0));
    let row = fact::ActiveModel {
        id: NotSet,
        kind: Set(reach::kind(body).to_owned()),
        source: Set(source),
        article_id: Set(article),
        organisation_id: Set(unit),
        happened_on: Set(happened_on),
        recorded_at: Set(now),
        recorded_by: Set(actor.person.ok_or(Error::NotSignedIn)?),
        withdraws: Set(withdraws),
        digest: Set(digest(&text)),
        body: Set(text),
    };
    Ok(fact::Entity::insert(row).exec(tx).await?.last_insert_id)
}

/// Notes the subjects under the day it happened and the day it was recorded: a scheme may book by either.
async fn note_subjects(
    tx: &DatabaseTransaction,
    id: FactId,
    subjects: &BTreeSet<(SubjectKind, i64)>,
    days: [NaiveDate; 2],
) -> Result<()> {
    if subjects.is_empty() {
        return Ok(());
    }
    let days = BTreeSet::from(days);
    let rows = subjects.iter().flat_map(|(kind, subject)| {
        days.iter().map(|day| fact_subject::ActiveModel {
            fact_id: Set(id),
            subject_kind: Set(*kind),
            subject_id: Set(*subject),
            happened_on: Set(*day),
        })
    });
    fact_subject::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn numbered(tx: &DatabaseTransaction, body: &Body, article: Option<ArticleId>) -> Result<String> {
    let kind = reach::kind(body);
    let Some(article) = article else {
        return Err(Error::broken("a fact without an article names its source"));
    };
    let of_kind = fact::Entity::find()
        .filter(fact::Column::ArticleId.eq(article))
        .filter(fact::Column::Kind.eq(kind));
    let n = of_kind.count(tx).await? + 1;
    Ok(format!("{kind}:{article}:{n}"))
}

/// Subjects and days that any fact of an article ever touched.
async fn touched_by_article(
    tx: &DatabaseTransaction,
    article: ArticleId,
) -> Result<(BTreeSet<(SubjectKind, i64)>, BTreeSet<NaiveDate>)> {
    let facts = fact::Entity::find()
        .filter(fact::Column::ArticleId.eq(article))
        .all(tx)
        .await?;
    let rows = fact_subject::Entity::find()
        .filter(fact_subject::Column::FactId.is_in(facts.iter().map(|fact| fact.id)))
        .all(tx)
        .await?;
    Ok((
        rows.iter()
            .map(|row| (row.subject_kind, row.subject_id))
            .collect(),
        facts.iter().map(|fact| fact.happened_on).collect(),
    ))
}
