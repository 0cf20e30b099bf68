//! Recording many facts at once: what an import or a filled house brings. Facts of one article come together, and none
//! of that article was recorded before; whoever adds to an article later does so by `record`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{ArticleId, FactId, Instant, OrganisationId, SubjectKind, fact, fact_subject};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::Scope;
use super::facts::{NewFact, digest, kind, subjects_of};
use super::settle::CHUNK;
use crate::actor::Actor;
use crate::error::Error;
use crate::scheme::Body;
use crate::{Result, calendar};

/// Records facts that each name their source, and returns what they touch.
///
/// # Errors
/// [`Error::Refused`] where an article has facts already; [`Error::Broken`] where a fact names no source, replaces
/// another, or is of the roll, which reaches over all days; whatever the database answers, such as that a source was
/// recorded before.
pub async fn record_all(
    tx: &DatabaseTransaction,
    new: Vec<NewFact>,
    actor: &Actor,
    now: Instant,
) -> Result<Scope> {
    let mut together: BTreeMap<ArticleId, BTreeSet<(SubjectKind, i64)>> = BTreeMap::new();
    for fact in &new {
        if fact.source.is_none() || fact.replaces.is_some() || matches!(fact.body, Body::Roster(_)) {
            return Err(Error::broken("such a fact is recorded alone"));
        }
        if let Some(article) = article_of(&fact.body) {
            together
                .entry(article)
                .or_default()
                .extend(subjects_of(&fact.body));
        }
    }
    let articles: Vec<ArticleId> = together.keys().copied().collect();
    for some in articles.chunks(CHUNK) {
        let earlier = fact::Entity::find().filter(fact::Column::ArticleId.is_in(some.iter().copied()));
        if earlier.count(tx).await? > 0 {
            return Err(Error::refused("refused.recorded_before"));
        }
    }
    let (by, today) = (
        actor.person.ok_or(Error::NotSignedIn)?,
        calendar::day_of(now.0).unwrap_or_default(),
    );
    let mut scope = Scope::default();
    for some in new.chunks(CHUNK) {
        let rows = some.iter().map(|fact| row(fact, by, now));
        let rows: Result<Vec<fact::ActiveModel>> = rows.collect();
        // Both databases number the rows of a statement in their order.
        let mut ids: Vec<FactId> = fact::Entity::insert_many(rows?)
            .exec_with_returning_keys(tx)
            .await?;
        ids.sort_unstable();
        let mut found_by = Vec::with_capacity(4 * ids.len());
        for (id, fact) in ids.into_iter().zip(some) {
            let day = fact.body.day().unwrap_or_default();
            let own = subjects_of(&fact.body);
            let subjects = article_of(&fact.body).map_or(&own, |article| &together[&article]);
            for (kind, subject) in subjects {
                found_by.extend(BTreeSet::from([day, today]).into_iter().map(|happened_on| {
                    fact_subject::ActiveModel {
                        fact_id: Set(id),
                        subject_kind: Set(*kind),
                        subject_id: Set(*subject),
                        happened_on: Set(happened_on),
                    }
                }));
            }
            scope = scope.and(&Scope {
                subjects: subjects.clone(),
                days: Some((day, day)),
            });
        }
        for rows in found_by.chunks(CHUNK) {
            fact_subject::Entity::insert_many(rows.iter().cloned())
                .exec_without_returning(tx)
                .await?;
        }
    }
    let recorded = Scope {
        subjects: BTreeSet::new(),
        days: scope.days.map(|_| (today, today)),
    };
    Ok(scope.and(&recorded))
}

fn article_of(body: &Body) -> Option<ArticleId> {
    body.article().map(|article| ArticleId(article.0))
}

fn row(new: &NewFact, by: entity::PersonId, now: Instant) -> Result<fact::ActiveModel> {
    let text = serde_json::to_string(&new.body)?;
    Ok(fact::ActiveModel {
        id: NotSet,
        kind: Set(kind(&new.body).to_owned()),
        source: Set(new.source.clone().unwrap_or_default()),
        article_id: Set(article_of(&new.body)),
        organisation_id: Set(new.body.piece().map(|piece| OrganisationId(piece.unit.id.0))),
        happened_on: Set(new.body.day().unwrap_or(NaiveDate::default())),
        recorded_at: Set(now),
        recorded_by: Set(by),
        withdraws: Set(None),
        digest: Set(digest(&text)),
        body: Set(text),
    })
}
