//! Which of some articles a viewer may read, by the database: the same terms as at the article's own page.

use std::collections::HashSet;

use entity::{ArticleId, PersonId, article, author};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::Result;
use crate::people::{self, Viewer};

/// Those of the articles that the viewer may read.
pub(super) async fn readable(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    ids: &[ArticleId],
) -> Result<HashSet<ArticleId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let articles = article::Entity::find()
        .filter(article::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let authors = author::Entity::find()
        .filter(author::Column::ArticleId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let joint = people::joint_units_of(db, ids).await?;
    let held = people::viewer_terms(viewer);
    let may_read = |article: &&article::Model| {
        let of: Vec<PersonId> = authors
            .iter()
            .filter(|author| author.article_id == article.id)
            .filter_map(|author| author.person_id)
            .collect();
        let units = joint.get(&article.id).map_or(&[][..], Vec::as_slice);
        people::article_terms(article, &of, units)
            .iter()
            .any(|term| held.contains(term))
    };
    Ok(articles
        .iter()
        .filter(may_read)
        .map(|article| article.id)
        .collect())
}
