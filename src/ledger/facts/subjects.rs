//! Whom a fact concerns: the persons and units that its body names, and those that earlier facts of its article touched.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{ArticleId, FactId, SubjectKind, fact, fact_subject};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::Result;
use crate::scheme::{Body, Subject};

/// The rows that name the subjects of a fact under the days by which it is found: when it happened and when it was
/// recorded, since a scheme may book by either, and those of the fact that it undoes.
pub(super) fn rows(
    fact_id: FactId,
    subjects: &BTreeSet<(SubjectKind, i64)>,
    days: &BTreeSet<NaiveDate>,
) -> Vec<fact_subject::Model> {
    let row = |(subject_kind, subject_id, happened_on)| fact_subject::Model {
        fact_id,
        subject_kind,
        subject_id,
        happened_on,
    };
    let pairs = subjects
        .iter()
        .flat_map(|(kind, id)| days.iter().map(|day| (*kind, *id, *day)));
    pairs.map(row).collect()
}

/// The subjects that a fact touched, and the days by which it is found.
pub(super) async fn touched_by(
    tx: &DatabaseTransaction,
    id: FactId,
) -> Result<(BTreeSet<(SubjectKind, i64)>, BTreeSet<NaiveDate>)> {
    let rows = fact_subject::Entity::find()
        .filter(fact_subject::Column::FactId.eq(id))
        .all(tx)
        .await?;
    let subjects = rows.iter().map(|row| (row.subject_kind, row.subject_id));
    Ok((
        subjects.collect(),
        rows.iter().map(|row| row.happened_on).collect(),
    ))
}

/// Subjects and days that any fact of an article ever touched.
pub(super) async fn touched_by_article(
    tx: &DatabaseTransaction,
    article: ArticleId,
) -> Result<(BTreeSet<(SubjectKind, i64)>, BTreeSet<NaiveDate>)> {
    let facts = fact::Entity::find()
        .filter(fact::Column::ArticleId.eq(article))
        .all(tx)
        .await?;
    let rows = fact_subject::Entity::find()
        .filter(fact_subject::Column::FactId.is_in(facts.iter().map(|fact| fact.id)))
        .all(tx)
        .await?;
    Ok((
        rows.iter()
            .map(|row| (row.subject_kind, row.subject_id))
            .collect(),
        facts.iter().map(|fact| fact.happened_on).collect(),
    ))
}

/// The word of the body's kind, as its JSON says it.
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
        Body::Exemption(_) => "exemption",
        Body::Roster(_) => "roster",
        Body::Adjustment(_) => "adjustment",
        Body::Opening(_) => "opening",
        Body::Withdrawal(_) => "withdrawal",
    }
}

/// The subjects that a body names itself.
pub(in crate::ledger) fn subjects_of(body: &Body) -> BTreeSet<(SubjectKind, i64)> {
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
                .map(|author| (SubjectKind::Person, author.person.0)),
        );
    }
    let named: Vec<Subject> = match body {
        Body::Roster(roster) => vec![roster.named.subject],
        Body::Adjustment(adjustment) => vec![adjustment.named.subject],
        Body::Opening(opening) => vec![opening.named.subject],
        Body::Exemption(exemption) => exemption.subject.into_iter().collect(),
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
        | Body::Clue(_)
        | Body::Withdrawal(_) => Vec::new(),
    };
    subjects.extend(named.into_iter().map(key));
    subjects
}

/// A subject as the tables name it.
pub(in crate::ledger) const fn key(subject: Subject) -> (SubjectKind, i64) {
    match subject {
        Subject::Unit(unit) => (SubjectKind::Unit, unit.0),
        Subject::Person(person) => (SubjectKind::Person, person.0),
    }
}
