//! The rows of a ranking before anybody has a place: from the totals while a period is open, from the frozen statements
//! of a closed month, each with what the places of the period before rest on.

use std::collections::HashMap;

use entity::{OrganisationClass, SubjectKind};
use sea_orm::ConnectionTrait;

use super::filed::{Filed, filed};
use super::members::{Member, Reporters};
use super::ranking::Ranked;
use super::year::{AssessmentYears, period_before};
use crate::Result;
use crate::calendar::{Month, Period};
use crate::error::Error;
use crate::ledger::{self, Exceptions, Unranked};

/// What a place in the period before rests on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Former {
    pub id: i64,
    /// In hundredths.
    pub points: i64,
    pub class: Option<OrganisationClass>,
    pub is_ranked: bool,
}

/// The rows of a closed month, without their places, and those of the month before where that is closed, too: what is
/// frozen is compared with what is frozen.
pub(super) async fn frozen_rows(
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
pub(super) async fn live_rows(
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

pub(super) async fn frozen(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
) -> Result<Vec<Ranked>> {
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
    let former = |row: ledger::FrozenScore| Former {
        id: row.subject_id,
        points: row.points,
        class: OrganisationClass::from_code(&row.class),
        is_ranked: Unranked::from_parts(&row.unranked, "").is_none(),
    };
    Ok(rows.into_iter().map(former).collect())
}

/// The rows of a period as the totals stand, and what the places in another period rest on.
pub(super) async fn live(
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
    // Two readers side by side, each for some thousands of rows; not more, so that others find one free.
    let kinds = [kind];
    let roster = async { Ok::<_, Error>((Reporters::load(db, kind).await?, Exceptions::load(db).await?)) };
    let counts = async {
        Ok::<_, Error>((
            ledger::points_in(db, &kinds, &runs).await?,
            filed(db, kind, period).await?,
        ))
    };
    let ((reporters, exceptions), (points, filed)) = tokio::try_join!(roster, counts)?;
    let live = Live {
        kind,
        reporters,
        exceptions,
        points,
    };
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
