//! 采用台账: all adoptions, by filter, with their sums. Whoever is not of the desk sees those that stand: what a medium
//! published is public, what was recorded wrongly is the desk's business.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    AdoptionId, ArticleId, InstructionId, OrganisationId, OutletId, adoption, article, instruction,
};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::shelf::is_desk;
use crate::people::Viewer;
use crate::{Error, Result};

/// Which adoptions a list shows. Everything that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct AdoptionFilter {
    /// Of this article.
    pub article: Option<ArticleId>,
    /// Published on this day or later.
    pub from_on: Option<NaiveDate>,
    /// Published on this day or earlier.
    pub until_on: Option<NaiveDate>,
    /// At this level, as it was on the day of publication.
    pub level: Option<String>,
    /// By this outlet.
    pub outlet: Option<OutletId>,
    /// Of articles filed for one of these units; `None`: any.
    pub units: Option<Vec<OrganisationId>>,
    /// Those that stand, or those that were withdrawn.
    pub standing: Option<bool>,
}

/// A page of the register, with the sums of all that fits.
#[derive(Clone, Debug)]
pub struct AdoptionRegister {
    /// The rows of the page, the newest day of publication first.
    pub rows: Vec<adoption::Model>,
    /// The articles of these rows.
    pub articles: HashMap<ArticleId, article::Model>,
    /// How many there are in all.
    pub total: u64,
    /// How many of them at each level, by the level's code.
    pub by_level: Vec<(String, u64)>,
}

/// An adoption.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn adoption(db: &impl ConnectionTrait, id: AdoptionId) -> Result<adoption::Model> {
    adoption::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

/// An instruction, whoever asks: for verbs that then prove their right to it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn instruction_of(db: &impl ConnectionTrait, id: InstructionId) -> Result<instruction::Model> {
    instruction::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

/// Reads a page of the register: rows `offset` and on, at most `n`.
///
/// # Errors
/// Whatever the database answers.
pub async fn adoption_register(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    filter: &AdoptionFilter,
    (offset, n): (u64, u64),
) -> Result<AdoptionRegister> {
    #[derive(FromQueryResult)]
    struct Row {
        level: String,
        n: i64,
    }
    let fitting = fitting(viewer, filter);
    let by_level: Vec<(String, u64)> = fitting
        .clone()
        .select_only()
        .column(adoption::Column::Level)
        .column_as(adoption::Column::Id.count(), "n")
        .group_by(adoption::Column::Level)
        .into_model::<Row>()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.level, u64::try_from(row.n).unwrap_or(0)))
        .collect();
    let rows = fitting
        .order_by_desc(adoption::Column::AdoptedOn)
        .order_by_desc(adoption::Column::Id)
        .offset(offset)
        .limit(n)
        .all(db)
        .await?;
    let articles = article::Entity::find()
        .filter(article::Column::Id.is_in(rows.iter().map(|row| row.article_id)))
        .all(db)
        .await?;
    Ok(AdoptionRegister {
        rows,
        articles: articles.into_iter().map(|one| (one.id, one)).collect(),
        total: by_level.iter().map(|(_, n)| n).sum(),
        by_level,
    })
}

fn fitting(viewer: &Viewer, filter: &AdoptionFilter) -> Select<adoption::Entity> {
    let mut all = Condition::all();
    if let Some(article) = filter.article {
        all = all.add(adoption::Column::ArticleId.eq(article));
    }
    if let Some(day) = filter.from_on {
        all = all.add(adoption::Column::AdoptedOn.gte(day));
    }
    if let Some(day) = filter.until_on {
        all = all.add(adoption::Column::AdoptedOn.lte(day));
    }
    if let Some(level) = &filter.level {
        all = all.add(adoption::Column::Level.eq(level));
    }
    if let Some(outlet) = filter.outlet {
        all = all.add(adoption::Column::OutletId.eq(outlet));
    }
    if let Some(units) = &filter.units {
        let of_units = Query::select()
            .column(article::Column::Id)
            .from(article::Entity)
            .and_where(article::Column::OrganisationId.is_in(units.iter().copied()))
            .to_owned();
        all = all.add(adoption::Column::ArticleId.in_subquery(of_units));
    }
    let standing = if is_desk(viewer) {
        filter.standing
    } else {
        Some(true)
    };
    all = match standing {
        None => all,
        Some(true) => all.add(adoption::Column::WithdrawnAt.is_null()),
        Some(false) => all.add(adoption::Column::WithdrawnAt.is_not_null()),
    };
    adoption::Entity::find().filter(all)
}
