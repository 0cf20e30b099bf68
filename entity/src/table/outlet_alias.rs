//! Another name of an outlet, folded for comparison.

use sea_orm::entity::prelude::*;

use crate::vocab::{OutletAliasId, OutletId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outlet_alias")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OutletAliasId,
    pub outlet_id: OutletId,
    pub alias: String,
    pub folded: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
