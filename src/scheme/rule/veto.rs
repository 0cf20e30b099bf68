//! Vetoes (一票否决): enough incidents or missed commissions in a period, and the period is worth nothing.
//! The veto is an explicit line for each month that takes away what the month held.

use std::collections::BTreeMap;

use crate::calendar::{Month, Period};
use crate::points::Points;
use crate::scheme::document::Veto;
use crate::scheme::ids::FactId;
use crate::scheme::line::Family;
use crate::scheme::post::{Direct, Post};
use crate::scheme::rule::quota::{Reckoning, in_period, total};
use crate::scheme::trace::{Step, Trace};

/// Posts what one veto takes away in the period.
pub(in crate::scheme) fn post(at: &Reckoning<'_, '_>, veto: &Veto) -> Vec<Post> {
    let causes = causes(at, veto);
    let Ok(n) = u32::try_from(causes.len()) else {
        return Vec::new();
    };
    if n < veto.at_least.max(1) {
        return Vec::new();
    }
    let mut months: BTreeMap<Month, Vec<&Post>> = BTreeMap::new();
    for post in at.account.posts.iter().filter_map(|place| at.posts.get(*place)) {
        let stays = veto.keeps_deductions && post.line.family == Family::Deduction;
        if in_period(post, at.period) && !stays && post.line.family != Family::Opening {
            let month = match at.period {
                Period::Week(_) => at.outcome_month(),
                Period::Months { .. } => post.line.period,
            };
            months.entry(month).or_default().push(post);
        }
    }
    let day = causes
        .iter()
        .map(|(day, _)| *day)
        .max()
        .unwrap_or_else(|| at.period.last_day());
    let facts: Vec<FactId> = causes.iter().map(|(_, fact)| *fact).collect();
    let mut posts = Vec::new();
    for (month, lines) in months {
        let sum = total(lines.into_iter());
        if sum.is_zero() {
            continue;
        }
        let mut trace = Trace::start("归零", Points::ZERO);
        trace.steps.push(Step::Less {
            what: "当月合计".to_owned(),
            points: sum,
        });
        let (subject, period) = (at.subject, at.period);
        let direct = Direct {
            key: format!("veto:{}|{subject}|{period}|{month}", veto.code),
            subject,
            booked: month,
            day,
            family: Family::Veto,
            rule: veto.code.clone(),
            scheme: Some(at.scheme),
            article: None,
            facts: facts.clone(),
            trace,
            what: format!(
                "{} {period} 一票否决（{n} 次），{month} 得分归零",
                at.account.name
            ),
            reason: None,
        };
        posts.push(direct.post());
    }
    posts
}

fn causes(at: &Reckoning<'_, '_>, veto: &Veto) -> Vec<(chrono::NaiveDate, FactId)> {
    let incidents = at
        .account
        .incidents
        .iter()
        .filter(|(_, _, word)| veto.incident.0.iter().any(|one| one == word));
    let mut causes: Vec<_> = incidents.map(|(day, fact, _)| (*day, *fact)).collect();
    if veto.missed_commission {
        causes.extend(at.account.missed_commissions.iter().copied());
    }
    causes.retain(|(day, _)| at.period.contains(*day));
    causes.sort_unstable();
    causes.dedup();
    causes
}
