//! Points for commissions met, missed, or adopted upstairs. What repeated misses veto is `veto.rs`.

use crate::calendar::Month;
use crate::scheme::document::Scheme;
use crate::scheme::fact::{Commission, Outcome};
use crate::scheme::ids::{FactId, Subject};
use crate::scheme::line::Family;
use crate::scheme::post::{Direct, Post};
use crate::scheme::trace::Trace;

/// Prices one commission for the unit, the person, or both.
pub(in crate::scheme) fn post(scheme: &Scheme, fact: FactId, commission: &Commission, posts: &mut Vec<Post>) {
    let Some(rules) = &scheme.commission else { return };
    let (points, outcome) = match commission.outcome {
        Outcome::Met => (rules.met, "完成"),
        Outcome::Missed => (rules.missed, "未完成"),
        Outcome::AdoptedUpstairs => (rules.adopted_upstairs.unwrap_or(rules.met), "完成并被上级采用"),
    };
    let unit = (Subject::Unit(commission.unit.id), commission.unit.name.as_str());
    let person = commission
        .person
        .as_ref()
        .map(|person| (person.subject, person.name.as_str()));
    let person = person.filter(|(subject, _)| *subject != unit.0);
    for (subject, name) in [Some(unit), person]
        .into_iter()
        .flatten()
        .filter(|(who, _)| rules.subject.admits(*who))
    {
        let direct = Direct {
            key: format!("commission:{fact}|{subject}"),
            subject,
            booked: Month::of(commission.day),
            day: commission.day,
            family: Family::Commission,
            rule: rules.code.clone().unwrap_or_else(|| "约稿".to_owned()),
            scheme: Some(scheme),
            article: None,
            facts: vec![fact],
            trace: Trace::start(outcome, points),
            what: format!("{name}约稿《{}》{outcome}", commission.title),
            reason: None,
        };
        posts.push(direct.post());
    }
}
