//! The register of adoptions (采用登记簿), read by filter; what a medium printed is public to the whole newsroom.

use chrono::NaiveDate;
use entity::{AdoptionId, ArticleId, InstructionId, OutletId, adoption, instruction};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{Error, Result};

/// Which adoptions are shown. Everything that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct AdoptionFilter {
    /// Of this article.
    pub article: Option<ArticleId>,
    /// By this outlet.
    pub outlet: Option<OutletId>,
    /// Of this level at the time.
    pub level: Option<String>,
    /// Printed on this day or later.
    pub from_on: Option<NaiveDate>,
    /// Printed on this day or earlier.
    pub until_on: Option<NaiveDate>,
    /// Also those that were withdrawn.
    pub with_withdrawn: bool,
}

/// An adoption.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn adoption(db: &impl ConnectionTrait, id: AdoptionId) -> Result<adoption::Model> {
    let found = adoption::Entity::find_by_id(id).one(db).await?;
    found.ok_or(Error::NotFound)
}

/// An instruction, whoever asks: for verbs that then prove their right to it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn instruction_of(db: &impl ConnectionTrait, id: InstructionId) -> Result<instruction::Model> {
    let found = instruction::Entity::find_by_id(id).one(db).await?;
    found.ok_or(Error::NotFound)
}

/// The adoptions that fit, the newest day first: rows `offset` and on, at most `n`, and how many there are in all.
///
/// # Errors
/// Whatever the database answers.
pub async fn register(
    db: &impl ConnectionTrait,
    filter: &AdoptionFilter,
    (offset, n): (u64, u64),
) -> Result<(Vec<adoption::Model>, u64)> {
    let mut of = adoption::Entity::find();
    if let Some(article) = filter.article {
        of = of.filter(adoption::Column::ArticleId.eq(article));
    }
    if let Some(outlet) = filter.outlet {
        of = of.filter(adoption::Column::OutletId.eq(outlet));
    }
    if let Some(level) = &filter.level {
        of = of.filter(adoption::Column::Level.eq(level));
    }
    if let Some(day) = filter.from_on {
        of = of.filter(adoption::Column::AdoptedOn.gte(day));
    }
    if let Some(day) = filter.until_on {
        of = of.filter(adoption::Column::AdoptedOn.lte(day));
    }
    if !filter.with_withdrawn {
        of = of.filter(adoption::Column::WithdrawnAt.is_null());
    }
    let total = of.clone().count(db).await?;
    let rows = of
        .order_by_desc(adoption::Column::AdoptedOn)
        .order_by_desc(adoption::Column::Id)
        .offset(offset)
        .limit(n);
    Ok((rows.all(db).await?, total))
}
