//! The quota of units by week: how many valid pieces each unit filed, beside how many its reporters owe.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{OrganisationId, Role, SubjectKind, article};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};

use super::filter::{ArticleFilter, fitting};
use crate::calendar::Week;
use crate::scheme::Asked;
use crate::{Result, ledger, people};

/// A unit over some weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitWeeks {
    /// The unit.
    pub unit: OrganisationId,
    /// Pieces owed in each week, in the order of the weeks asked for.
    pub owed: Vec<i64>,
    /// Valid pieces filed in each week, in the order of the weeks asked for.
    pub filed: Vec<i64>,
}

impl UnitWeeks {
    /// In how many of the weeks that are over, all but the last one, less was filed than is owed.
    #[must_use]
    pub fn n_missed(&self) -> usize {
        let over = self.filed.split_last().map_or(&[][..], |(_, over)| over);
        over.iter().zip(&self.owed).filter(|(n, owed)| n < owed).count()
    }
}

/// Every unit that has a reporter on a day, over these weeks, the last of which is running; whoever missed most comes
/// first, and among those whoever filed least. What a unit owes is its own weekly quota by the scheme in force, else the
/// sum of its reporters' quotas; `quota` is what one reporter owes where the scheme asks nothing of either by the week.
///
/// # Errors
/// Whatever the database answers.
pub async fn quota_radar(
    db: &impl ConnectionTrait,
    (quota, today): (i64, NaiveDate),
    weeks: &[Week],
) -> Result<Vec<UnitWeeks>> {
    let owed = owed(db, (quota, today), weeks).await?;
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

/// What each unit with a reporter on a day owes in each of the weeks.
async fn owed(
    db: &impl ConnectionTrait,
    (quota, today): (i64, NaiveDate),
    weeks: &[Week],
) -> Result<BTreeMap<OrganisationId, Vec<i64>>> {
    let holders = people::holders(db, Role::Reporter, today).await?;
    let ids = |ids: BTreeSet<i64>| ids.into_iter().collect::<Vec<i64>>();
    let persons = ids(holders.iter().map(|(person, _)| person.0).collect());
    let units = ids(holders.iter().map(|(_, unit)| unit.0).collect());
    let of_persons = ledger::asked(db, (SubjectKind::Person, &persons), weeks).await?;
    let of_units = ledger::asked(db, (SubjectKind::Unit, &units), weeks).await?;
    let mut owed: BTreeMap<OrganisationId, Vec<i64>> = BTreeMap::new();
    for (person, unit) in holders {
        let own = owed.entry(unit).or_insert_with(|| vec![0; weeks.len()]);
        let asked = of_persons.get(&person.0).into_iter().flatten();
        for (sum, asked) in own.iter_mut().zip(asked) {
            *sum += pieces(asked.as_ref(), quota);
        }
    }
    for (unit, own) in &mut owed {
        let asked = of_units.get(&unit.0).into_iter().flatten();
        for (sum, asked) in own.iter_mut().zip(asked) {
            if asked.is_some() {
                *sum = pieces(asked.as_ref(), 0);
            }
        }
    }
    Ok(owed)
}

/// How many pieces a week asks for; `quota` where the scheme in force says nothing of weeks.
#[must_use]
pub fn pieces(asked: Option<&Asked>, quota: i64) -> i64 {
    match asked {
        None => quota,
        Some(Asked::Pieces(n)) => i64::from(*n),
        Some(Asked::Excused(_) | Asked::Nothing) => 0,
    }
}
