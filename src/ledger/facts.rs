//! Facts: recorded once, withdrawn or replaced by later ones, never edited. Which persons and units a fact touches is
//! written beside it, so that settling finds all that belongs together.

mod subjects;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{
    ArticleId, FactId, Instant, OrganisationId, PersonId, SubjectKind, fact, fact_subject, ledger_head,
};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::chain;
use super::reach::{self, kind};
use super::roll::EVER;
use crate::actor::Actor;
use crate::error::Error;
use crate::scheme::{self, Body, Fact, Withdrawal};
use crate::{Result, calendar, db};

pub(super) use subjects::units;
use subjects::{touched_by, touched_by_article};

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
    let today = calendar::day_of(now.0).unwrap_or_default();
    let mut found_by = reach::found_by(&new.body, (happened_on, today));
    if let Some(former) = new.replaces {
        // Wherever the former is found, this one must be found, or it would still count there.
        let (more, when) = touched_by(tx, former).await?;
        subjects.extend(more);
        days.extend(when.iter().filter(|day| **day != EVER));
        found_by.extend(when);
    }
    let row = NewRow {
        body: &new.body,
        source,
        article,
        withdraws: new.replaces,
        happened_on,
        recorded: (now, actor.person.ok_or(Error::NotSignedIn)?),
        subjects: &subjects,
        found_by,
    };
    let id = insert(tx, row).await?;
    days.insert(today);
    Ok((id, scope(tx, &new.body, subjects, &days).await?))
}

/// Withdraws a fact by a later one, which says why, and returns what that touches.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] where it is withdrawn or replaced already.
pub async fn withdraw_fact(
    tx: &DatabaseTransaction,
    id: FactId,
    reason: &str,
    actor: &Actor,
    now: Instant,
) -> Result<Scope> {
    let was = fact::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    let (mut subjects, mut found_by) = touched_by(tx, id).await?;
    found_by.insert(was.happened_on);
    let gone = read(&was)?.body;
    let mut days = reach::days_of(&gone);
    days.extend(found_by.iter().filter(|day| **day != EVER));
    if let Some(article) = was.article_id {
        let (more, when) = touched_by_article(tx, article).await?;
        subjects.extend(more);
        days.extend(when);
    }
    let body = Body::Withdrawal(Withdrawal {
        withdraws: scheme::FactId(id.0),
        reason: reason.to_owned(),
    });
    let row = NewRow {
        body: &body,
        source: format!("withdraw:{id}"),
        article: was.article_id,
        withdraws: Some(id),
        happened_on: was.happened_on,
        recorded: (now, actor.person.ok_or(Error::NotSignedIn)?),
        subjects: &subjects,
        found_by,
    };
    insert(tx, row).await?;
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

/// A stored fact without what pricing does not read: its key, what it withdraws or replaces, its body.
pub(super) type Row = (i64, Option<i64>, String);

/// Facts, to be loaded as [`Row`]s.
pub(super) fn bare() -> Select<fact::Entity> {
    fact::Entity::find().select_only().columns([
        fact::Column::Id,
        fact::Column::Withdraws,
        fact::Column::Body,
    ])
}

/// What [`read`] reads, from the columns of a [`Row`].
pub(super) fn parsed(id: i64, withdraws: Option<i64>, body: &str) -> Result<Fact> {
    let body = body_of(body)?;
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

/// A body as it is stored. Of most facts the kind stands first and says what follows; serde alone would keep all that follows
/// aside, in case the kind came last.
fn body_of(json: &str) -> serde_json::Result<Body> {
    let rest = json.strip_prefix("{\"kind\":\"");
    match rest.and_then(|rest| rest.split_once('"')).map(|(kind, _)| kind) {
        Some("submission") => serde_json::from_str(json).map(Body::Submission),
        Some("adoption") => serde_json::from_str(json).map(Body::Adoption),
        _ => serde_json::from_str(json),
    }
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
    found.dedup_by_key(|(row, ..)| row.id);
    Ok(found)
}

async fn by_ids(db: &impl ConnectionTrait, column: fact::Column, ids: &[FactId]) -> Result<Vec<fact::Model>> {
    Ok(fact::Entity::find()
        .filter(column.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}

/// What is written of a fact.
pub(super) struct NewRow<'a> {
    pub body: &'a Body,
    /// The record that it comes from.
    pub source: String,
    pub article: Option<ArticleId>,
    pub withdraws: Option<FactId>,
    pub happened_on: NaiveDate,
    /// When and by whom it is recorded.
    pub recorded: (Instant, PersonId),
    /// Whom it concerns.
    pub subjects: &'a BTreeSet<(SubjectKind, i64)>,
    /// The days by which it is found.
    pub found_by: BTreeSet<NaiveDate>,
}

async fn insert(tx: &DatabaseTransaction, new: NewRow<'_>) -> Result<FactId> {
    // Asked before: the guard of the table answers on SQLite before the unique key can.
    if fact_of(tx, &new.source).await?.is_some() {
        return Err(Error::refused("refused.recorded_before"));
    }
    let ids = insert_all(tx, vec![new]).await?;
    ids.first()
        .copied()
        .ok_or_else(|| Error::broken("a fact was written"))
}

/// Writes facts and whom they concern, numbered after the last one and chained to it.
pub(super) async fn insert_all(tx: &DatabaseTransaction, new: Vec<NewRow<'_>>) -> Result<Vec<FactId>> {
    let last: Option<(i64, String)> = fact::Entity::find()
        .select_only()
        .columns([fact::Column::Id, fact::Column::Digest])
        .order_by_desc(fact::Column::Id)
        .into_tuple()
        .one(tx)
        .await?;
    let (mut last, mut hash) = last.unwrap_or_else(|| (0, chain::GENESIS.to_owned()));
    let (mut rows, mut named) = (Vec::with_capacity(new.len()), Vec::new());
    let mut units = BTreeSet::new();
    for new in new {
        last += 1;
        let subjects = subjects::rows(FactId(last), new.subjects, &new.found_by);
        let row = written(FactId(last), new, &hash, &subjects)?;
        hash.clone_from(&row.digest);
        units.extend(subjects::units(row.organisation_id, &subjects));
        rows.push(row);
        named.extend(subjects);
    }
    ledger_head::Entity::update_many()
        .col_expr(ledger_head::Column::LastFact, Expr::value(last))
        .col_expr(ledger_head::Column::FactsHash, Expr::value(hash))
        .exec(tx)
        .await?;
    let ids = rows.iter().map(|row| row.id).collect();
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    db::insert_rows(tx, rows, None).await?;
    let named = named.into_iter().map(|row| row.into_active_model().reset_all());
    db::insert_rows(tx, named, None).await?;
    let units = units.into_iter().map(|row| row.into_active_model().reset_all());
    db::insert_rows(tx, units, Some(OnConflict::new().do_nothing().to_owned())).await?;
    Ok(ids)
}

/// The row of a fact, chained to the one before it.
fn written(
    id: FactId,
    new: NewRow<'_>,
    previous: &str,
    subjects: &[fact_subject::Model],
) -> Result<fact::Model> {
    let unit = new.body.piece().map(|piece| OrganisationId(piece.unit.id.0));
    let mut row = fact::Model {
        id,
        kind: kind(new.body).to_owned(),
        source: new.source,
        article_id: new.article,
        organisation_id: unit,
        happened_on: new.happened_on,
        recorded_at: new.recorded.0,
        recorded_by: new.recorded.1,
        withdraws: new.withdraws,
        body: serde_json::to_string(new.body)?,
        digest: String::new(),
    };
    row.digest = chain::fact(previous, &row, subjects);
    Ok(row)
}

async fn numbered(tx: &DatabaseTransaction, body: &Body, article: Option<ArticleId>) -> Result<String> {
    let kind = kind(body);
    let Some(article) = article else {
        return Err(Error::broken("a fact without an article names its source"));
    };
    let of_kind = fact::Entity::find()
        .filter(fact::Column::ArticleId.eq(article))
        .filter(fact::Column::Kind.eq(kind));
    let n = of_kind.count(tx).await? + 1;
    Ok(format!("{kind}:{article}:{n}"))
}
