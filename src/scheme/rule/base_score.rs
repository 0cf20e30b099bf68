//! Base scores, and the floor that lets deductions consume the base but never what was earned (扣完为止).

use crate::calendar::Month;
use crate::points::Points;
use crate::scheme::account::Duty;
use crate::scheme::document::{BaseScore, ExemptWhen};
use crate::scheme::line::Family;
use crate::scheme::post::{Direct, Post};
use crate::scheme::rule::quota::{Reckoning, in_period};
use crate::scheme::trace::{Step, Trace};

/// Posts the base, from the first day of the period on, and what the floor gives back.
pub(in crate::scheme) fn post(at: &Reckoning<'_, '_>, base: &BaseScore) -> Vec<Post> {
    let has_begun = at.through.is_none_or(|through| at.period.first_day() <= through);
    if !has_begun
        || matches!(
            at.account.duty(at.period, ExemptWhen::default()),
            Duty::Unassessed
        )
    {
        return Vec::new();
    }
    let (name, period) = (at.account.name, at.period);
    let first_month = match period {
        crate::calendar::Period::Week(_) => at.outcome_month(),
        crate::calendar::Period::Months { first, .. } => first,
    };
    let line = |slot: &str, booked: Month, day, trace, what: &str, facts| {
        let direct = Direct {
            key: format!("{slot}:{}|{}|{period}", base.code, at.subject),
            subject: at.subject,
            booked,
            day,
            family: Family::Base,
            rule: base.code.clone(),
            scheme: Some(at.scheme),
            article: None,
            facts,
            trace,
            what: format!("{name} {period} {what}"),
            reason: None,
        };
        direct.post()
    };
    let start = Trace::start("基础分", base.points);
    let mut posts = vec![line(
        "base",
        first_month,
        period.first_day(),
        start,
        "基础分",
        Vec::new(),
    )];
    if base.floor {
        let taken: Vec<&Post> = deductions(at).collect();
        let all: Points = taken.iter().map(|post| post.line.points).sum();
        let left = base.points + all;
        if left.is_negative() {
            let mut trace = Trace::start("扣分合计", -all);
            trace.steps.push(Step::Less {
                what: "基础分".to_owned(),
                points: base.points,
            });
            let facts = taken
                .iter()
                .flat_map(|post| post.line.facts.iter().copied())
                .collect();
            let last = taken
                .iter()
                .max_by_key(|post| (post.line.period, post.line.happened_on));
            let (booked, day) = last.map_or((first_month, period.first_day()), |post| {
                (post.line.period, post.line.happened_on)
            });
            posts.push(line("floor", booked, day, trace, "基础分扣完为止", facts));
        }
    }
    posts
}

/// What was taken from the subject in the period: deductions, missed quotas and commissions.
fn deductions<'r>(at: &'r Reckoning<'_, '_>) -> impl Iterator<Item = &'r Post> {
    at.account
        .posts
        .iter()
        .filter_map(|place| at.posts.get(*place))
        .filter(|post| {
            let takes = matches!(
                post.line.family,
                Family::Deduction | Family::Quota | Family::Commission
            );
            takes && post.line.points.is_negative() && in_period(post, at.period)
        })
}
