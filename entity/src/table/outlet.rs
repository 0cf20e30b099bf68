//! A medium that may adopt articles.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, OutletId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outlet")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OutletId,
    pub name: String,
    pub name_pinyin: String,
    pub pages: String,
    pub is_active: bool,
    pub created_at: Instant,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
