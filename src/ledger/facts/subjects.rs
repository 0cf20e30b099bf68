//! Whom a fact concerns: the persons and units that its body names, and those that earlier facts of its article touched.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{ArticleId, FactId, OrganisationId, SubjectKind, fact, fact_subject, subject_unit};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::Result;
use crate::calendar::Month;

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

/// The rows that say whose facts these are, where a unit filed.
pub(in crate::ledger) fn units(
    filed_by: Option<OrganisationId>,
    named: &[fact_subject::Model],
) -> impl Iterator<Item = subject_unit::Model> {
    let row = move |organisation_id| {
        named.iter().map(move |row| subject_unit::Model {
            month: Month::of(row.happened_on).to_string(),
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            organisation_id,
        })
    };
    filed_by.into_iter().flat_map(row)
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
