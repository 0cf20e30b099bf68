//! Who answers for the incidents among facts: whoever an incident names, else the filing unit and the eligible authors
//! of its article, as the pricing of deductions has it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::book::{Book, Shelf};
use super::docket::{Docket, Dossier};
use super::fact::{Body, Fact, Incident};
use super::ids::Subject;
use super::rule::deduction;

/// An incident that stands, and everybody who answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The day of the incident.
    pub day: NaiveDate,
    /// Which incident.
    pub incident: String,
    /// Who answers, each once.
    pub subjects: BTreeSet<Subject>,
}

/// The incidents that stand among facts, in any order. An article's incident needs all facts of the article: without
/// particulars, or without a scheme in force on the day, nobody but the named answers.
#[must_use]
pub fn answered(book: &Book, facts: &[Fact]) -> Vec<Answered> {
    let (shelf, docket) = (Shelf::of(book), Docket::of(facts));
    let mut found = Vec::new();
    for dossier in &docket.dossiers {
        for fact in &dossier.facts {
            if let Body::Incident(it) = &fact.body {
                found.push(of(it, by_article(&shelf, dossier, it)));
            }
        }
    }
    for fact in &docket.loose {
        if let Body::Incident(it) = &fact.body {
            found.push(of(it, BTreeSet::new()));
        }
    }
    found
}

fn of(it: &Incident, by_article: BTreeSet<Subject>) -> Answered {
    let named: BTreeSet<Subject> = it.subjects.iter().map(|named| named.subject).collect();
    Answered {
        day: it.day,
        incident: it.incident.clone(),
        subjects: if named.is_empty() { by_article } else { named },
    }
}

/// The unit and the eligible authors of an article on the day of an incident.
fn by_article(shelf: &Shelf<'_>, dossier: &Dossier<'_>, it: &Incident) -> BTreeSet<Subject> {
    let known = dossier
        .piece
        .and_then(|piece| Some((piece, shelf.on(&piece.unit.class, it.day)?)));
    let Some((piece, scheme)) = known else {
        return BTreeSet::new();
    };
    let all = deduction::answerable(scheme, piece);
    all.into_iter().map(|named| named.subject).collect()
}
