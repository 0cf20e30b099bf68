//! 积分排名 as both doors print it: from the totals while a month is open, from the frozen statements once it is closed;
//! whoever is exempt or only encouraged stands below, without a place and with the reason. What a reader is not to see is
//! cut here, so that page, sheet and API agree.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use entity::{OrganisationClass, SubjectKind, period_close};
use sea_orm::ConnectionTrait;

use super::roll::{Filed, Member, filed, members};
use super::sight::Sight;
use super::year::{AssessmentYears, period_before};
use crate::Result;
use crate::calendar::{Month, Period};
use crate::ledger::{self, RankFilter, TieRule, Unranked};

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
    before: Option<Vec<Ranked>>,
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
            .map(|class| (class, self.table_of(|row| row.member.class == class)))
            .filter(|(_, table)| !table.rows.is_empty())
            .collect()
    }

    /// The rows that fit as a table: placed, compared with before, and cut to what is shown.
    fn table_of(&self, fits: impl Fn(&Ranked) -> bool) -> RankTable {
        let of = |rows: &[Ranked]| placed(rows.iter().filter(|row| fits(row)).cloned().collect(), self.ties);
        let mut rows = of(&self.now);
        let before = self.before.as_deref().map(of);
        compare(&mut rows, before.as_deref());
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
    let (now, close) = rows_of(db, filter, period).await?;
    let before = match period_before(period) {
        Some(before) => former(db, filter, (before, close.is_some())).await?,
        None => None,
    };
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
    let rows = placed(rows_of(db, filter, period).await?.0, filter.ties);
    let n = rows.iter().filter(|row| row.place.is_some()).count();
    Ok((rows.into_iter().find(|row| row.member.id == subject_id), n))
}

/// The rows of a period without their places, and the close that froze them.
async fn rows_of(
    db: &impl ConnectionTrait,
    filter: &RankFilter,
    period: Period,
) -> Result<(Vec<Ranked>, Option<period_close::Model>)> {
    let close = ledger::close_of(db, &period.to_string()).await?;
    let mut rows = if close.is_some() {
        frozen(db, filter.kind, period).await?
    } else {
        live(db, filter.kind, period).await?
    };
    rows.retain(|row| filter.class.is_none() || row.member.class == filter.class);
    Ok((rows, close))
}

/// The rows of the period before. None where nobody had points then, since then nobody moved; what is frozen is compared
/// with what is frozen.
async fn former(
    db: &impl ConnectionTrait,
    filter: &RankFilter,
    (period, is_frozen): (Period, bool),
) -> Result<Option<Vec<Ranked>>> {
    let (rows, close) = rows_of(db, filter, period).await?;
    let is_comparable = close.is_some() || !is_frozen;
    Ok((is_comparable && rows.iter().any(|row| row.points != 0)).then_some(rows))
}

/// Notes how far each row moved.
fn compare(rows: &mut [Ranked], before: Option<&[Ranked]>) {
    let Some(before) = before else { return };
    let placed = before.iter().filter_map(|row| Some((row.member.id, row.place?)));
    let places: HashMap<i64, usize> = placed.collect();
    for row in rows {
        let Some(now) = row.place else { continue };
        let was = places.get(&row.member.id);
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

async fn frozen(db: &impl ConnectionTrait, kind: SubjectKind, period: Period) -> Result<Vec<Ranked>> {
    let rows = ledger::frozen_of(db, kind, &period.to_string()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Ranked {
            place: None,
            points: ledger::frozen_points(&row),
            to_date: row.closing,
            filed: Filed {
                n: row.n_filed,
                n_adopted: row.n_adopted,
            },
            unranked: Unranked::from_parts(&row.unranked, &row.unranked_why),
            moved: None,
            is_new: false,
            member: Member {
                id: row.subject_id,
                name: row.name,
                unit_id: row.unit_id,
                unit: row.unit,
                class: OrganisationClass::from_code(&row.class),
            },
        })
        .collect())
}

async fn live(db: &impl ConnectionTrait, kind: SubjectKind, period: Period) -> Result<Vec<Ranked>> {
    let members = members(db, kind, period).await?;
    let (filed, unranked) = (
        filed(db, kind, period).await?,
        ledger::unranked(db, period).await?,
    );
    let (first, last) = (Month::of(period.first_day()), Month::of(period.last_day()));
    let points = ledger::points_in(db, first, last).await?;
    let years = AssessmentYears::around(db, last).await?;
    let mut to_date = HashMap::new();
    for member in &members {
        let first = years.first_month(member.class);
        if let Entry::Vacant(vacant) = to_date.entry(first) {
            vacant.insert(ledger::points_in(db, first, last).await?);
        }
    }
    let row = |member: Member| {
        let subject = (kind, member.id);
        let year = to_date.get(&years.first_month(member.class));
        Ranked {
            place: None,
            points: points.get(&subject).copied().unwrap_or(0),
            to_date: year.and_then(|year| year.get(&subject)).copied().unwrap_or(0),
            filed: filed.get(&member.id).copied().unwrap_or_default(),
            unranked: unranked.get(&subject).cloned(),
            moved: None,
            is_new: false,
            member,
        }
    };
    Ok(members.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::places_won;

    #[test]
    fn a_smaller_place_is_a_rise() {
        assert_eq!((places_won(5, 2), places_won(2, 5), places_won(3, 3)), (3, -3, 0));
    }
}
