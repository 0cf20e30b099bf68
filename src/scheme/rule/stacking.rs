//! Which adoptions of one article count: all, the highest, the first, the best few, one per level … (DOMAIN 2.2).
//! The choice looks at all adoptions at once, so it does not depend on the order in which they were recorded.

use std::cmp::{Ordering, Reverse};

use crate::calendar::Period;
use crate::points::Points;
use crate::scheme::award::Award;
use crate::scheme::document::{Keep, LateHigher, OnePer, Scheme, Stacking};
use crate::scheme::line::{Family, Reason};
use crate::scheme::trace::{Step, Trace};

/// Marks the awards that do not count, and sets factors and differences on those that do.
///
/// `awards` are in the order of (day, fact). Ties go to the higher level, then to the earlier day, then to the lower
/// fact number. With a window only awards of the same period compete.
pub(in crate::scheme) fn resolve(scheme: &Scheme, awards: &mut [Award<'_>]) {
    let rules = &scheme.stacking;
    let mut windows: Vec<(Option<Period>, Vec<usize>)> = Vec::new();
    for (at, award) in awards.iter().enumerate().filter(|(_, award)| award.counts()) {
        let window = rules
            .window
            .map(|length| Period::of(award.day, length, scheme.calendar.year_starts));
        match windows.iter_mut().find(|(known, _)| *known == window) {
            Some((_, members)) => members.push(at),
            None => windows.push((window, vec![at])),
        }
    }
    for (_, members) in windows {
        let members = keep_one_per_group(rules, awards, members);
        let kept = match (rules.keep, rules.late_higher) {
            (Keep::Cumulative | Keep::Incremental, _) => members,
            (Keep::Highest, LateHigher::Rebook) => keep_best(awards, members, 1),
            (Keep::Highest, LateHigher::Difference) => keep_differences(awards, members),
            (Keep::Top, _) => {
                let n = rules.top.and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
                keep_best(awards, members, n)
            }
            (Keep::First, _) => keep_first(awards, members),
        };
        if let Some(times) = rules.reuse_times {
            for at in kept.into_iter().skip(1) {
                awards[at].trace.times("一稿多用", times);
                awards[at].settle_value();
            }
        }
    }
}

/// The awards that take from the article what exceeds its own ceiling.
pub(in crate::scheme) fn article_cap<'a>(
    scheme: &'a Scheme,
    title: &str,
    awards: &[Award<'a>],
) -> Vec<Award<'a>> {
    let Some(cap) = scheme.stacking.article_cap else {
        return Vec::new();
    };
    let (mut total, mut taken) = (Points::ZERO, Points::ZERO);
    let mut cuts = Vec::new();
    for award in awards.iter().filter(|award| award.counts()) {
        total = total + award.net();
        let over = if total > cap { total - cap } else { Points::ZERO };
        if over == taken {
            continue;
        }
        let mut trace = Trace::start("单篇上限", cap);
        trace.steps.push(Step::Less {
            what: "该稿累计".to_owned(),
            points: total,
        });
        if !taken.is_zero() {
            trace.steps.push(Step::Less {
                what: "此前已扣".to_owned(),
                points: -taken,
            });
        }
        cuts.push(Award {
            slot: format!("article_cap:{}", award.fact),
            fact: award.fact,
            facts: vec![award.fact],
            scheme,
            family: Family::Cap,
            rule: "单篇封顶".to_owned(),
            day: award.day,
            booked: award.booked,
            what: format!("《{title}》采用得分封顶 {cap} 分"),
            trace,
            value: taken - over,
            former: Points::ZERO,
            reason: None,
            each_unit: false,
            place: award.place,
        });
        taken = over;
    }
    cuts
}

/// Whether the first is the better of two: by value, level, then the earlier.
fn better(awards: &[Award<'_>], one: usize) -> impl Ord + use<> {
    let award = &awards[one];
    (
        Reverse(award.value),
        Reverse(award.place.rank),
        award.day,
        award.fact,
    )
}

fn keep_one_per_group(rules: &Stacking, awards: &mut [Award<'_>], members: Vec<usize>) -> Vec<usize> {
    let one_per = match (rules.one_per, rules.keep) {
        (None, Keep::Incremental) => OnePer::Level,
        (None, _) => return members,
        (Some(one_per), _) => one_per,
    };
    let same = |one: &Award<'_>, other: &Award<'_>| match one_per {
        // Levels of equal rank are one level; levels unknown to the scheme are told apart by their name.
        OnePer::Level if one.place.rank.is_some() => one.place.rank == other.place.rank,
        OnePer::Level => other.place.rank.is_none() && one.place.level == other.place.level,
        OnePer::Class => one.place.class == other.place.class,
        OnePer::Outlet => one.place.outlet == other.place.outlet,
        OnePer::Side => {
            let inside = |award: &Award<'_>| {
                rules
                    .inside_class
                    .0
                    .iter()
                    .any(|class| class == award.place.class)
            };
            inside(one) == inside(other)
        }
    };
    let winner_of = |at: usize, awards: &[Award<'_>]| {
        let rivals = members
            .iter()
            .copied()
            .filter(|other| same(&awards[at], &awards[*other]));
        rivals.min_by_key(|other| better(awards, *other)).unwrap_or(at)
    };
    let winners: Vec<usize> = members.iter().map(|at| winner_of(*at, awards)).collect();
    let mut kept = Vec::new();
    for (at, winner) in members.into_iter().zip(winners) {
        if at == winner {
            kept.push(at);
        } else {
            awards[at].reason = Some(Reason::AlreadyCounted {
                by: awards[winner].fact,
            });
        }
    }
    kept
}

/// Keeps the `n` best; each other one is covered by the best, or repeats one of equal worth.
fn keep_best(awards: &mut [Award<'_>], mut members: Vec<usize>, n: usize) -> Vec<usize> {
    members.sort_by_key(|at| better(awards, *at));
    let losers = members.split_off(n.min(members.len()));
    for at in losers {
        if let Some(last) = members.last().map(|at| &awards[*at]) {
            let is_repetition = last.value == awards[at].value && last.place.rank == awards[at].place.rank;
            let by = last.fact;
            awards[at].reason = Some(if is_repetition {
                Reason::AlreadyCounted { by }
            } else {
                Reason::Covered { by }
            });
        }
    }
    members.sort_unstable();
    members
}

fn keep_first(awards: &mut [Award<'_>], members: Vec<usize>) -> Vec<usize> {
    let mut members = members.into_iter();
    let Some(first) = members.next() else {
        return Vec::new();
    };
    for at in members {
        awards[at].reason = Some(Reason::NotFirst {
            by: awards[first].fact,
        });
    }
    vec![first]
}

/// Counts each by what it exceeds the best before it, in the order of days.
fn keep_differences(awards: &mut [Award<'_>], members: Vec<usize>) -> Vec<usize> {
    let mut best: Option<usize> = None;
    let mut kept = Vec::new();
    for at in members {
        let Some(former) = best else {
            best = Some(at);
            kept.push(at);
            continue;
        };
        let (by, before) = (awards[former].fact, awards[former].value);
        match awards[at].value.cmp(&before) {
            Ordering::Greater => {
                awards[at].former = before;
                best = Some(at);
                kept.push(at);
            }
            Ordering::Equal => awards[at].reason = Some(Reason::AlreadyCounted { by }),
            Ordering::Less => awards[at].reason = Some(Reason::Covered { by }),
        }
    }
    kept
}
