//! The files of an article as somebody may list them: pictures with the article, manuscripts and evidence for its
//! reporter and the desk, as `file_for` gives their bytes.

use entity::{ArticleId, FileId, Purpose, file};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{article_for, files_of};
use crate::Result;
use crate::people::{Viewer, viewer_terms};

/// The files of one purpose of an article that the viewer may read; none where they are not for the viewer.
///
/// # Errors
/// [`crate::Error::NotFound`] for a foreign article.
pub async fn files_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
    purpose: Purpose,
) -> Result<Vec<file::Model>> {
    let article = article_for(db, viewer, id).await?;
    let is_desk = viewer_terms(viewer).iter().any(|term| term == "desk");
    if purpose == Purpose::Picture || is_desk || article.reporter_id == viewer.id() {
        files_of(db, id, purpose).await
    } else {
        Ok(Vec::new())
    }
}

/// Whether a file was kept as evidence of this article.
pub(super) async fn is_evidence_of(
    db: &impl ConnectionTrait,
    article: ArticleId,
    evidence: FileId,
) -> Result<bool> {
    let found = file::Entity::find_by_id(evidence).one(db).await?;
    Ok(found.is_some_and(|file| file.purpose == Purpose::Evidence && file.article_id == Some(article)))
}
