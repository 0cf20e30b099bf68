//! The unit reviewer's section: what waits for a signature, and the unit's week.

use entity::{ArticleState as S, Role};

use crate::Result;
use crate::calendar::Week;
use crate::newsroom::{self, ArticleFilter, ArticleOrder};
use crate::people::{Roster, Viewer};
use crate::web::{Page, Visit, links};

/// The section of one unit.
pub(super) struct UnitHome {
    pub name: String,
    pub n_waiting: u64,
    pub waiting: Vec<Waiting>,
    pub n_week: String,
    pub week: String,
    pub week_href: String,
}

/// An article that waits for the signature.
pub(super) struct Waiting {
    pub href: String,
    pub title: String,
    pub text: String,
}

/// A section for each unit that the viewer signs for.
pub(super) async fn sections(visit: &Visit, viewer: &Viewer, p: &Page) -> Result<Vec<UnitHome>> {
    let week = Week::of(visit.app.today());
    let mut sections = Vec::new();
    let held = viewer.held.iter().filter(|held| held.role == Role::UnitReviewer);
    let roster = Roster::kept(&visit.app.db).await?;
    for held in held {
        let of = |states: &[S]| ArticleFilter {
            units: Some(vec![held.organisation_id]),
            states: states.to_vec(),
            order: ArticleOrder::Waiting,
            ..ArticleFilter::default()
        };
        let found = newsroom::list(&visit.app.db, &of(&[S::UnitReview]), (0, 8)).await?;
        let filed = ArticleFilter {
            week: Some(week.to_string()),
            units: Some(vec![held.organisation_id]),
            ..ArticleFilter::valid()
        };
        let counts = newsroom::n_by_state(&visit.app.db, &filed).await?;
        let waiting = found.rows.iter().map(|one| Waiting {
            href: format!("/articles/{}", one.id),
            title: one.title.clone(),
            text: format!(
                "{} · {}",
                roster.person(one.reporter_id),
                one.submitted_at.map_or_else(String::new, |at| p.time(at))
            ),
        });
        sections.push(UnitHome {
            name: held.organisation.clone(),
            n_waiting: found.total,
            waiting: waiting.collect(),
            n_week: counts.iter().map(|(_, n)| n).sum::<i64>().to_string(),
            week: p.t1("home.unit_week", week.number()),
            week_href: links::filed_by(held.organisation_id, week),
        });
    }
    Ok(sections)
}
