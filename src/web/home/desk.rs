//! The editor's section: queues by next action, this week by unit, what was adopted last.

use entity::ArticleState as S;

use super::{Adoption, adoptions};
use crate::calendar::Week;
use crate::newsroom::{self, ArticleFilter, ArticleOrder};
use crate::people::{Roster, Viewer};
use crate::web::{Page, Visit, links};
use crate::{Result, i18n};

/// The section.
pub(super) struct DeskHome {
    pub queues: Vec<Queue>,
    pub week_title: String,
    pub units: Vec<UnitWeek>,
    pub recent: Vec<Adoption>,
}

/// A queue with how long its oldest article waits.
pub(super) struct Queue {
    pub href: String,
    pub label: String,
    pub n: i64,
    pub oldest: String,
    /// Whether it is late.
    pub is_bad: bool,
}

/// What a unit filed this week.
pub(super) struct UnitWeek {
    pub name: String,
    pub n: i64,
    pub href: String,
    pub percent: i64,
}

/// Makes the section.
pub(super) async fn section(visit: &Visit, viewer: &Viewer, p: &Page) -> Result<DeskHome> {
    let db = visit.app.db.reader();
    let latest = newsroom::latest_adoptions(db, None, 8).await?;
    let recent = adoptions(visit, p, latest, None).await?;
    let week = Week::of(visit.app.today());
    Ok(DeskHome {
        queues: queues(visit, viewer, p).await?,
        week_title: p.t1("home.week_by_unit", week.number()),
        units: units(visit, week).await?,
        recent,
    })
}

async fn queues(visit: &Visit, viewer: &Viewer, p: &Page) -> Result<Vec<Queue>> {
    let of = |states: &[S]| ArticleFilter {
        states: states.to_vec(),
        order: ArticleOrder::Waiting,
        left_unit: true,
        ..ArticleFilter::default()
    };
    let all = [
        ("unclaimed", of(&[S::Submitted])),
        (
            "mine",
            ArticleFilter {
                claimed_by: Some(viewer.id()),
                ..of(&[S::InReview])
            },
        ),
        ("returned", of(&[S::Returned])),
        ("held", of(&[S::Held])),
        (
            "accepted",
            ArticleFilter {
                adopted: Some(false),
                ..of(&[S::Accepted])
            },
        ),
        (
            "overdue",
            ArticleFilter {
                due_before: Some(visit.app.today()),
                ..of(&[S::Returned])
            },
        ),
    ];
    let now = visit.app.clock.now();
    let mut queues = Vec::new();
    for (code, filter) in all {
        let found = newsroom::list(&visit.app.db, &filter, (0, 1)).await?;
        let waits = found
            .rows
            .first()
            .and_then(|one| one.submitted_at)
            .map(|at| now.since(at));
        queues.push(Queue {
            href: format!("/desk?queue={code}"),
            label: i18n::t(visit.language, &format!("home_queue.{code}")),
            n: i64::try_from(found.total).unwrap_or(i64::MAX),
            oldest: waits.map_or_else(
                || p.t("home.queue_empty"),
                |waits| match (waits.num_days(), waits.num_hours()) {
                    (0, 0) => p.t("home.oldest_now"),
                    (0, hours) => p.t1("home.oldest_hours", hours),
                    (days, _) => p.t1("home.oldest_days", days),
                },
            ),
            is_bad: code == "overdue" && found.total > 0,
        });
    }
    Ok(queues)
}

async fn units(visit: &Visit, week: Week) -> Result<Vec<UnitWeek>> {
    let filter = ArticleFilter {
        week: Some(week.to_string()),
        ..ArticleFilter::valid()
    };
    let mut counts = newsroom::n_by_unit(&visit.app.db, &filter).await?;
    counts.sort_by_key(|(unit, n)| (std::cmp::Reverse(*n), *unit));
    let most = counts.first().map_or(1, |(_, n)| *n).max(1);
    let roster = Roster::kept(&visit.app.db).await?;
    Ok(counts
        .into_iter()
        .take(10)
        .map(|(unit, n)| UnitWeek {
            name: roster.unit(unit).to_owned(),
            n,
            href: links::filed_by(unit, week),
            percent: n * 100 / most,
        })
        .collect())
}
