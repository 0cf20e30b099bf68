//! Which article changed for the index, in commit order.

use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, Instant};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "index_change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub article_id: ArticleId,
    pub made_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
