//! How many articles fit a filter. Queues, lists and start pages ask for the same numbers with every page, and to count is
//! to walk an index: what was counted is kept until the next commit (see [`Db::kept`]).

use entity::{ArticleState, OrganisationId, article};
use sea_orm::{ColumnTrait, DatabaseConnection, PaginatorTrait, QueryFilter, QuerySelect, Select};

use super::filter::{ArticleFilter, fitting};
use crate::Result;
use crate::db::Db;

/// How many articles fit a filter.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_fitting(db: &Db, filter: &ArticleFilter) -> Result<u64> {
    let found = fitting(filter);
    let counted = db.kept(
        format!("{filter:?}"),
        |db| async move { Ok(found.count(&db).await?) },
    );
    Ok(*counted.await?)
}

/// How many articles that fit a filter stand in each state.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_by_state(db: &Db, filter: &ArticleFilter) -> Result<Vec<(ArticleState, i64)>> {
    n_by(db, filter, (article::Column::State, fitting(filter))).await
}

/// How many articles that fit a filter were filed in each reporting week.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_by_week(db: &Db, filter: &ArticleFilter) -> Result<Vec<(String, i64)>> {
    let filed = fitting(filter).filter(article::Column::Week.is_not_null());
    n_by(db, filter, (article::Column::Week, filed)).await
}

/// How many articles that fit a filter were filed for each unit.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_by_unit(db: &Db, filter: &ArticleFilter) -> Result<Vec<(OrganisationId, i64)>> {
    n_by(db, filter, (article::Column::OrganisationId, fitting(filter))).await
}

/// How many of what was found have each value of a column.
async fn n_by<T>(
    db: &Db,
    filter: &ArticleFilter,
    (column, found): (article::Column, Select<article::Entity>),
) -> Result<Vec<(T, i64)>>
where
    T: sea_orm::TryGetable + Clone + Send + Sync + 'static,
{
    let count = async move |db: DatabaseConnection| {
        let found = found
            .select_only()
            .column(column)
            .column_as(article::Column::Id.count(), "n")
            .group_by(column);
        Ok(found.into_tuple::<(T, i64)>().all(&db).await?)
    };
    let counted = db.kept(format!("{filter:?}"), count).await?;
    Ok(counted.as_ref().clone())
}
