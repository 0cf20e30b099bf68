//! Reading what was recorded (考核事项): the register of all, those of an article, one that the viewer may read. Nothing
//! is changed here.

use chrono::NaiveDate;
use entity::{ArticleId, OccurrenceId, OccurrenceKind, PersonId, SubjectKind, occurrence};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::occurrence::source_of;
use super::readable::may_read_statement;
use super::shelf::{self, has_part, is_desk};
use crate::Result;
use crate::error::Error;
use crate::ledger::{self, PostingRow};
use crate::people::Viewer;

/// What narrows the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OccurrenceFilter {
    /// Of this kind.
    pub kind: Option<OccurrenceKind>,
    /// Of this article.
    pub article: Option<ArticleId>,
    /// Of this person or unit.
    pub subject: Option<(SubjectKind, i64)>,
    /// On this day or later.
    pub from_on: Option<NaiveDate>,
    /// On this day or earlier.
    pub until_on: Option<NaiveDate>,
    /// Those that stand, or those that were withdrawn.
    pub standing: Option<bool>,
}

/// Records that fit, rows `offset` and on, at most `n`, the newest day first; and how many fit in all.
///
/// # Errors
/// Whatever the database answers.
pub async fn occurrences(
    db: &impl ConnectionTrait,
    filter: &OccurrenceFilter,
    (offset, n): (u64, u64),
) -> Result<(Vec<occurrence::Model>, u64)> {
    let fitting = fitting(filter);
    let total = fitting.clone().count(db).await?;
    Ok((fitting.offset(offset).limit(n).all(db).await?, total))
}

fn fitting(filter: &OccurrenceFilter) -> Select<occurrence::Entity> {
    let (kind, id) = filter.subject.unzip();
    let all = Condition::all()
        .add_option(filter.kind.map(|kind| occurrence::Column::Kind.eq(kind)))
        .add_option(filter.article.map(|id| occurrence::Column::ArticleId.eq(id)))
        .add_option(kind.map(|kind| occurrence::Column::SubjectKind.eq(kind)))
        .add_option(id.map(|id| occurrence::Column::SubjectId.eq(id)))
        .add_option(filter.from_on.map(|day| occurrence::Column::HappenedOn.gte(day)))
        .add_option(filter.until_on.map(|day| occurrence::Column::HappenedOn.lte(day)))
        .add_option(filter.standing.map(|stands| {
            if stands {
                occurrence::Column::WithdrawnAt.is_null()
            } else {
                occurrence::Column::WithdrawnAt.is_not_null()
            }
        }));
    occurrence::Entity::find()
        .filter(all)
        .order_by_desc(occurrence::Column::HappenedOn)
        .order_by_desc(occurrence::Column::Id)
}

/// The records of an article, the newest day first.
///
/// # Errors
/// Whatever the database answers.
pub async fn occurrences_of(db: &impl ConnectionTrait, article: ArticleId) -> Result<Vec<occurrence::Model>> {
    let filter = OccurrenceFilter {
        article: Some(article),
        ..OccurrenceFilter::default()
    };
    Ok(fitting(&filter).all(db).await?)
}

/// A record that the viewer may read: the desk all of them, others those of their own account or unit, of an article
/// in which they have a part, and everybody's holidays.
///
/// # Errors
/// [`Error::NotFound`]: a foreign record is no different from a missing one.
pub async fn occurrence_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: OccurrenceId,
) -> Result<occurrence::Model> {
    let row = occurrence::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    if may_read(db, viewer, &row).await? {
        Ok(row)
    } else {
        Err(Error::NotFound)
    }
}

/// The postings that rest on a record, in their order.
///
/// # Errors
/// Whatever the database answers.
pub async fn brought_by(db: &impl ConnectionTrait, row: &occurrence::Model) -> Result<Vec<PostingRow>> {
    let subject = row.subject_kind.zip(row.subject_id);
    let subject = subject.map(|subject| (subject, row.happened_on));
    ledger::because(db, &source_of(row.id), (row.article_id, subject)).await
}

async fn may_read(db: &impl ConnectionTrait, viewer: &Viewer, row: &occurrence::Model) -> Result<bool> {
    let subject = row.subject_kind.zip(row.subject_id);
    if is_desk(viewer) || subject.is_some_and(|subject| may_read_statement(viewer, subject)) {
        return Ok(true);
    }
    match row.article_id {
        None => Ok(subject.is_none()),
        Some(id) => {
            let article = shelf::article(db, id).await?;
            let authors = shelf::authors_of(db, id).await?;
            let authors: Vec<PersonId> = authors.iter().filter_map(|one| one.person_id).collect();
            Ok(has_part(viewer, &article, &authors))
        }
    }
}
