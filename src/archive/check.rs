//! Whether the index equals the database: the ids and the contents of all documents (FEATURES 84, QUALITY G4).

use std::collections::BTreeMap;

use entity::{ArticleId, article};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::document::{CHUNK, document_of, documents_of, key};
use super::follow::fault;
use crate::Result;
use crate::app::App;
use crate::error::Error;

/// An article whose document is not what the database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It is filed, and the index lacks it.
    Missing(ArticleId),
    /// It is in the index, and not filed.
    Surplus(ArticleId),
    /// The index has it otherwise.
    Other(ArticleId),
}

/// Compares the index with the database, by key. What changes during the comparison is looked at once more, so
/// only what the relay has not brought yet can differ wrongly: call [`super::catch_up`] before.
///
/// # Errors
/// Whatever the database or the index answers.
pub async fn check(app: &App) -> Result<Vec<Difference>> {
    let index = app.index.clone();
    let indexed = tokio::task::spawn_blocking(move || index.ids())
        .await
        .map_err(Error::broken)?
        .map_err(|error| fault(app, error))?;
    let mut indexed: BTreeMap<u64, u64> = indexed.into_iter().collect();
    let ids: Vec<ArticleId> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::FirstSubmittedAt.is_not_null())
        .order_by_asc(article::Column::Id)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let mut doubtful = Vec::new();
    for some in ids.chunks(CHUNK) {
        for document in documents_of(app.db.reader(), some).await? {
            if indexed.remove(&document.id) != Some(document.digest()) {
                doubtful.push(document.id);
            }
        }
    }
    doubtful.extend(indexed.into_keys());
    let mut differences = Vec::new();
    for id in doubtful {
        differences.extend(difference(app, id).await?);
    }
    differences.sort_unstable();
    Ok(differences)
}

async fn difference(app: &App, id: u64) -> Result<Option<Difference>> {
    let article = ArticleId(i64::try_from(id).unwrap_or(0));
    let filed = document_of(app.db.reader(), article).await?;
    let indexed = app.index.digest(id).map_err(|error| fault(app, error))?;
    debug_assert_eq!(key(article.0), id, "keys are positive");
    Ok(match (filed, indexed) {
        (None, None) => None,
        (Some(_), None) => Some(Difference::Missing(article)),
        (None, Some(_)) => Some(Difference::Surplus(article)),
        (Some(filed), Some(digest)) => (filed.digest() != digest).then_some(Difference::Other(article)),
    })
}
