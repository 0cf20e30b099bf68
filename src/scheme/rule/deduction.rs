//! Deductions for incidents, the article that earns nothing, and the author who is barred.
//! Which period a veto empties is `veto.rs`.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::calendar::{Month, Period};
use crate::points::Points;
use crate::scheme::award::granted_within;
use crate::scheme::document::{Deduction, Scheme};
use crate::scheme::fact::{Grant, Incident, Named, Piece};
use crate::scheme::ids::{ArticleId, FactId, Subject};
use crate::scheme::line::{Family, Reason};
use crate::scheme::post::{Direct, Post};
use crate::scheme::rule::split;
use crate::scheme::trace::Trace;
use crate::scheme::words;

/// The word for an article filed late, which needs no incident of its own.
pub(in crate::scheme) const LATE: &str = "late";

/// Prices one incident for everybody who answers for it.
pub(in crate::scheme) fn post_incident(
    scheme: &Scheme,
    fact: FactId,
    incident: &Incident,
    answerable: &[Named],
    posts: &mut Vec<Post>,
) {
    let what = if incident.note.is_empty() {
        words::incident_word(&incident.incident).to_owned()
    } else {
        incident.note.clone()
    };
    let about = About {
        article: incident.article,
        fact,
        slot: "incident",
        day: incident.day,
        what,
    };
    for (at, rule) in rules(scheme, &incident.incident) {
        post(
            scheme,
            (at, rule),
            &about,
            incident.granted.as_ref(),
            answerable,
            posts,
        );
    }
}

/// Prices the lateness of an article.
pub(in crate::scheme) fn post_late(
    scheme: &Scheme,
    article: ArticleId,
    fact: FactId,
    day: NaiveDate,
    piece: &Piece,
    posts: &mut Vec<Post>,
) {
    let what = format!("《{}》迟报", piece.title);
    let about = About {
        article: Some(article),
        fact,
        slot: "late",
        day,
        what,
    };
    for (at, rule) in rules(scheme, LATE) {
        post(
            scheme,
            (at, rule),
            &about,
            None,
            &answerable(scheme, piece),
            posts,
        );
    }
}

/// Whether an incident takes everything from its article.
pub(in crate::scheme) fn empties_article(scheme: &Scheme, incident: &Incident) -> bool {
    rules(scheme, &incident.incident).any(|(_, rule)| rule.article_zero)
}

/// The days, first and last, in which an incident bars those who answer for it.
pub(in crate::scheme) fn bars(scheme: &Scheme, incident: &Incident) -> Option<(NaiveDate, NaiveDate)> {
    let (_, rule) = rules(scheme, &incident.incident).find(|(_, rule)| rule.bars_for.is_some())?;
    let period = Period::of(incident.day, rule.bars_for?, scheme.calendar.year_starts);
    Some((incident.day, period.last_day()))
}

/// The unit and the authors of an article: who answers for it where nobody else is named.
pub(in crate::scheme) fn answerable(scheme: &Scheme, piece: &Piece) -> Vec<Named> {
    let class = &piece.unit.class;
    let unit = Named {
        subject: Subject::Unit(piece.unit.id),
        name: piece.unit.name.clone(),
        class: class.clone(),
    };
    let authors = split::eligible(&scheme.authors, piece)
        .into_iter()
        .filter(|author| !author.external);
    let authors = authors.map(|author| Named {
        subject: Subject::Person(author.person),
        name: author.name.clone(),
        class: class.clone(),
    });
    std::iter::once(unit).chain(authors).collect()
}

struct About {
    article: Option<ArticleId>,
    fact: FactId,
    slot: &'static str,
    day: NaiveDate,
    what: String,
}

fn rules<'a>(scheme: &'a Scheme, incident: &str) -> impl Iterator<Item = (usize, &'a Deduction)> {
    scheme
        .deduction
        .iter()
        .enumerate()
        .filter(move |(_, rule)| rule.incident.0.iter().any(|one| one == incident))
}

fn post(
    scheme: &Scheme,
    (at, rule): (usize, &Deduction),
    about: &About,
    granted: Option<&Grant>,
    answerable: &[Named],
    posts: &mut Vec<Post>,
) {
    let (points, reason) = match (rule.points, rule.range) {
        (Some(points), _) => (points, None),
        (None, Some(range)) => match granted_within(granted, Some(range)) {
            Some(points) => (points, None),
            None => (Points::ZERO, Some(Reason::NotGranted)),
        },
        (None, None) => return,
    };
    let code = rule.code.clone().unwrap_or_else(|| format!("扣分{}", at + 1));
    let mut seen = HashSet::new();
    for named in answerable
        .iter()
        .filter(|named| rule.subject.admits(named.subject) && seen.insert(named.subject))
    {
        let direct = Direct {
            key: format!("{}:{}:{code}|{}", about.slot, about.fact, named.subject),
            subject: named.subject,
            booked: Month::of(about.day),
            day: about.day,
            family: Family::Deduction,
            rule: code.clone(),
            scheme: Some(scheme),
            article: about.article,
            facts: vec![about.fact],
            trace: Trace::start(&about.what, points),
            what: format!("{}：{}", named.name, about.what),
            reason: reason.clone(),
        };
        posts.push(direct.post());
    }
}
