//! The rules of a period for one subject, in their order: quotas, adoption rate, base and floor, ceilings (the shorter
//! period first), vetoes. Each reads the raw facts and lines of the period.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::account::Account;
use super::book::Shelf;
use super::document::Scheme;
use super::ids::Subject;
use super::post::Post;
use super::rule::quota::Reckoning;
use super::rule::{base_score, cap, quota, rate, veto};
use crate::calendar::{Length, Period, YearStart};

const STAGES: [Stage; 5] = [Stage::Quota, Stage::Rate, Stage::Base, Stage::Cap, Stage::Veto];

#[derive(Clone, Copy)]
enum Stage {
    Quota,
    Rate,
    Base,
    Cap,
    Veto,
}

/// Applies the rules of all periods that concern a subject, appending to the lines made so far.
pub(super) fn price<'a>(
    shelf: &Shelf<'a>,
    lengths: &[(Length, YearStart)],
    last_day: Option<NaiveDate>,
    subject: Subject,
    account: &mut Account<'a>,
    posts: &mut Vec<Post>,
) {
    if lengths.is_empty() {
        return;
    }
    let mut periods: Vec<(Period, &'a Scheme)> = Vec::new();
    for (length, year) in lengths {
        for period in touched(*length, *year, last_day, shelf.through, account, posts) {
            let scheme = shelf.during(account.class_in(period), period);
            periods.extend(
                scheme
                    .filter(|scheme| scheme.calendar.year_starts == *year)
                    .map(|it| (period, it)),
            );
        }
    }
    for stage in STAGES {
        for (period, scheme) in &periods {
            let at = Reckoning {
                scheme,
                subject,
                account,
                period: *period,
                through: shelf.through,
                posts,
            };
            let made = apply(stage, &at);
            for post in made {
                account.posts.push(posts.len());
                posts.push(post);
            }
        }
    }
}

/// The lengths of period for which any scheme has a rule, shortest first.
pub(super) fn lengths(shelf: &Shelf<'_>) -> Vec<(Length, YearStart)> {
    let mut lengths = BTreeSet::new();
    for scheme in shelf.schemes() {
        lengths.extend(rule_lengths(scheme).map(|length| (length, scheme.calendar.year_starts)));
    }
    lengths.into_iter().collect()
}

/// The lengths of period for which a scheme has a rule.
pub(super) fn rule_lengths(scheme: &Scheme) -> impl Iterator<Item = Length> + '_ {
    let quotas = scheme.quota.iter().map(|rule| rule.period);
    let rates = scheme.rate.iter().map(|rule| rule.period);
    let bases = scheme.base.iter().map(|rule| rule.period);
    let caps = scheme.cap.iter().map(|rule| rule.period);
    let vetoes = scheme.veto.iter().map(|rule| rule.zero);
    quotas.chain(rates).chain(bases).chain(caps).chain(vetoes)
}

fn apply(stage: Stage, at: &Reckoning<'_, '_>) -> Vec<Post> {
    let year = at.scheme.calendar.year_starts;
    let is_due = |length: Length| Period::of(at.period.first_day(), length, year) == at.period;
    let (scheme, subject) = (at.scheme, at.subject);
    match stage {
        Stage::Quota => {
            let due = scheme
                .quota
                .iter()
                .filter(|rule| is_due(rule.period) && rule.subject.admits(subject));
            due.flat_map(|rule| quota::post(at, rule)).collect()
        }
        Stage::Rate => {
            let due = scheme
                .rate
                .iter()
                .filter(|rule| is_due(rule.period) && rule.subject.admits(subject));
            due.filter_map(|rule| rate::post(at, rule)).collect()
        }
        Stage::Base => {
            let due = scheme
                .base
                .iter()
                .filter(|rule| is_due(rule.period) && rule.subject.admits(subject));
            due.flat_map(|rule| base_score::post(at, rule)).collect()
        }
        Stage::Cap => {
            let due = scheme
                .cap
                .iter()
                .filter(|rule| is_due(rule.period) && rule.subject.admits(subject));
            due.flat_map(|rule| cap::post(at, rule)).collect()
        }
        Stage::Veto => {
            let due = scheme
                .veto
                .iter()
                .filter(|rule| is_due(rule.zero) && rule.subject.admits(subject));
            due.flat_map(|rule| veto::post(at, rule)).collect()
        }
    }
}

/// The periods of a length in which the subject appears, has a line, or is on a roster.
fn touched(
    length: Length,
    year: YearStart,
    last_day: Option<NaiveDate>,
    through: Option<NaiveDate>,
    account: &Account<'_>,
    posts: &[Post],
) -> BTreeSet<Period> {
    let of = |day| Period::of(day, length, year);
    let mut periods: BTreeSet<Period> = account.appearances.iter().map(|(day, ..)| of(*day)).collect();
    for post in account.posts.iter().filter_map(|place| posts.get(*place)) {
        match length {
            // A week reckons by the day, longer periods by the month that the line is booked to.
            Length::Week => periods.insert(of(post.line.happened_on)),
            _ => periods.insert(of(post.line.period.first_day())),
        };
    }
    for roster in &account.rosters {
        // An open roster reaches as far as time has passed, or as far as anything happened.
        let bounds = [roster.until, through].into_iter().flatten().min();
        let Some(bound) = bounds.or(last_day) else {
            continue;
        };
        let mut period = of(roster.from);
        while period.first_day() <= bound {
            periods.insert(period);
            period = period.next();
        }
    }
    periods
}
