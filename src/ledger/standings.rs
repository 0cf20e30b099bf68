//! Rankings of a month, quarter or year by person or unit, read from the totals.

use std::cmp::Reverse;
use std::collections::HashMap;

use entity::{OrganisationClass, SubjectKind, total};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::totals::kept_for;
use crate::Result;
use crate::settings::TieRule::{self, Dense, Standard};

/// Who is ranked.
#[derive(Clone, Debug)]
pub struct RankFilter {
    /// Persons or units.
    pub kind: SubjectKind,
    /// `2026-03`, `2026-Q1`, `2026`, or an assessment year such as `2025-12..2026-11`.
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
    let kept = filter.period.parse().map(kept_for).unwrap_or_default();
    let rows = total::Entity::find()
        .filter(total::Column::SubjectKind.eq(filter.kind))
        .filter(total::Column::Period.is_in(kept))
        .all(db)
        .await?;
    let mut points: HashMap<i64, i64> = HashMap::new();
    for row in rows {
        *points.entry(row.subject_id).or_default() += row.points;
    }
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

/// Ranks scores (key, points): more points first, then the lower key, which decides only where the row stands, never its place.
#[must_use]
pub fn rank(mut scores: Vec<(i64, i64)>, ties: TieRule) -> Vec<Place> {
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
