//! The quota of units by week: how many valid pieces each unit filed, beside how many its reporters owe.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::{OrganisationId, Role, article};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};

use super::filter::{ArticleFilter, fitting};
use crate::calendar::Week;
use crate::{Result, people};

/// A unit over some weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitWeeks {
    /// The unit.
    pub unit: OrganisationId,
    /// Pieces a week that its reporters of today owe.
    pub owed: i64,
    /// Valid pieces filed in each week, in the order of the weeks asked for.
    pub filed: Vec<i64>,
}

impl UnitWeeks {
    /// In how many of the weeks that are over, all but the last one, less was filed than is owed.
    #[must_use]
    pub fn n_missed(&self) -> usize {
        let over = self.filed.split_last().map_or(&[][..], |(_, over)| over);
        over.iter().filter(|n| **n < self.owed).count()
    }
}

/// Every unit that has a reporter on a day, over these weeks, the last of which is running; whoever missed most comes
/// first, and among those whoever filed least. `quota` is how many
/// pieces one reporter owes in a week.
///
/// # Errors
/// Whatever the database answers.
pub async fn quota_radar(
    db: &impl ConnectionTrait,
    (quota, today): (i64, NaiveDate),
    weeks: &[Week],
) -> Result<Vec<UnitWeeks>> {
    let mut owed: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    for (_, unit) in people::holders(db, Role::Reporter, today).await? {
        *owed.entry(unit).or_default() += quota;
    }
    let names: Vec<String> = weeks.iter().map(ToString::to_string).collect();
    let counts: Vec<(OrganisationId, String, i64)> = fitting(&ArticleFilter::valid())
        .filter(article::Column::Week.is_in(&names))
        .select_only()
        .column(article::Column::OrganisationId)
        .column(article::Column::Week)
        .column_as(article::Column::Id.count(), "n")
        .group_by(article::Column::OrganisationId)
        .group_by(article::Column::Week)
        .into_tuple()
        .all(db)
        .await?;
    let filed: HashMap<(OrganisationId, String), i64> = counts
        .into_iter()
        .map(|(unit, week, n)| ((unit, week), n))
        .collect();
    let n_of = |unit, week: &String| filed.get(&(unit, week.clone())).copied().unwrap_or(0);
    let mut units: Vec<UnitWeeks> = owed
        .into_iter()
        .map(|(unit, owed)| UnitWeeks {
            unit,
            owed,
            filed: names.iter().map(|week| n_of(unit, week)).collect(),
        })
        .collect();
    units.sort_by_key(|one| (Reverse(one.n_missed()), one.filed.iter().sum::<i64>(), one.unit));
    Ok(units)
}
