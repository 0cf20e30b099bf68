//! Which articles a list shows and in which order, as a condition on the rows.

use entity::{ArticleState, Instant, OrganisationId, PersonId, adoption, article};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

/// Where an article that has left its unit counts as a valid submission: neither declined nor withdrawn.
pub const VALID: &[ArticleState] = &[
    ArticleState::Submitted,
    ArticleState::InReview,
    ArticleState::Returned,
    ArticleState::Held,
    ArticleState::Accepted,
];

/// Which articles a list shows. Everything that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct ArticleFilter {
    /// One of these states; none given: any.
    pub states: Vec<ArticleState>,
    /// Filed for one of these units; `None`: any.
    pub units: Option<Vec<OrganisationId>>,
    /// Of this reporter.
    pub reporter: Option<PersonId>,
    /// In the hand of this editor.
    pub claimed_by: Option<PersonId>,
    /// Of this type.
    pub r#type: Option<String>,
    /// Filed in this reporting week.
    pub week: Option<String>,
    /// Adopted at least once, or not at all.
    pub adopted: Option<bool>,
    /// Filed for the first time in this half-open span.
    pub filed: Option<(Instant, Instant)>,
    /// Adopted by some medium on one of these days, the first and the last included; withdrawn adoptions do not count.
    pub adopted_on: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
    /// Due before this day (overdue returns).
    pub due_before: Option<chrono::NaiveDate>,
    /// Only those that left their unit: what it sent back or withdrew before is not the desk's to see.
    pub left_unit: bool,
    /// Title or number contains this.
    pub words: String,
    /// In which order.
    pub order: ArticleOrder,
}

impl ArticleFilter {
    /// Valid submissions, as meters, rankings and the ledger count them.
    #[must_use]
    pub fn valid() -> Self {
        Self {
            states: VALID.to_vec(),
            left_unit: true,
            ..Self::default()
        }
    }
}

/// In which order a list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArticleOrder {
    /// What changed last comes first.
    #[default]
    Newest,
    /// What waits longest comes first.
    Waiting,
}

/// The articles that fit a filter.
pub(super) fn fitting(filter: &ArticleFilter) -> Select<article::Entity> {
    let mut all = Condition::all();
    if !filter.states.is_empty() {
        all = all.add(article::Column::State.is_in(filter.states.iter().copied()));
    }
    if let Some(units) = &filter.units {
        all = all.add(article::Column::OrganisationId.is_in(units.iter().copied()));
    }
    if let Some(reporter) = filter.reporter {
        all = all.add(article::Column::ReporterId.eq(reporter));
    }
    if let Some(editor) = filter.claimed_by {
        all = all.add(article::Column::ClaimedBy.eq(editor));
    }
    if let Some(r#type) = &filter.r#type {
        all = all.add(article::Column::Type.eq(r#type));
    }
    if let Some(week) = &filter.week {
        all = all.add(article::Column::Week.eq(week));
    }
    if let Some(adopted) = filter.adopted {
        all = all.add(if adopted {
            article::Column::NAdoptions.gt(0)
        } else {
            article::Column::NAdoptions.eq(0)
        });
    }
    if let Some((from, until)) = filter.filed {
        all = all
            .add(article::Column::FirstSubmittedAt.gte(from))
            .add(article::Column::FirstSubmittedAt.lt(until));
    }
    if let Some((first, last)) = filter.adopted_on {
        let adopted = adoption::Entity::find()
            .select_only()
            .column(adoption::Column::ArticleId)
            .filter(adoption::Column::AdoptedOn.between(first, last))
            .filter(adoption::Column::WithdrawnAt.is_null())
            .into_query();
        all = all.add(article::Column::Id.in_subquery(adopted));
    }
    if let Some(day) = filter.due_before {
        all = all.add(article::Column::DueOn.lt(day));
    }
    if filter.left_unit {
        all = all.add(article::Column::LeftUnitAt.is_not_null());
    }
    let words = filter.words.trim();
    if !words.is_empty() {
        all = all.add(
            Condition::any()
                .add(article::Column::Title.contains(words))
                .add(article::Column::Number.contains(words)),
        );
    }
    article::Entity::find().filter(all)
}
