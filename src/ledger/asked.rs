//! What weeks ask of people and units by the schemes in force: the facts for `scheme::asked`.

use std::collections::BTreeMap;

use entity::SubjectKind;
use sea_orm::ConnectionTrait;

use super::facts::parsed;
use super::roll::{holiday_rows, roll_rows};
use super::schemes::book;
use super::settle::CHUNK;
use crate::Result;
use crate::calendar::Week;
use crate::scheme::{self, Asked, PersonId, Subject, UnitId};

/// What these weeks ask of subjects of a kind, by subject; see [`scheme::asked`] for what `None` says.
///
/// # Errors
/// [`Error::Broken`](crate::Error::Broken) where a stored fact or scheme cannot be read; whatever the database answers.
pub async fn asked(
    db: &impl ConnectionTrait,
    (kind, ids): (SubjectKind, &[i64]),
    weeks: &[Week],
) -> Result<BTreeMap<i64, Vec<Option<Asked>>>> {
    let mut rows = holiday_rows(db).await?;
    for some in ids.chunks(CHUNK) {
        let roll = roll_rows(db, kind, some).await?.into_iter();
        rows.extend(roll.map(|row| (row.id.0, row.withdraws.map(|id| id.0), row.body)));
    }
    let facts = rows
        .iter()
        .map(|row| parsed(row.0, row.1, &row.2))
        .collect::<Result<Vec<_>>>()?;
    let subject = |id: &i64| match kind {
        SubjectKind::Person => Subject::Person(PersonId(*id)),
        SubjectKind::Unit => Subject::Unit(UnitId(*id)),
    };
    let subjects: Vec<Subject> = ids.iter().map(subject).collect();
    let found = scheme::asked(&book(db).await?.book, &facts, &subjects, weeks);
    Ok(found
        .into_iter()
        .map(|(subject, asked)| match subject {
            Subject::Person(PersonId(id)) | Subject::Unit(UnitId(id)) => (id, asked),
        })
        .collect())
}
