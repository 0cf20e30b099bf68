//! Who may read an article, said once: as terms that an article carries and a viewer holds. The database check and
//! the filter inside every search use these same terms, so neither can say more than the other.

use entity::{ArticleState, OrganisationId, PersonId, Role, article};

use super::Viewer;

/// Read by editors, office and supervisors: everything that left its unit.
const DESK: &str = "desk";
/// Read by everybody with a part in reporting: what a medium adopted is public.
const ADOPTED: &str = "adopted";

/// The terms that an article carries; `authors` are the people among its authors.
#[must_use]
pub fn article_terms(article: &article::Model, authors: &[PersonId]) -> Vec<String> {
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
