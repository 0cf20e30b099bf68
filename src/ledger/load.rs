//! Recording many facts at once: what fills a house. Facts of one article come together, and none
//! of that article was recorded before; whoever adds to an article later does so by `record`.

use std::collections::{BTreeMap, BTreeSet};

use entity::{ArticleId, Instant, SubjectKind, fact};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};

use super::Scope;
use super::facts::{NewFact, NewRow, insert_all};
use super::reach::{self, subjects_of};
use super::settle::CHUNK;
use crate::actor::Actor;
use crate::error::Error;
use crate::scheme::Body;
use crate::{Result, calendar};

/// Records facts that each name their source, and returns what they touch.
///
/// # Errors
/// [`Error::Refused`] where an article has facts already; [`Error::Broken`] where a fact names no source, replaces
/// another, or is of the roll or of leave, which reach over all days; whatever the database answers, such as that a source was
/// recorded before.
pub async fn record_all(
    tx: &DatabaseTransaction,
    new: Vec<NewFact>,
    actor: &Actor,
    now: Instant,
) -> Result<Scope> {
    let mut together: BTreeMap<ArticleId, BTreeSet<(SubjectKind, i64)>> = BTreeMap::new();
    for fact in &new {
        if fact.source.is_none()
            || fact.replaces.is_some()
            || matches!(fact.body, Body::Roster(_) | Body::Exemption(_))
        {
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
    let named: Vec<BTreeSet<(SubjectKind, i64)>> = new
        .iter()
        .map(|fact| match article_of(&fact.body) {
            Some(article) => together[&article].clone(),
            None => subjects_of(&fact.body),
        })
        .collect();
    let mut scope = Scope::default();
    let mut rows = Vec::with_capacity(new.len());
    for (fact, subjects) in new.iter().zip(&named) {
        let day = fact.body.day().unwrap_or_default();
        rows.push(NewRow {
            body: &fact.body,
            source: fact.source.clone().unwrap_or_default(),
            article: article_of(&fact.body),
            withdraws: None,
            happened_on: day,
            recorded: (now, by),
            subjects,
            found_by: reach::found_by(&fact.body, (day, today)),
        });
        scope.subjects.extend(subjects.iter().copied());
        let (first, last) = scope.days.unwrap_or((day, day));
        scope.days = Some((first.min(day), last.max(day)));
    }
    insert_all(tx, rows).await?;
    let recorded = Scope {
        subjects: BTreeSet::new(),
        days: scope.days.map(|_| (today, today)),
    };
    Ok(scope.and(&recorded))
}

fn article_of(body: &Body) -> Option<ArticleId> {
    body.article().map(|article| ArticleId(article.0))
}
