//! 积分排名 as both doors print it: from the totals while a month is open, from the frozen statements once it is closed;
//! whoever is exempt or only encouraged stands below, without a place and with the reason.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use entity::{OrganisationClass, SubjectKind, period_close};
use sea_orm::ConnectionTrait;

use super::roll::{Filed, Member, filed, members};
use super::year::AssessmentYears;
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
}

/// A ranking.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// The rows by place; those without one come last.
    pub rows: Vec<Ranked>,
    /// The close that froze it, where the period is a closed month.
    pub close: Option<period_close::Model>,
    ties: TieRule,
}

impl Ranking {
    /// The row of a subject.
    #[must_use]
    pub fn row_of(&self, subject_id: i64) -> Option<&Ranked> {
        self.rows.iter().find(|row| row.member.id == subject_id)
    }

    /// How many have a place.
    #[must_use]
    pub fn n_ranked(&self) -> usize {
        self.rows.iter().filter(|row| row.place.is_some()).count()
    }

    /// A table for each class of organisation, in their order, each with places of its own; the last is that of those
    /// without a class. Empty tables are left out.
    #[must_use]
    pub fn by_class(&self) -> Vec<(Option<OrganisationClass>, Vec<Ranked>)> {
        let classes = OrganisationClass::ALL.iter().map(|class| Some(*class));
        classes
            .chain([None])
            .map(|class| {
                let of_class = self.rows.iter().filter(|row| row.member.class == class);
                (class, placed(of_class.cloned().collect(), self.ties))
            })
            .filter(|(_, rows)| !rows.is_empty())
            .collect()
    }
}

/// The ranking of a month, quarter or year.
///
/// # Errors
/// Whatever the database answers.
pub async fn ranking(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Ranking> {
    let close = ledger::close_of(db, &filter.period).await?;
    let rows = if close.is_some() {
        frozen(db, filter).await?
    } else {
        live(db, filter.kind, period).await?
    };
    let of_class = rows
        .into_iter()
        .filter(|row| filter.class.is_none() || row.member.class == filter.class);
    Ok(Ranking {
        rows: placed(of_class.collect(), filter.ties),
        close,
        ties: filter.ties,
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

async fn frozen(db: &impl ConnectionTrait, filter: &RankFilter) -> Result<Vec<Ranked>> {
    let rows = ledger::frozen_of(db, filter.kind, &filter.period).await?;
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
            member,
        }
    };
    Ok(members.into_iter().map(row).collect())
}
