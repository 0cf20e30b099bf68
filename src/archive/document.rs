//! Rows become a document: the filed head of an article with all that is searched, filtered and counted by. Drafts
//! that were never filed are no documents.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use entity::{
    ArticleId, OrganisationId, OutletId, PersonId, SubjectKind, adoption, article, author, organisation,
    outlet, posting, revision,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use search_index::{Adoption, Author, Day, Document};
use serde::Deserialize;

use crate::Result;
use crate::people;

/// How many articles are read in one go.
pub(super) const CHUNK: usize = 250;

/// The document of an article, if it was ever filed.
///
/// # Errors
/// Whatever the database answers.
pub async fn document_of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Option<Document>> {
    Ok(documents_of(db, &[id]).await?.pop())
}

/// The documents of those of the articles that were ever filed, in the order of their keys.
pub(super) async fn documents_of(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Document>> {
    let mut documents = Vec::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(documents);
    }
    let units: HashMap<OrganisationId, organisation::Model> = organisation::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit))
        .collect();
    for some in ids.chunks(CHUNK) {
        let read = Read::of(db, some).await?;
        documents.extend(
            read.articles
                .iter()
                .filter_map(|article| read.document(article, &units)),
        );
    }
    Ok(documents)
}

/// The rows of some articles.
struct Read {
    articles: Vec<article::Model>,
    heads: HashMap<ArticleId, revision::Model>,
    authors: Vec<author::Model>,
    joint: HashMap<ArticleId, Vec<OrganisationId>>,
    adoptions: Vec<adoption::Model>,
    outlets: HashMap<OutletId, String>,
    points: HashMap<(ArticleId, i64), i64>,
}

impl Read {
    async fn of(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Self> {
        let articles = article::Entity::find()
            .filter(article::Column::Id.is_in(ids.iter().copied()))
            .filter(article::Column::FirstSubmittedAt.is_not_null())
            .order_by_asc(article::Column::Id)
            .all(db)
            .await?;
        let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
        let adoptions = adoption::Entity::find()
            .filter(adoption::Column::ArticleId.is_in(ids.iter().copied()))
            .filter(adoption::Column::WithdrawnAt.is_null())
            .order_by_asc(adoption::Column::AdoptedOn)
            .order_by_asc(adoption::Column::Id)
            .all(db)
            .await?;
        let outlets = outlet::Entity::find()
            .filter(outlet::Column::Id.is_in(adoptions.iter().map(|one| one.outlet_id)))
            .all(db)
            .await?;
        Ok(Self {
            heads: heads(db, &ids).await?,
            authors: author::Entity::find()
                .filter(author::Column::ArticleId.is_in(ids.iter().copied()))
                .all(db)
                .await?,
            joint: people::joint_units_of(db, &ids).await?,
            adoptions,
            outlets: outlets.into_iter().map(|one| (one.id, one.name)).collect(),
            points: points(db, &ids).await?,
            articles,
        })
    }

    fn document(
        &self,
        article: &article::Model,
        units: &HashMap<OrganisationId, organisation::Model>,
    ) -> Option<Document> {
        let head = self.heads.get(&article.id)?;
        let submitted_at = article.first_submitted_at?.0;
        let unit = units.get(&article.organisation_id);
        // Who may read follows the authors as they are now, as the check at the article's page does; who is named
        // is what was filed.
        let authors: Vec<PersonId> = self
            .authors
            .iter()
            .filter(|author| author.article_id == article.id)
            .filter_map(|author| author.person_id)
            .collect();
        let joint = self.joint.get(&article.id).map_or(&[][..], Vec::as_slice);
        let mut acl = people::article_terms(article, &authors, joint);
        acl.sort_unstable();
        acl.dedup();
        let unit_points = (article.id, article.organisation_id.0);
        Some(Document {
            id: key(article.id.0),
            title: head.title.clone(),
            body: head.body_text.clone(),
            authors: filed_authors(&head.authors),
            units: chain(units, article.organisation_id),
            unit_name: unit.map_or_else(String::new, |unit| unit.short_name.clone()),
            class: unit.map(|unit| unit.class.code().to_owned()),
            kind: Some(head.r#type.clone()),
            state: article.state.code().to_owned(),
            week: article.week.clone(),
            at: submitted_at,
            submitted_at: Some(submitted_at),
            adoptions: self.adoptions_of(article.id),
            points: self.points.get(&unit_points).copied().unwrap_or(0),
            n_words: u64::try_from(head.n_words).unwrap_or(0),
            acl,
        })
    }

    fn adoptions_of(&self, id: ArticleId) -> Vec<Adoption> {
        self.adoptions
            .iter()
            .filter(|one| one.article_id == id)
            .map(|one| Adoption {
                outlet: key(one.outlet_id.0),
                outlet_name: self.outlets.get(&one.outlet_id).cloned().unwrap_or_default(),
                level: one.level.clone(),
                on: day(one.adopted_on),
            })
            .collect()
    }
}

/// The filed head of each article.
pub(super) async fn heads(
    db: &impl ConnectionTrait,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, revision::Model>> {
    let heads = revision::Entity::find()
        .filter(revision::Column::ArticleId.is_in(ids.iter().copied()))
        .filter(Expr::cust(
            "revision.n = (SELECT article.head FROM article WHERE article.id = revision.article_id)",
        ))
        .all(db)
        .await?;
    Ok(heads.into_iter().map(|head| (head.article_id, head)).collect())
}

/// What articles earned for units, by article and unit: reversals take away what they reverse, so the sum of all
/// postings is that of those that stand.
async fn points(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<HashMap<(ArticleId, i64), i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        article_id: ArticleId,
        subject_id: i64,
        sum: i64,
    }
    let rows = posting::Entity::find()
        .select_only()
        .column(posting::Column::ArticleId)
        .column(posting::Column::SubjectId)
        .column_as(Expr::cust("CAST(SUM(points) AS BIGINT)"), "sum")
        .filter(posting::Column::SubjectKind.eq(SubjectKind::Unit))
        .filter(posting::Column::ArticleId.is_in(ids.iter().copied()))
        .group_by(posting::Column::ArticleId)
        .group_by(posting::Column::SubjectId)
        .into_model::<Row>()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.article_id, row.subject_id), row.sum))
        .collect())
}

/// The authors as the revision holds them; none where it cannot be read.
fn filed_authors(json: &str) -> Vec<Author> {
    #[derive(Deserialize)]
    struct Filed {
        person_id: Option<PersonId>,
        name: String,
    }
    let filed: Vec<Filed> = serde_json::from_str(json).unwrap_or_default();
    let mut authors: Vec<Author> = Vec::with_capacity(filed.len());
    for one in filed {
        let author = Author {
            id: one.person_id.map(|id| key(id.0)),
            name: one.name,
        };
        // Whoever wrote and photographed is one author here.
        if !authors.contains(&author) {
            authors.push(author);
        }
    }
    authors
}

/// A unit and all above it, the nearest first.
fn chain(units: &HashMap<OrganisationId, organisation::Model>, from: OrganisationId) -> Vec<u64> {
    let mut chain = vec![key(from.0)];
    let mut above = units.get(&from).and_then(|unit| unit.parent_id);
    while let Some(parent) = above.filter(|parent| !chain.contains(&key(parent.0))) {
        chain.push(key(parent.0));
        above = units.get(&parent).and_then(|unit| unit.parent_id);
    }
    chain
}

/// Keys are positive in every table.
pub(super) fn key(id: i64) -> u64 {
    u64::try_from(id).unwrap_or(0)
}

/// The article of a document.
pub(super) fn article_id(document: &Document) -> ArticleId {
    ArticleId(i64::try_from(document.id).unwrap_or(0))
}

fn day(day: NaiveDate) -> Day {
    search_index::day_of_date(day.year(), day.month(), day.day()).unwrap_or_default()
}
