//! What closed months say: their closes, their frozen statements, and the words that stood then.

use std::collections::HashMap;

use entity::{ArticleId, OrganisationId, SubjectKind, fact, frozen_statement, period_close, posting};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde::Deserialize;

use super::facts::read;
use crate::Result;
use crate::calendar::Month;
use crate::db::packed;
use crate::error::Error;
use crate::scheme::Piece;

/// Rows that one query may name at once.
const CHUNK: usize = 500;

/// All closes, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn closes(db: &impl ConnectionTrait) -> Result<Vec<period_close::Model>> {
    Ok(period_close::Entity::find()
        .order_by_desc(period_close::Column::Period)
        .all(db)
        .await?)
}

/// The close of a month, if it is closed.
///
/// # Errors
/// Whatever the database answers.
pub async fn close_of(db: &impl ConnectionTrait, period: &str) -> Result<Option<period_close::Model>> {
    Ok(period_close::Entity::find_by_id(period.to_owned())
        .one(db)
        .await?)
}

/// The last close. Months are closed in their order, so that every month up to it is closed.
pub(super) async fn last_close(db: &impl ConnectionTrait) -> Result<Option<period_close::Model>> {
    let newest_first = period_close::Entity::find().order_by_desc(period_close::Column::Period);
    Ok(newest_first.one(db).await?)
}

/// The month of the last close.
///
/// # Errors
/// [`Error::Broken`] where the table names no month.
pub async fn closed_through(db: &impl ConnectionTrait) -> Result<Option<Month>> {
    let last = last_close(db).await?;
    last.map(|row| row.period.parse().map_err(Error::broken))
        .transpose()
}

/// The month that is closed next: the one after the last closed one, else the first with a posting that is no opening
/// balance; none where nothing was ever posted.
///
/// # Errors
/// Whatever the database answers.
pub async fn oldest_open(db: &impl ConnectionTrait) -> Result<Option<Month>> {
    if let Some(last) = closed_through(db).await? {
        return Ok(Some(last.plus(1)));
    }
    let first: Option<Option<String>> = posting::Entity::find()
        .select_only()
        .column_as(posting::Column::Period.min(), "period")
        .filter(posting::Column::Contra.ne("issued:opening"))
        .into_tuple()
        .one(db)
        .await?;
    let first = first.flatten();
    first.map(|text| text.parse().map_err(Error::broken)).transpose()
}

/// The frozen statement of a subject for a month, if the month is closed and the subject had one.
///
/// # Errors
/// Whatever the database answers.
pub async fn frozen(
    db: &impl ConnectionTrait,
    (kind, id): (SubjectKind, i64),
    period: &str,
) -> Result<Option<frozen_statement::Model>> {
    Ok(
        frozen_statement::Entity::find_by_id((period.to_owned(), kind, id))
            .one(db)
            .await?,
    )
}

/// What a ranking needs of a frozen statement: of its columns the half, since a ranking reads thousands of rows.
#[derive(Clone, Debug, Deserialize)]
pub struct FrozenRank {
    /// The subject's key.
    pub subject_id: i64,
    /// The name as it was printed.
    pub name: String,
    /// Where it reported.
    pub unit_id: Option<OrganisationId>,
    /// The short name of that unit.
    pub unit: String,
    /// The code of its class.
    pub class: String,
    /// What the month itself earned, in hundredths.
    pub earned: i64,
    /// What the month itself took away, in hundredths.
    pub deducted: i64,
    /// What was booked for months before it, in hundredths.
    pub prior: i64,
    /// Points of the assessment year up to the end of the month, in hundredths.
    pub closing: i64,
    /// Pieces filed in the month.
    pub n_filed: i64,
    /// Those of them that a medium adopted.
    pub n_adopted: i64,
    /// Why there was no place, as [`Unranked::parts`](super::Unranked::parts) says it.
    pub unranked: String,
    /// The words of the fact that said so.
    pub unranked_why: String,
}

/// What a place in a closed month rests on.
#[derive(Clone, Debug, Deserialize)]
pub struct FrozenScore {
    /// The subject's key.
    pub subject_id: i64,
    /// What the month brought, in hundredths.
    pub points: i64,
    /// The code of the class of its unit.
    pub class: String,
    /// Why there was no place, as [`Unranked::parts`](super::Unranked::parts) says it.
    pub unranked: String,
}

/// What the places of a kind in a closed month rest on.
///
/// # Errors
/// Whatever the database answers.
pub async fn frozen_scores(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: &str,
) -> Result<Vec<FrozenScore>> {
    use frozen_statement::Column;
    let points = Expr::col(Column::Earned)
        .add(Expr::col(Column::Deducted))
        .add(Expr::col(Column::Prior));
    let rows = frozen_statement::Entity::find()
        .select_only()
        .column(Column::SubjectId)
        .expr_as(points, "points")
        .columns([Column::Class, Column::Unranked])
        .filter(Column::Period.eq(period))
        .filter(Column::SubjectKind.eq(kind))
        .build(db.get_database_backend());
    packed(db, &["subject_id", "points", "class", "unranked"], rows).await
}

/// What the frozen statements of a kind say for the ranking of a closed month, by key.
///
/// # Errors
/// Whatever the database answers.
pub async fn frozen_ranks(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: &str,
) -> Result<Vec<FrozenRank>> {
    use frozen_statement::Column;
    let columns = [
        Column::SubjectId,
        Column::Name,
        Column::UnitId,
        Column::Unit,
        Column::Class,
        Column::Earned,
        Column::Deducted,
        Column::Prior,
        Column::Closing,
        Column::NFiled,
        Column::NAdopted,
        Column::Unranked,
        Column::UnrankedWhy,
    ];
    let rows = frozen_statement::Entity::find()
        .select_only()
        .columns(columns)
        .filter(Column::Period.eq(period))
        .filter(Column::SubjectKind.eq(kind))
        .build(db.get_database_backend());
    let names = columns.map(|column| column.as_str());
    let mut ranks: Vec<FrozenRank> = packed(db, &names, rows).await?;
    ranks.sort_by_key(|rank| rank.subject_id);
    Ok(ranks)
}

/// Articles as the facts had them when a month was closed.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a stored fact cannot be read.
pub(super) async fn pieces_then(
    db: &impl ConnectionTrait,
    close: &period_close::Model,
    articles: &[ArticleId],
) -> Result<HashMap<ArticleId, Piece>> {
    let mut pieces = HashMap::new();
    for some in articles.chunks(CHUNK) {
        let rows = fact::Entity::find()
            .filter(fact::Column::ArticleId.is_in(some.iter().copied()))
            .filter(fact::Column::Kind.is_in(["submission", "adoption"]))
            .filter(fact::Column::Id.lte(close.last_fact))
            .order_by_asc(fact::Column::Id)
            .all(db)
            .await?;
        for row in rows {
            if let (Some(article), Some(piece)) = (row.article_id, read(&row)?.body.piece()) {
                pieces.insert(article, piece.clone());
            }
        }
    }
    Ok(pieces)
}

/// The titles of articles as the facts had them when a month was closed.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a stored fact cannot be read.
pub async fn titles_then(
    db: &impl ConnectionTrait,
    close: &period_close::Model,
    articles: &[ArticleId],
) -> Result<HashMap<ArticleId, String>> {
    let pieces = pieces_then(db, close, articles).await?.into_iter();
    Ok(pieces.map(|(article, piece)| (article, piece.title)).collect())
}
