//! 趋势: what became of the pieces of each month, how long the desk took, and what media adopted. Counted from the rows as
//! they stand today, by the day of the first filing or of publication.

use entity::{ArticleState, Instant, article};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::counts::n_by_state;
use super::filter::{ArticleFilter, VALID};
use super::tally::n_adoptions_by_level;
use crate::Result;
use crate::calendar::{Month, Period};
use crate::db::Db;
use crate::scheme::assess::adoption_rate;

/// Where a piece has its decision.
pub const DECIDED: &[ArticleState] = &[ArticleState::Accepted, ArticleState::Declined];

/// A month as the trends show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthTrend {
    /// The month.
    pub month: Month,
    /// Valid pieces filed in it.
    pub filed: i64,
    /// Those of its pieces that are accepted.
    pub accepted: i64,
    /// Those of its pieces that are declined.
    pub declined: i64,
    /// How long its pieces took from leaving the unit for the last time to their decision, in milliseconds: the median; none
    /// before the first.
    pub wait_ms: Option<i64>,
    /// What media adopted in the month, by the code of their level.
    pub adopted: Vec<(String, i64)>,
}

impl MonthTrend {
    /// Its pieces that have a decision.
    #[must_use]
    pub const fn decided(&self) -> i64 {
        self.accepted + self.declined
    }

    /// 采纳率: accepted of decided, in thousandths; none where nothing is decided.
    #[must_use]
    pub const fn acceptance(&self) -> Option<i64> {
        if self.decided() == 0 {
            None
        } else {
            Some(adoption_rate(self.accepted, self.decided()))
        }
    }

    /// All that media adopted in the month.
    #[must_use]
    pub fn n_adopted(&self) -> i64 {
        self.adopted.iter().map(|(_, n)| n).sum()
    }
}

/// So many months, the last one `until`.
///
/// # Errors
/// Whatever the database answers.
pub async fn trends(db: &Db, until: Month, n_months: u32) -> Result<Vec<MonthTrend>> {
    let mut months = Vec::new();
    for back in (0..n_months).rev() {
        months.push(trend(db, until.minus(back)).await?);
    }
    Ok(months)
}

async fn trend(db: &Db, month: Month) -> Result<MonthTrend> {
    let days = Period::month(month).instants();
    let filed = (Instant(days.start), Instant(days.end));
    let filter = ArticleFilter {
        filed: Some(filed),
        left_unit: true,
        ..ArticleFilter::default()
    };
    let by_state = n_by_state(db, &filter).await?;
    let n = |states: &[ArticleState]| -> i64 {
        let of = by_state.iter().filter(|(state, _)| states.contains(state));
        of.map(|(_, n)| n).sum()
    };
    Ok(MonthTrend {
        month,
        filed: n(VALID),
        accepted: n(&[ArticleState::Accepted]),
        declined: n(&[ArticleState::Declined]),
        wait_ms: median_wait(db.reader(), filed, n(DECIDED)).await?,
        adopted: n_adoptions_by_level(db.reader(), (month.first_day(), month.last_day())).await?,
    })
}

/// The lower median of the waits of what was filed in a span, of which `n` pieces are decided.
async fn median_wait(
    db: &impl ConnectionTrait,
    (from, until): (Instant, Instant),
    n: i64,
) -> Result<Option<i64>> {
    let wait = article::Column::DecidedAt
        .into_expr()
        .sub(article::Column::LeftUnitAt.into_expr());
    let found: Option<i64> = article::Entity::find()
        .select_only()
        .expr_as(wait.clone(), "wait")
        .filter(article::Column::State.is_in(DECIDED.iter().copied()))
        .filter(article::Column::FirstSubmittedAt.gte(from))
        .filter(article::Column::FirstSubmittedAt.lt(until))
        .filter(article::Column::LeftUnitAt.is_not_null())
        .filter(article::Column::DecidedAt.is_not_null())
        .order_by_asc(wait)
        .offset(n.saturating_sub(1).unsigned_abs() / 2)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found)
}
