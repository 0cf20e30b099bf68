//! Who may read an article, said once: as terms that an article carries and a viewer holds. The database check and
//! the filter inside every search use these same terms, so neither can say more than the other.

use std::collections::HashMap;

use entity::{ArticleId, ArticleState, OrganisationId, PersonId, Role, article, joint_unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Viewer;
use crate::Result;

/// Read by editors, office and supervisors: everything that left its unit.
const DESK: &str = "desk";
/// Read by everybody with a part in reporting: what a medium adopted is public.
const ADOPTED: &str = "adopted";

/// The further units of the joint reports among some articles, each in its order.
///
/// # Errors
/// Whatever the database answers.
pub async fn joint_units_of(
    db: &impl ConnectionTrait,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, Vec<OrganisationId>>> {
    let rows = joint_unit::Entity::find()
        .filter(joint_unit::Column::ArticleId.is_in(ids.iter().copied()))
        .order_by_asc(joint_unit::Column::Place)
        .all(db)
        .await?;
    let mut found: HashMap<ArticleId, Vec<OrganisationId>> = HashMap::new();
    for row in rows {
        found.entry(row.article_id).or_default().push(row.organisation_id);
    }
    Ok(found)
}

/// The terms that an article carries; `authors` are the people among its authors, `joint` the further units of a joint
/// report. Their reviewers read it once it has left the filing unit, so that whoever is credited can see for what.
#[must_use]
pub fn article_terms(
    article: &article::Model,
    authors: &[PersonId],
    joint: &[OrganisationId],
) -> Vec<String> {
    let mut terms = vec![format!("person:{}", article.reporter_id)];
    if article.first_submitted_at.is_some() {
        terms.extend(
            authors
                .iter()
                .filter(|id| **id != article.reporter_id)
                .map(|id| format!("person:{id}")),
        );
        terms.push(format!("unit:{}", article.organisation_id));
        if article.left_unit_at.is_some() && article.state != ArticleState::UnitReview {
            terms.push(DESK.to_owned());
            terms.extend(joint.iter().map(|unit| format!("unit:{unit}")));
        }
        if article.n_adoptions > 0 {
            terms.push(ADOPTED.to_owned());
        }
    }
    terms
}

/// Whether somebody reads everything that left its unit.
#[must_use]
pub fn reads_the_desk(viewer: &Viewer) -> bool {
    viewer.is(Role::Editor) || viewer.is(Role::Office) || viewer.is(Role::Supervisor)
}

/// The terms that a viewer holds. An admin as such reads no texts (QUALITY C11).
#[must_use]
pub fn viewer_terms(viewer: &Viewer) -> Vec<String> {
    let mut terms = Vec::new();
    if reads_the_desk(viewer) {
        terms.push(DESK.to_owned());
    }
    if viewer.held.iter().any(|held| held.role != Role::Admin) {
        terms.push(ADOPTED.to_owned());
        terms.push(format!("person:{}", viewer.id()));
    }
    terms.extend(
        viewer
            .organisations(Role::UnitReviewer)
            .map(|unit: OrganisationId| format!("unit:{unit}")),
    );
    terms
}
