//! Whose statements somebody may read: their own and their units', and for the desk everybody's.

use entity::{Role, SubjectKind};
use sea_orm::ConnectionTrait;

use super::{PostingRow, Statement, posting, statement};
use crate::people::Viewer;
use crate::{Error, Result};

/// Whether the points of a subject are the viewer's to read.
fn is_entitled(viewer: &Viewer, kind: SubjectKind, id: i64) -> bool {
    let is_desk = [Role::Editor, Role::Office, Role::Supervisor]
        .into_iter()
        .any(|role| viewer.is(role));
    let is_own = match kind {
        SubjectKind::Person => viewer.id().0 == id,
        SubjectKind::Unit => viewer
            .held
            .iter()
            .any(|held| held.role != Role::Admin && held.organisation_id.0 == id),
    };
    is_desk || is_own
}

/// A statement that the viewer may read.
///
/// # Errors
/// [`Error::NotFound`]: a foreign statement is no different from a missing one; also for a period that is none.
pub async fn statement_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    (kind, id): (SubjectKind, i64),
    period: &str,
) -> Result<Statement> {
    if is_entitled(viewer, kind, id) {
        statement(db, (kind, id), period).await
    } else {
        Err(Error::NotFound)
    }
}

/// A posting of a statement that the viewer may read.
///
/// # Errors
/// [`Error::NotFound`]: a foreign posting is no different from a missing one.
pub async fn posting_for(db: &impl ConnectionTrait, viewer: &Viewer, seq: i64) -> Result<PostingRow> {
    let row = posting(db, seq).await?;
    if is_entitled(viewer, row.posting.subject_kind, row.posting.subject_id) {
        Ok(row)
    } else {
        Err(Error::NotFound)
    }
}
