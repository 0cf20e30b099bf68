//! How much of an article's history a reader may know. Whoever reads it only because a medium adopted it sees the text
//! and the adoptions that stand, not how they came about.

use entity::{ArticleId, article};
use sea_orm::ConnectionTrait;

use super::{article_for, authors_of};
use crate::Result;
use crate::error::Error;
use crate::people::{self, Viewer};

/// Whether the viewer is of the desk or has a part in the article, as its reporter, author or unit reviewer.
///
/// # Errors
/// Whatever the database answers.
pub async fn is_inside(db: &impl ConnectionTrait, viewer: &Viewer, article: &article::Model) -> Result<bool> {
    let authors: Vec<_> = authors_of(db, article.id)
        .await?
        .into_iter()
        .filter_map(|author| author.person_id)
        .collect();
    // The terms that it would carry if no medium had adopted it.
    let unadopted = article::Model {
        n_adoptions: 0,
        ..article.clone()
    };
    let terms = people::article_terms(&unadopted, &authors);
    Ok(people::viewer_terms(viewer)
        .iter()
        .any(|term| terms.contains(term)))
}

/// An article whose revisions and decisions the viewer may read.
///
/// # Errors
/// [`Error::NotFound`] for a foreign article, and for one that is read only because a medium adopted it.
pub async fn article_inside(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<article::Model> {
    let article = article_for(db, viewer, id).await?;
    if is_inside(db, viewer, &article).await? {
        Ok(article)
    } else {
        Err(Error::NotFound)
    }
}
