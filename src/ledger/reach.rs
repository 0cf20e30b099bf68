//! Whom a fact reaches and on which days: what is written beside it, so that settling finds all that belongs together
//! (the closure law of `scheme/horizon.rs`).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::SubjectKind;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::roll::EVER;
use crate::Result;
use crate::calendar::Week;
use crate::scheme::{Body, Subject};

/// The word for an exemption of everybody (节假日): settling anybody reads all of them.
pub(super) const HOLIDAY: &str = "holiday";

/// Whether a fact concerns everybody, known or not.
pub(super) const fn is_everybodys(body: &Body) -> bool {
    matches!(body, Body::Exemption(exemption) if exemption.subject.is_none())
}

/// `everybody(kind, id)`: every subject that any fact ever touched, for the head of a statement. It leaps along the index
/// from one subject to the next, since neither database does so for DISTINCT.
pub(super) const EVERYBODY: &str = "WITH RECURSIVE everybody(kind, id) AS (
  SELECT CAST('person' AS TEXT), (SELECT MIN(subject_id) FROM fact_subject WHERE subject_kind = 'person')
  UNION ALL
  SELECT CAST('unit' AS TEXT), (SELECT MIN(subject_id) FROM fact_subject WHERE subject_kind = 'unit')
  UNION ALL
  SELECT kind, (SELECT MIN(subject_id) FROM fact_subject WHERE subject_kind = everybody.kind AND subject_id > everybody.id)
  FROM everybody WHERE id IS NOT NULL
)";

/// Every subject that any fact ever touched.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn everybody(db: &impl ConnectionTrait) -> Result<BTreeSet<(SubjectKind, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: SubjectKind,
        id: i64,
    }
    let sql = format!("{EVERYBODY} SELECT kind, id FROM everybody WHERE id IS NOT NULL");
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let rows = rows.all(db).await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.id)).collect())
}

/// The days that a fact touches: that on which it happened, and the last one where it lasts.
pub(super) fn days_of(body: &Body) -> BTreeSet<NaiveDate> {
    let last = match body {
        Body::Exemption(exemption) => Some(exemption.until),
        _ => None,
    };
    body.day().into_iter().chain(last).collect()
}

/// Under which days a fact is found beside its subjects: what lasts under all of them, the rest under the day it
/// happened and, since a scheme may book by either, the day it was recorded. One of the same week says nothing more:
/// whoever looks for facts looks for whole weeks (`scheme/horizon.rs`).
pub(super) fn found_by(
    body: &Body,
    (happened_on, recorded_on): (NaiveDate, NaiveDate),
) -> BTreeSet<NaiveDate> {
    match body {
        Body::Roster(_) | Body::Exemption(_) => BTreeSet::from([EVER, happened_on]),
        _ if Week::of(happened_on) == Week::of(recorded_on) => BTreeSet::from([happened_on]),
        _ => BTreeSet::from([happened_on, recorded_on]),
    }
}

/// The word of the body's kind, as its JSON says it; an exemption for everybody has a word of its own, so that settling
/// anybody finds it among those of single persons and units.
pub(super) const fn kind(body: &Body) -> &'static str {
    match body {
        Body::Submission(_) => "submission",
        Body::Adoption(_) => "adoption",
        Body::Instruction(_) => "instruction",
        Body::Commission(_) => "commission",
        Body::Incident(_) => "incident",
        Body::Measure(_) => "measure",
        Body::Mark(_) => "mark",
        Body::Clue(_) => "clue",
        Body::Exemption(it) if it.subject.is_none() => HOLIDAY,
        Body::Exemption(_) => "exemption",
        Body::Roster(_) => "roster",
        Body::Adjustment(_) => "adjustment",
        Body::Opening(_) => "opening",
        Body::Withdrawal(_) => "withdrawal",
    }
}

/// The subjects that a body names itself.
pub(super) fn subjects_of(body: &Body) -> BTreeSet<(SubjectKind, i64)> {
    let mut subjects = BTreeSet::new();
    if let Some(piece) = body.piece() {
        subjects.extend(
            std::iter::once(&piece.unit)
                .chain(&piece.joint_units)
                .map(|unit| (SubjectKind::Unit, unit.id.0)),
        );
        subjects.extend(
            piece
                .authors
                .iter()
                .filter(|author| !author.external)
                .map(|author| (SubjectKind::Person, author.person.0)),
        );
    }
    let named: Vec<Subject> = match body {
        Body::Roster(roster) => vec![roster.named.subject],
        Body::Adjustment(adjustment) => vec![adjustment.named.subject],
        Body::Opening(opening) => vec![opening.named.subject],
        Body::Exemption(exemption) => exemption.subject.into_iter().collect(),
        Body::Clue(clue) => vec![clue.provider.subject],
        Body::Incident(incident) => incident.subjects.iter().map(|named| named.subject).collect(),
        Body::Commission(commission) => {
            let unit = Subject::Unit(commission.unit.id);
            std::iter::once(unit)
                .chain(commission.person.as_ref().map(|named| named.subject))
                .collect()
        }
        Body::Submission(_)
        | Body::Adoption(_)
        | Body::Instruction(_)
        | Body::Measure(_)
        | Body::Mark(_)
        | Body::Withdrawal(_) => Vec::new(),
    };
    subjects.extend(named.into_iter().map(key));
    subjects
}

/// A subject as the tables name it.
pub(super) const fn key(subject: Subject) -> (SubjectKind, i64) {
    match subject {
        Subject::Unit(unit) => (SubjectKind::Unit, unit.0),
        Subject::Person(person) => (SubjectKind::Person, person.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::{FactId, Withdrawal};

    #[test]
    fn a_day_of_another_week_is_told_and_one_of_the_same_week_is_not() {
        let body = Body::Withdrawal(Withdrawal {
            withdraws: FactId(1),
            reason: String::new(),
        });
        let days = |recorded_on: &str| {
            let happened_on = "2024-02-28".parse().unwrap();
            let found = found_by(&body, (happened_on, recorded_on.parse().unwrap()));
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(days("2024-02-28"), ["2024-02-28"]);
        // A Friday of the same week, in another month: the week is always looked for as a whole.
        assert_eq!(days("2024-03-01"), ["2024-02-28"]);
        assert_eq!(days("2024-03-04"), ["2024-02-28", "2024-03-04"]);
    }
}
