//! 积分排名 as both doors print it: from the totals while a month is open, from the frozen statements once it is closed;
//! whoever is exempt or only encouraged stands below, without a place and with the reason. What a reader is not to see is
//! cut here, so that page, sheet and API agree.

use std::collections::HashMap;

use entity::{Language, OrganisationClass, SubjectKind, period_close};
use sea_orm::ConnectionTrait;

use super::filed::Filed;
use super::members::Member;
use super::ranked::{Former, frozen, frozen_rows, live, live_rows};
use super::sight::Sight;
use crate::calendar::Period;
use crate::ledger::{self, RankFilter, TieRule, Unranked};
use crate::{Result, i18n};

/// One row of a ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Who.
    pub member: Member,
    /// The place, from 1; none for whoever is not ranked.
    pub place: Option<usize>,
    /// Points of the period, in hundredths.
    pub points: i64,
    /// Points of the assessment year up to the end of the period, in hundredths.
    pub to_date: i64,
    /// What was filed and adopted.
    pub filed: Filed,
    /// Why there is no place.
    pub unranked: Option<Unranked>,
    /// Places won since the period before, negative where lost; none for a newcomer, and where nobody had points then.
    pub moved: Option<i64>,
    /// Whether there was a ranking before and this subject had no place in it.
    pub is_new: bool,
}

impl Ranked {
    /// The movement as it is printed; empty where nothing is compared.
    #[must_use]
    pub fn movement(&self, language: Language) -> String {
        match self.moved {
            Some(0) => i18n::t(language, "look.moved_none"),
            Some(up @ 1..) => format!("↑ {up}"),
            Some(down) => format!("↓ {}", down.abs()),
            None if self.is_new => i18n::t(language, "ledger.newcomer"),
            None => String::new(),
        }
    }
}

/// What a table sums up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RankTotal {
    /// Points of the period, in hundredths.
    pub points: i64,
    /// Points of the assessment year up to the end of the period, in hundredths.
    pub to_date: i64,
    /// What was filed and adopted.
    pub filed: Filed,
}

/// The rows of a ranking, or of one class of it, as its reader is shown them.
#[derive(Clone, Debug)]
pub struct RankTable {
    /// The rows by place; those without one come last.
    pub rows: Vec<Ranked>,
    /// How many have a place, shown or not.
    pub n_ranked: usize,
    /// The sum of all rows; none where some are not shown.
    pub total: Option<RankTotal>,
}

/// A ranking.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// All subjects in one table.
    pub table: RankTable,
    /// The close that froze it, where the period is a closed month.
    pub close: Option<period_close::Model>,
    kind: SubjectKind,
    ties: TieRule,
    sight: Sight,
    now: Vec<Ranked>,
    before: Option<Vec<Former>>,
}

impl Ranking {
    /// The row of a subject, where it is shown.
    #[must_use]
    pub fn row_of(&self, subject_id: i64) -> Option<&Ranked> {
        self.table.rows.iter().find(|row| row.member.id == subject_id)
    }

    /// A table for each class of organisation, in their order, each with places of its own; the last is that of those
    /// without a class. Tables of which nothing is shown are left out.
    #[must_use]
    pub fn by_class(&self) -> Vec<(Option<OrganisationClass>, RankTable)> {
        let classes = OrganisationClass::ALL.iter().map(|class| Some(*class));
        classes
            .chain([None])
            .map(|class| (class, self.table_of(|of| of == class)))
            .filter(|(_, table)| !table.rows.is_empty())
            .collect()
    }

    /// The rows of classes that fit as a table: placed, compared with before, and cut to what is shown.
    fn table_of(&self, fits: impl Fn(Option<OrganisationClass>) -> bool) -> RankTable {
        let now = self.now.iter().filter(|row| fits(row.member.class));
        let mut rows = placed(now.cloned().collect(), self.ties);
        if let Some(before) = &self.before {
            let ranked = before.iter().filter(|one| one.is_ranked && fits(one.class));
            compare(&mut rows, &places(ranked, self.ties));
        }
        let n_ranked = rows.iter().filter(|row| row.place.is_some()).count();
        let total = self.sight.is_whole().then(|| sum(&rows));
        rows.retain(|row| self.sight.shows((self.kind, row.member.id), row.place));
        RankTable {
            rows,
            n_ranked,
            total,
        }
    }
}

/// The ranking of a month, quarter or year, as far as its reader is shown it.
///
/// # Errors
/// Whatever the database answers.
pub async fn ranking(
    db: &impl ConnectionTrait,
    sight: Sight,
    filter: &RankFilter,
    period: Period,
) -> Result<Ranking> {
    let close = ledger::close_of(db, &period.to_string()).await?;
    let (now, before) = if close.is_some() {
        frozen_rows(db, filter.kind, period).await?
    } else {
        live_rows(db, filter.kind, period).await?
    };
    let now = of_class(now, filter.class);
    // Where nobody had points, nobody moved since.
    let before = before.map(|mut rows| {
        rows.retain(|one| filter.class.is_none() || one.class == filter.class);
        rows
    });
    let before = before.filter(|rows| rows.iter().any(|one| one.points != 0));
    let mut ranking = Ranking {
        table: RankTable {
            rows: Vec::new(),
            n_ranked: 0,
            total: None,
        },
        close,
        kind: filter.kind,
        ties: filter.ties,
        sight,
        now,
        before,
    };
    ranking.table = ranking.table_of(|_| true);
    Ok(ranking)
}

/// The row of one subject in the ranking of a period, and how many have a place in it. Nothing is compared with the
/// period before, and nothing is hidden: who asks may read the subject's statement.
///
/// # Errors
/// Whatever the database answers.
pub async fn place_of(
    db: &impl ConnectionTrait,
    filter: &RankFilter,
    (period, subject_id): (Period, i64),
) -> Result<(Option<Ranked>, usize)> {
    let rows = if ledger::close_of(db, &period.to_string()).await?.is_some() {
        frozen(db, filter.kind, period).await?
    } else {
        live(db, filter.kind, period, None).await?.0
    };
    let rows = placed(of_class(rows, filter.class), filter.ties);
    let n = rows.iter().filter(|row| row.place.is_some()).count();
    Ok((rows.into_iter().find(|row| row.member.id == subject_id), n))
}

fn of_class(mut rows: Vec<Ranked>, class: Option<OrganisationClass>) -> Vec<Ranked> {
    rows.retain(|row| class.is_none() || row.member.class == class);
    rows
}

/// The places in the period before, by key.
fn places<'f>(ranked: impl Iterator<Item = &'f Former>, ties: TieRule) -> HashMap<i64, usize> {
    let scores = ranked.map(|one| (one.id, one.points)).collect();
    let places = ledger::rank(scores, ties).into_iter();
    places.map(|place| (place.subject_id, place.rank)).collect()
}

/// Notes how far each row moved.
fn compare(rows: &mut [Ranked], before: &HashMap<i64, usize>) {
    for row in rows {
        let Some(now) = row.place else { continue };
        let was = before.get(&row.member.id);
        row.moved = was.map(|was| places_won(*was, now));
        row.is_new = was.is_none();
    }
}

fn places_won(before: usize, now: usize) -> i64 {
    let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    place(before) - place(now)
}

fn sum(rows: &[Ranked]) -> RankTotal {
    rows.iter().fold(RankTotal::default(), |sum, row| RankTotal {
        points: sum.points + row.points,
        to_date: sum.to_date + row.to_date,
        filed: Filed {
            n: sum.filed.n + row.filed.n,
            n_adopted: sum.filed.n_adopted + row.filed.n_adopted,
        },
    })
}

/// The rows with their places, in their order.
fn placed(rows: Vec<Ranked>, ties: TieRule) -> Vec<Ranked> {
    let (ranked, mut others): (Vec<Ranked>, Vec<Ranked>) =
        rows.into_iter().partition(|row| row.unranked.is_none());
    let scores = ranked.iter().map(|row| (row.member.id, row.points)).collect();
    let mut by_id: HashMap<i64, Ranked> = ranked.into_iter().map(|row| (row.member.id, row)).collect();
    let mut rows: Vec<Ranked> = ledger::rank(scores, ties)
        .into_iter()
        .filter_map(|place| {
            let mut row = by_id.remove(&place.subject_id)?;
            row.place = Some(place.rank);
            Some(row)
        })
        .collect();
    for row in &mut others {
        row.place = None;
    }
    others.sort_by_key(|row| row.member.id);
    rows.append(&mut others);
    rows
}

#[cfg(test)]
mod tests {
    use super::places_won;

    #[test]
    fn a_smaller_place_is_a_rise() {
        assert_eq!((places_won(5, 2), places_won(2, 5), places_won(3, 3)), (3, -3, 0));
    }
}
