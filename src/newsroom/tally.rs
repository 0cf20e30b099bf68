//! Counting adoptions and naming the latest ones, for the home pages. Withdrawn adoptions are left out everywhere.

use chrono::NaiveDate;
use entity::{PersonId, adoption, article};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::Result;

/// An adoption with its article.
#[derive(Clone, Debug)]
pub struct AdoptedArticle {
    /// The adoption.
    pub adoption: adoption::Model,
    /// The article that was adopted.
    pub article: article::Model,
}

/// The latest `n` adoptions by the day of publication, of one reporter or of everybody.
///
/// # Errors
/// Whatever the database answers.
pub async fn latest_adoptions(
    db: &impl ConnectionTrait,
    reporter: Option<PersonId>,
    n: u64,
) -> Result<Vec<AdoptedArticle>> {
    let mut of = adoption::Entity::find().filter(adoption::Column::WithdrawnAt.is_null());
    if let Some(reporter) = reporter {
        let own = article::Entity::find()
            .select_only()
            .column(article::Column::Id)
            .filter(article::Column::ReporterId.eq(reporter))
            .into_query();
        of = of.filter(adoption::Column::ArticleId.in_subquery(own));
    }
    let adoptions = of
        .order_by_desc(adoption::Column::AdoptedOn)
        .order_by_desc(adoption::Column::Id)
        .limit(n)
        .all(db)
        .await?;
    let articles = article::Entity::find()
        .filter(article::Column::Id.is_in(adoptions.iter().map(|one| one.article_id)))
        .all(db)
        .await?;
    Ok(adoptions
        .into_iter()
        .filter_map(|adoption| {
            let article = articles.iter().find(|one| one.id == adoption.article_id)?.clone();
            Some(AdoptedArticle { adoption, article })
        })
        .collect())
}

/// How many adoptions there were at each level from the first day to the last.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_adoptions_by_level(
    db: &impl ConnectionTrait,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<(String, i64)>> {
    Ok(adoption::Entity::find()
        .filter(adoption::Column::WithdrawnAt.is_null())
        .filter(adoption::Column::AdoptedOn.between(first, last))
        .select_only()
        .column(adoption::Column::Level)
        .column_as(adoption::Column::Id.count(), "n")
        .group_by(adoption::Column::Level)
        .into_tuple()
        .all(db)
        .await?)
}
