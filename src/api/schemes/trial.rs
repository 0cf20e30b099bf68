//! What a draft would change, as a document.

use chrono::NaiveDate;
use entity::{OrganisationId, PersonId, SubjectKind};
use poem_openapi::Object;

use crate::api::written;
use crate::ledger::{ChangedLine, Moved, WhatIf};
use crate::people::Roster;

/// What a draft would change over the months tried.
#[derive(Clone, Debug, Object)]
pub(super) struct Trial {
    /// The first month.
    first: String,
    /// The last month.
    last: String,
    /// Facts that were priced.
    n_facts: u64,
    /// Lines that would change.
    n_changed: u64,
    /// Everybody whose points or place would change, whoever moves furthest first.
    moves: Vec<TrialMove>,
    /// The lines that would change most.
    lines: Vec<TrialLine>,
}

/// Somebody whose points or place would change.
#[derive(Clone, Debug, Object)]
struct TrialMove {
    /// `person` or `unit`.
    kind: String,
    /// The key of the person or unit.
    subject_id: i64,
    /// Their name.
    name: String,
    /// Points under the schemes in force.
    points_before: String,
    /// Points under the draft.
    points_after: String,
    /// Place among all of the kind under the schemes in force.
    rank_before: u64,
    /// Place under the draft.
    rank_after: u64,
    /// Places won; negative where they are lost.
    places_won: i64,
}

/// A line that would change.
#[derive(Clone, Debug, Object)]
struct TrialLine {
    /// `person` or `unit`.
    kind: String,
    /// The key of the person or unit.
    subject_id: i64,
    /// Their name.
    name: String,
    /// The day on which it happened.
    happened_on: NaiveDate,
    /// The article, where one is concerned.
    article_id: Option<i64>,
    /// Points under the schemes in force; none: no such line.
    points_before: Option<String>,
    /// Points under the draft; none: no such line.
    points_after: Option<String>,
    /// The sentence under the schemes in force.
    sentence_before: Option<String>,
    /// The sentence under the draft.
    sentence_after: Option<String>,
}

fn name(roster: &Roster, kind: SubjectKind, id: i64) -> String {
    match kind {
        SubjectKind::Unit => roster.unit(OrganisationId(id)).to_owned(),
        SubjectKind::Person => roster.person(PersonId(id)).to_owned(),
    }
}

/// The trial with names.
pub(super) fn document(roster: &Roster, found: WhatIf) -> Trial {
    Trial {
        first: found.first.to_string(),
        last: found.last.to_string(),
        n_facts: found.n_facts as u64,
        n_changed: found.n_changed as u64,
        moves: found.moves.iter().map(|one| moved(roster, one)).collect(),
        lines: found.lines.into_iter().map(|one| line(roster, one)).collect(),
    }
}

fn moved(roster: &Roster, one: &Moved) -> TrialMove {
    TrialMove {
        kind: one.kind.code().to_owned(),
        subject_id: one.subject_id,
        name: name(roster, one.kind, one.subject_id),
        points_before: written::points(one.points_before),
        points_after: written::points(one.points_after),
        rank_before: one.rank_before as u64,
        rank_after: one.rank_after as u64,
        places_won: one.places_won(),
    }
}

fn line(roster: &Roster, one: ChangedLine) -> TrialLine {
    let (points_before, sentence_before) = one.before.unzip();
    let (points_after, sentence_after) = one.after.unzip();
    TrialLine {
        kind: one.subject.0.code().to_owned(),
        subject_id: one.subject.1,
        name: name(roster, one.subject.0, one.subject.1),
        happened_on: one.happened_on,
        article_id: one.article.map(|article| article.0),
        points_before: points_before.map(written::points),
        points_after: points_after.map(written::points),
        sentence_before,
        sentence_after,
    }
}
