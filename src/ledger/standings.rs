//! Rankings of a month, quarter or year by person or unit, read from the totals.

use std::cmp::Reverse;
use std::collections::HashMap;

use entity::{OrganisationClass, SubjectKind, total};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::TieRule::{Dense, Standard};
use crate::Result;

/// How places go on after a tie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TieRule {
    /// 1, 2, 2, 4: as many places are skipped as were shared.
    #[default]
    Standard,
    /// 1, 2, 2, 3: no place is skipped.
    Dense,
}

impl TieRule {
    /// The rule as URLs and JSON spell it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Standard => "1224",
            Dense => "1223",
        }
    }

    /// The rule that is spelt so.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Standard, Dense].into_iter().find(|rule| rule.code() == code)
    }
}

/// Who is ranked.
#[derive(Clone, Debug)]
pub struct RankFilter {
    /// Persons or units.
    pub kind: SubjectKind,
    /// `2026-03`, `2026-Q1` or `2026`.
    pub period: String,
    /// Only units of this class, or persons of such units.
    pub class: Option<OrganisationClass>,
    /// How places go on after a tie.
    pub ties: TieRule,
}

/// One place of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place, from 1; equal points share it.
    pub rank: usize,
    /// The subject's key.
    pub subject_id: i64,
    /// Points, in hundredths.
    pub points: i64,
}

/// The ranking among `members` (subject keys): whoever has no points yet is ranked with 0.
///
/// # Errors
/// Whatever the database answers.
pub async fn standings(
    db: &impl ConnectionTrait,
    filter: &RankFilter,
    members: &[i64],
) -> Result<Vec<Place>> {
    let rows = total::Entity::find()
        .filter(total::Column::SubjectKind.eq(filter.kind))
        .filter(total::Column::Period.eq(&filter.period))
        .all(db)
        .await?;
    let points: HashMap<i64, i64> = rows.into_iter().map(|row| (row.subject_id, row.points)).collect();
    let scores = members
        .iter()
        .map(|id| (*id, points.get(id).copied().unwrap_or(0)))
        .collect();
    Ok(rank(scores, filter.ties))
}

/// The place of one subject, if it is ranked.
#[must_use]
pub fn place_of(places: &[Place], subject_id: i64) -> Option<Place> {
    places
        .iter()
        .find(|place| place.subject_id == subject_id)
        .copied()
}

/// Ranks scores: more points first, then the lower key, which decides only where the row stands, never its place.
pub(super) fn rank(mut scores: Vec<(i64, i64)>, ties: TieRule) -> Vec<Place> {
    scores.sort_by_key(|(id, points)| (Reverse(*points), *id));
    let mut places: Vec<Place> = Vec::with_capacity(scores.len());
    for (row, (subject_id, points)) in scores.into_iter().enumerate() {
        let rank = match (places.last(), ties) {
            (Some(before), _) if before.points == points => before.rank,
            (Some(before), Dense) => before.rank + 1,
            (Some(_) | None, Standard) | (None, Dense) => row + 1,
        };
        places.push(Place {
            rank,
            subject_id,
            points,
        });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(ties: TieRule) -> Vec<usize> {
        rank(vec![(1, 100), (2, 264), (3, 264), (4, 300)], ties)
            .iter()
            .map(|place| place.rank)
            .collect()
    }

    #[test]
    fn equal_points_share_a_place_by_the_declared_rule() {
        assert_eq!(ranks(Standard), [1, 2, 2, 4]);
        assert_eq!(ranks(Dense), [1, 2, 2, 3]);
    }
}
