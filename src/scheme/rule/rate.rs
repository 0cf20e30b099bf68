//! The deduction for a low adoption rate: articles adopted in the period ÷ valid articles filed in it.

use std::collections::BTreeSet;

use crate::points::Ratio;
use crate::scheme::account::Duty;
use crate::scheme::document::{ExemptWhen, RateRule};
use crate::scheme::line::Family;
use crate::scheme::post::{Direct, Post};
use crate::scheme::rule::quota::Reckoning;
use crate::scheme::trace::Trace;

/// Posts the deduction, once the period is over.
pub(in crate::scheme) fn post(at: &Reckoning<'_, '_>, rule: &RateRule) -> Option<Post> {
    let mut filed: Vec<_> = at.account.filed_in(at.period).iter().collect();
    filed.sort_by_key(|filed| filed.article);
    let adopted = at.account.adopted_in(at.period).iter();
    let adopted: BTreeSet<_> = adopted.map(|one| one.article).collect();
    let (n_filed, n_adopted) = (
        i64::try_from(filed.len()).ok()?,
        i64::try_from(adopted.len()).ok()?,
    );
    // No rate at all where nothing was filed, unless the office counts that as 0.
    let rate = match Ratio::new(n_adopted, n_filed) {
        Some(rate) => rate,
        None if rule.nothing_is_below && n_adopted == 0 => Ratio::ZERO,
        None => return None,
    };
    let is_exempt = !matches!(at.account.duty(at.period, ExemptWhen::default()), Duty::Asked);
    if rate >= rule.below || !at.is_complete() || (n_filed == 0 && is_exempt) {
        return None;
    }
    let (name, period) = (at.account.name, at.period);
    let direct = Direct {
        key: format!("rate:{}|{}|{period}", rule.code, at.subject),
        subject: at.subject,
        booked: at.outcome_month(),
        day: period.last_day(),
        family: Family::Deduction,
        rule: rule.code.clone(),
        scheme: Some(at.scheme),
        article: None,
        facts: filed.iter().map(|filed| filed.fact).collect(),
        trace: Trace::start("采用率", rule.points),
        what: format!(
            "{name} {period} 采用率 {n_adopted}/{n_filed}，低于 {}",
            rule.below
        ),
        reason: None,
    };
    Some(direct.post())
}
