//! The scoring law: facts and schemes in, lines out. Pure: no clock, no database, no float, no chance; the same facts in
//! any order, once or repeated, give the same lines in the same order.
//!
//! [`price`] prices under one scheme, [`price_all`] under a [`Book`] of published versions. What a scheme can say is in
//! [`Scheme`]; one file for each family of rules is in `rule/`. Standards: DOMAIN.md sections 2, 5 and 6.

mod account;
mod answer;
mod article;
mod asked;
pub mod assess;
mod award;
mod book;
mod docket;
mod document;
mod fact;
pub mod facts_file;
pub mod fee;
mod horizon;
mod ids;
mod line;
mod lint;
mod matcher;
pub mod merit;
mod period;
mod post;
mod rule;
pub mod tables;
#[cfg(test)]
pub(crate) mod tests;
mod trace;
mod words;

use std::collections::BTreeMap;

use article::Accounts;
use book::Shelf;
use docket::Docket;
use post::{Bars, Direct, Post};
use rule::{commission, deduction};

pub use answer::{Answered, answered};
pub use asked::{Asked, asked};
pub use book::{Book, Edition};
pub use docket::Origins;
pub use document::{Fault, Scheme, SchemeError, schema};
pub use fact::{
    Adjustment, Adoption, Author, Body, Clue, Commission, Craft, Exemption, Fact, Grant, Incident,
    Instruction, Mark, Measure, Named, Opening, Outcome, OutletRef, Piece, Roster, Standing, Submission,
    Target, UnitRef, Withdrawal,
};
pub use horizon::Horizon;
pub use ids::{ArticleId, FactId, OutletId, PersonId, Subject, UnitId};
pub use line::{Family, Line, Reason, SchemeStamp};
pub use lint::{Lint, lint};
pub use trace::{Step, Trace};
pub use words::{INCIDENTS, incident_word};

use crate::calendar::Month;

/// Prices facts under one scheme, whatever dates and classes it names; every period that they touch counts as over.
#[must_use]
pub fn price(scheme: &Scheme, facts: &[Fact]) -> Vec<Line> {
    price_on(&Shelf::single(scheme), facts)
}

/// Prices facts under the versions in force.
///
/// Each fact is priced under the version in force on its day for its unit's class; the adoptions of an article compete
/// under the version of its first counted fact; the rules of a period are those of the version in force on the
/// period's first day, else of the first that begins inside it. A version that begins on 1 March therefore leaves
/// every line of earlier facts identical.
#[must_use]
pub fn price_all(book: &Book, facts: &[Fact]) -> Vec<Line> {
    price_on(&Shelf::of(book), facts)
}

fn price_on(shelf: &Shelf<'_>, facts: &[Fact]) -> Vec<Line> {
    let docket = Docket::of(facts);
    let bars = bars(shelf, &docket);
    let mut posts: Vec<Post> = Vec::with_capacity(facts.len().saturating_mul(3));
    let mut accounts: Accounts<'_> = BTreeMap::new();
    for dossier in &docket.dossiers {
        article::price(shelf, dossier, &bars, &mut posts);
        article::note(shelf, dossier, &mut accounts);
    }
    for fact in &docket.loose {
        price_loose(shelf, fact, &mut accounts, &mut posts);
    }
    let lengths = period::lengths(shelf);
    if !lengths.is_empty() {
        for (place, post) in posts.iter().enumerate() {
            accounts.entry(post.line.subject).or_default().posts.push(place);
        }
        for dossier in &docket.dossiers {
            article::note_joint_units(dossier, &mut accounts);
        }
        share_holidays(&docket, &mut accounts);
        for (subject, account) in &mut accounts {
            account.put_in_order();
            period::price(shelf, &lengths, docket.last_day, *subject, account, &mut posts);
        }
    }
    posts.into_iter().map(|post| post.line).collect()
}

/// Prices a fact of no article, and notes it in the accounts of those it concerns.
fn price_loose<'a>(shelf: &Shelf<'a>, fact: &'a Fact, accounts: &mut Accounts<'a>, posts: &mut Vec<Post>) {
    let Some(day) = fact.body.day() else { return };
    match &fact.body {
        Body::Commission(it) => {
            if let Some(scheme) = shelf.on(&it.unit.class, day) {
                commission::post(scheme, fact.id, it, posts);
            }
            let person = it
                .person
                .as_ref()
                .map(|person| (person.subject, person.name.as_str()));
            let unit = (Subject::Unit(it.unit.id), it.unit.name.as_str());
            for (subject, name) in std::iter::once(unit).chain(person) {
                let account = accounts.entry(subject).or_default();
                account.name = name;
                account.appearances.push((day, fact.id, &it.unit.class));
                if it.outcome == Outcome::Missed {
                    account.missed_commissions.push((day, fact.id));
                }
            }
        }
        Body::Incident(it) => {
            for named in &it.subjects {
                if let Some(scheme) = shelf.on(&named.class, day) {
                    deduction::post_incident(scheme, fact.id, it, std::slice::from_ref(named), posts);
                }
                let account = accounts.entry(named.subject).or_default();
                account.name = &named.name;
                account.appearances.push((day, fact.id, &named.class));
                account.incidents.push((day, fact.id, &it.incident));
            }
        }
        Body::Exemption(it) => {
            if let Some(subject) = it.subject {
                accounts.entry(subject).or_default().exemptions.push(it);
            }
        }
        Body::Roster(it) => {
            let account = accounts.entry(it.named.subject).or_default();
            account.name = &it.named.name;
            account.rosters.push(it);
        }
        Body::Adjustment(it) => posts.push(
            Direct {
                key: format!("adjustment:{}|{}", fact.id, it.named.subject),
                subject: it.named.subject,
                booked: Month::of(day),
                day,
                family: Family::Adjustment,
                rule: "人工调整".to_owned(),
                scheme: None,
                article: None,
                facts: vec![fact.id],
                trace: Trace::start("人工调整", it.points),
                what: adjusted(it),
                reason: None,
            }
            .post(),
        ),
        Body::Opening(it) => posts.push(
            Direct {
                key: format!("opening:{}|{}", fact.id, it.named.subject),
                subject: it.named.subject,
                booked: it.month,
                day,
                family: Family::Opening,
                rule: "期初".to_owned(),
                scheme: None,
                article: None,
                facts: vec![fact.id],
                trace: Trace::start("期初", it.points),
                what: format!("{}期初结转 {}", it.named.name, it.note),
                reason: None,
            }
            .post(),
        ),
        Body::Submission(_)
        | Body::Adoption(_)
        | Body::Instruction(_)
        | Body::Measure(_)
        | Body::Mark(_)
        | Body::Clue(_)
        | Body::Withdrawal(_) => {}
    }
}

/// The sentence of points by hand: reason and both names.
fn adjusted(it: &Adjustment) -> String {
    let entered = if it.entered_by.is_empty() {
        String::new()
    } else {
        format!("{}登记，", it.entered_by)
    };
    format!(
        "{}人工调整（{}，{entered}{}批准）",
        it.named.name, it.reason, it.approver
    )
}

/// Gives everybody the exemptions that name nobody.
fn share_holidays<'a>(docket: &Docket<'a>, accounts: &mut Accounts<'a>) {
    for fact in &docket.loose {
        if let Body::Exemption(it) = &fact.body
            && it.subject.is_none()
        {
            for account in accounts.values_mut() {
                account.exemptions.push(it);
            }
        }
    }
}

/// Who is barred when, by incidents of any article.
fn bars(shelf: &Shelf<'_>, docket: &Docket<'_>) -> Bars {
    let mut bars = Bars::new();
    if !shelf
        .schemes()
        .any(|scheme| scheme.deduction.iter().any(|rule| rule.bars_for.is_some()))
    {
        return bars;
    }
    let mut add = |scheme: Option<&Scheme>, fact: FactId, incident: &Incident, named: &[Named]| {
        let Some((scheme, (from, until))) = scheme.and_then(|it| Some((it, deduction::bars(it, incident)?)))
        else {
            return;
        };
        debug_assert!(!scheme.deduction.is_empty(), "a bar comes from a deduction");
        for one in named {
            if let Subject::Person(person) = one.subject {
                bars.entry(person).or_default().push((from, until, fact));
            }
        }
    };
    for dossier in &docket.dossiers {
        for fact in &dossier.facts {
            if let (Body::Incident(it), Some(piece)) = (&fact.body, dossier.piece) {
                let scheme = shelf.on(&piece.unit.class, it.day);
                match scheme {
                    Some(known) if it.subjects.is_empty() => {
                        add(scheme, fact.id, it, &deduction::answerable(known, piece));
                    }
                    _ => add(scheme, fact.id, it, &it.subjects),
                }
            }
        }
    }
    for fact in &docket.loose {
        if let Body::Incident(it) = &fact.body {
            for named in &it.subjects {
                add(
                    shelf.on(&named.class, it.day),
                    fact.id,
                    it,
                    std::slice::from_ref(named),
                );
            }
        }
    }
    bars
}
