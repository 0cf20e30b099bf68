//! Who may read whose statement, and which titles on it the reader may open.

use std::collections::HashMap;

use entity::{ArticleId, OrganisationId, PersonId, Role, SubjectKind, article};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::Result;
use crate::error::Error;
use crate::people::{self, Viewer};

/// The name of the subject whose statement the viewer asks for: one's own and one's units', or all for the desk.
///
/// # Errors
/// [`Error::NotFound`]: a foreign statement is no different from a missing one.
pub async fn statement_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    (kind, id): (SubjectKind, i64),
) -> Result<String> {
    if !may_read_statement(viewer, (kind, id)) {
        return Err(Error::NotFound);
    }
    Ok(match kind {
        SubjectKind::Person => people::person(db, PersonId(id)).await?.name,
        SubjectKind::Unit => people::organisation(db, OrganisationId(id)).await?.name,
    })
}

/// Whether the viewer may read the statement of a subject.
#[must_use]
pub fn may_read_statement(viewer: &Viewer, (kind, id): (SubjectKind, i64)) -> bool {
    let is_desk = viewer.is(Role::Editor) || viewer.is(Role::Office) || viewer.is(Role::Supervisor);
    let is_own = match kind {
        SubjectKind::Person => viewer.id().0 == id && viewer.held.iter().any(|held| held.role != Role::Admin),
        SubjectKind::Unit => viewer
            .organisations(Role::Reporter)
            .chain(viewer.organisations(Role::UnitReviewer))
            .any(|unit| unit.0 == id),
    };
    is_desk || is_own
}

/// Titles of articles, and whether the viewer may open each.
///
/// # Errors
/// Whatever the database answers.
pub async fn titles_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, (String, bool)>> {
    let mut found = HashMap::new();
    let held = people::viewer_terms(viewer);
    for some in ids.chunks(500) {
        let of = article::Entity::find().filter(article::Column::Id.is_in(some.iter().copied()));
        let mut authors: HashMap<ArticleId, Vec<PersonId>> = HashMap::new();
        for author in super::authors_of_many(db, some).await? {
            authors
                .entry(author.article_id)
                .or_default()
                .extend(author.person_id);
        }
        let joint = people::joint_units_of(db, some).await?;
        for row in of.all(db).await? {
            let units = joint.get(&row.id).map_or(&[][..], Vec::as_slice);
            let people = authors.get(&row.id).map_or(&[][..], Vec::as_slice);
            let may = people::article_terms(&row, people, units)
                .iter()
                .any(|term| held.contains(term));
            found.insert(row.id, (row.title, may));
        }
    }
    Ok(found)
}
