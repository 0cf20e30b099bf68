//! Who wrote or photographed an article, in order, with an optional share.

use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, AuthorId, Craft, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "author")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AuthorId,
    pub article_id: ArticleId,
    pub ord: i64,
    pub person_id: Option<PersonId>,
    pub name: String,
    pub craft: Craft,
    pub share_bp: Option<i64>,
    /// A reporter of a medium (外部记者), without an account.
    pub is_external: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
