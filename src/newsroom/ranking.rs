//! 积分排名 as both doors print it: from the totals while a month is open, from the frozen statements once it is closed;
//! whoever is exempt or only encouraged stands below, without a place and with the reason. What a reader is not to see is
//! cut here, so that page, sheet and API agree.

use std::collections::HashMap;

use entity::{OrganisationClass, SubjectKind, period_close};
use sea_orm::ConnectionTrait;

use super::filed::{Filed, filed};
use super::members::{Member, Reporters};
use super::sight::Sight;
use super::year::{AssessmentYears, period_before};
use crate::Result;
use crate::calendar::{Month, Period};
use crate::ledger::{self, Exceptions, RankFilter, TieRule, Unranked};

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
    before: Option<Vec<Former>>,
}

/// What a place in the period before rests on.
#[derive(Clone, Copy, Debug)]
struct Former {
    id: i64,
    /// In hundredths.
    points: i64,
    class: Option<OrganisationClass>,
    is_ranked: bool,
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
    let in_class = |one: &Former| filter.class.is_none() || one.class == filter.class;
    let before = before.filter(|rows| rows.iter().any(|one| in_class(one) && one.points != 0));
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
    ranking.table = ranking.table_of(|class| filter.class.is_none() || class == filter.class);
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

/// The rows of a closed month, without their places, and those of the month before where that is closed, too: what is
/// frozen is compared with what is frozen.
async fn frozen_rows(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
) -> Result<(Vec<Ranked>, Option<Vec<Former>>)> {
    let now = frozen(db, kind, period).await?;
    let Some(before) = period_before(period) else {
        return Ok((now, None));
    };
    let is_closed = ledger::close_of(db, &before.to_string()).await?.is_some();
    let before = if is_closed {
        Some(frozen_before(db, kind, before).await?)
    } else {
        None
    };
    Ok((now, before))
}

/// The rows of a period that is not closed, without their places, and what the places of the period before rest on.
async fn live_rows(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
) -> Result<(Vec<Ranked>, Option<Vec<Former>>)> {
    let before = period_before(period);
    if let Some(closed) = before
        && ledger::close_of(db, &closed.to_string()).await?.is_some()
    {
        let (now, _) = live(db, kind, period, None).await?;
        return Ok((now, Some(frozen_before(db, kind, closed).await?)));
    }
    live(db, kind, period, before).await
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

async fn frozen(db: &impl ConnectionTrait, kind: SubjectKind, period: Period) -> Result<Vec<Ranked>> {
    let rows = ledger::frozen_ranks(db, kind, &period.to_string()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Ranked {
            place: None,
            points: row.earned + row.deducted + row.prior,
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

/// What the places in a closed month rest on.
async fn frozen_before(db: &impl ConnectionTrait, kind: SubjectKind, period: Period) -> Result<Vec<Former>> {
    let rows = ledger::frozen_scores(db, kind, &period.to_string()).await?;
    let former = |(id, points, class, unranked): (i64, i64, String, String)| Former {
        id,
        points,
        class: OrganisationClass::from_code(&class),
        is_ranked: Unranked::from_parts(&unranked, "").is_none(),
    };
    Ok(rows.into_iter().map(former).collect())
}

/// The rows of a period as the totals stand, and what the places in another period rest on.
async fn live(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
    other: Option<Period>,
) -> Result<(Vec<Ranked>, Option<Vec<Former>>)> {
    let months = |period: Period| (Month::of(period.first_day()), Month::of(period.last_day()));
    let last = Month::of(period.last_day());
    let years = AssessmentYears::around(db, last).await?;
    let firsts = years.first_months();
    let mut runs = vec![months(period)];
    runs.extend(firsts.iter().map(|first| (*first, last)));
    runs.extend(other.map(months));
    let live = Live {
        kind,
        reporters: Reporters::load(db, kind).await?,
        exceptions: Exceptions::load(db).await?,
        points: ledger::points_in(db, &[kind], &runs).await?,
    };
    let filed = filed(db, kind, period).await?;
    let mut rows = live.rows(period, 0);
    for row in &mut rows {
        let first = years.first_month(row.member.class);
        let year = firsts.iter().position(|one| *one == first);
        row.to_date = year.map_or(0, |year| live.points_of(row.member.id, 1 + year));
        row.filed = filed.get(&row.member.id).copied().unwrap_or_default();
    }
    let former = |row: Ranked| Former {
        id: row.member.id,
        points: row.points,
        class: row.member.class,
        is_ranked: row.unranked.is_none(),
    };
    let before = other.map(|other| live.rows(other, runs.len() - 1).into_iter().map(former).collect());
    Ok((rows, before))
}

/// What the rankings of open periods rest on, whatever period is asked.
struct Live {
    kind: SubjectKind,
    reporters: Reporters,
    exceptions: Exceptions,
    points: HashMap<(SubjectKind, i64), Vec<Option<i64>>>,
}

impl Live {
    /// What a subject has in a run of months, in hundredths.
    fn points_of(&self, id: i64, run: usize) -> i64 {
        self.points
            .get(&(self.kind, id))
            .and_then(|points| points[run])
            .unwrap_or(0)
    }

    /// The rows of a period, whose points are those of a run of months, with their points alone: all that a place rests
    /// on.
    fn rows(&self, period: Period, run: usize) -> Vec<Ranked> {
        let unranked = self.exceptions.of(period);
        let scorers = self.points.iter().filter(|(_, points)| points[run].is_some());
        let scorers = scorers.map(|((_, id), _)| *id).collect();
        let row = |member: Member| Ranked {
            place: None,
            points: self.points_of(member.id, run),
            to_date: 0,
            filed: Filed::default(),
            unranked: unranked.get(&(self.kind, member.id)).cloned(),
            moved: None,
            is_new: false,
            member,
        };
        let members = self.reporters.members(period, scorers);
        members.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::places_won;

    #[test]
    fn a_smaller_place_is_a_rise() {
        assert_eq!((places_won(5, 2), places_won(2, 5), places_won(3, 3)), (3, -3, 0));
    }
}
