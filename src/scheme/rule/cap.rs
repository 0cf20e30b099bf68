//! Ceilings: what a period's lines exceed is taken away by explicit negative lines, month by month, with the arithmetic.
//! A line that the ceiling cuts keeps its own points; nothing is truncated silently.

use std::collections::BTreeMap;

use crate::calendar::{Month, Period};
use crate::points::Points;
use crate::scheme::document::Cap;
use crate::scheme::ids::OutletId;
use crate::scheme::line::Family;
use crate::scheme::post::{Direct, Post};
use crate::scheme::rule::quota::{Reckoning, earns, in_period};
use crate::scheme::trace::{Step, Trace};

/// Posts what one ceiling takes away in the period.
///
/// Each month takes what the running total exceeds after it, less what was taken in earlier months of the period; so
/// the months of a year's ceiling add up to the year, and a reversal in March changes nothing in January.
pub(in crate::scheme) fn post(at: &Reckoning<'_, '_>, cap: &Cap) -> Vec<Post> {
    let mut groups: BTreeMap<Option<OutletId>, BTreeMap<Month, Vec<&Post>>> = BTreeMap::new();
    for post in at.account.posts.iter().filter_map(|place| at.posts.get(*place)) {
        if limits(cap, post) && in_period(post, at.period) && !post.line.points.is_zero() {
            let group = if cap.per_outlet { post.outlet } else { None };
            let month = match at.period {
                Period::Week(_) => at.outcome_month(),
                Period::Months { .. } => post.line.period,
            };
            groups
                .entry(group)
                .or_default()
                .entry(month)
                .or_default()
                .push(post);
        }
    }
    let mut cuts = Vec::new();
    for (outlet, months) in groups {
        let (mut total, mut taken) = (Points::ZERO, Points::ZERO);
        for (month, posts) in months {
            total = posts.iter().fold(total, |sum, post| sum + post.line.points);
            let over = (total - cap.at).max(Points::ZERO);
            if over != taken {
                let standing = Standing {
                    outlet,
                    month,
                    total,
                    taken,
                };
                cuts.push(cut(at, cap, &standing, &posts));
                taken = over;
            }
        }
    }
    cuts
}

/// The running total of a month in a group of lines, and what was taken before it.
struct Standing {
    outlet: Option<OutletId>,
    month: Month,
    total: Points,
    taken: Points,
}

fn cut(at: &Reckoning<'_, '_>, cap: &Cap, standing: &Standing, posts: &[&Post]) -> Post {
    let Standing {
        outlet,
        month,
        total,
        taken,
    } = *standing;
    let mut trace = Trace::start("上限", cap.at);
    trace.steps.push(Step::Less {
        what: "合计".to_owned(),
        points: total,
    });
    trace.steps.push(Step::AtMost { points: Points::ZERO });
    if !taken.is_zero() {
        trace.steps.push(Step::Less {
            what: "此前已扣".to_owned(),
            points: -taken,
        });
    }
    let (subject, period) = (at.subject, at.period);
    let outlet_key = outlet.map_or_else(String::new, |outlet| format!("|outlet:{outlet}"));
    let mut facts: Vec<_> = posts
        .iter()
        .flat_map(|post| post.line.facts.iter().copied())
        .collect();
    facts.sort_unstable();
    facts.dedup();
    let last_day = posts.iter().map(|post| post.line.happened_on).max();
    let direct = Direct {
        key: format!("cap:{}|{subject}|{period}|{month}{outlet_key}", cap.code),
        subject,
        booked: month,
        day: last_day.unwrap_or_else(|| period.first_day()),
        family: Family::Cap,
        rule: cap.code.clone(),
        scheme: Some(at.scheme),
        article: None,
        facts,
        trace,
        what: format!("{} {period} 累计 {total} 分，封顶 {} 分", at.account.name, cap.at),
        reason: None,
    };
    let mut post = direct.post();
    post.outlet = outlet;
    post.limits = Some((families(cap), cap.rule.0.clone()));
    post
}

/// The families that a ceiling limits.
fn families(cap: &Cap) -> Vec<Family> {
    const EARNING: [Family; 8] = [
        Family::Submission,
        Family::Adoption,
        Family::Instruction,
        Family::Views,
        Family::Quality,
        Family::Clue,
        Family::Commission,
        Family::Quota,
    ];
    debug_assert!(
        EARNING
            .iter()
            .all(|family| earns(*family) || *family == Family::Quota),
        "same families"
    );
    if cap.family.is_empty() {
        EARNING.to_vec()
    } else {
        cap.family.clone()
    }
}

/// Whether a line counts toward a ceiling: by family and rule; a narrower ceiling's cut counts with what it cut.
fn limits(cap: &Cap, post: &Post) -> bool {
    let families = families(cap);
    match &post.limits {
        None => families.contains(&post.line.family) && cap.rule.admits(&post.line.rule),
        Some((narrower, rules)) => {
            narrower.iter().all(|family| families.contains(family))
                && (cap.rule.0.is_empty()
                    || (!rules.is_empty() && rules.iter().all(|rule| cap.rule.0.contains(rule))))
        }
    }
}
