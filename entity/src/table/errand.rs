//! What must still be done outside the database.

use sea_orm::entity::prelude::*;

use crate::vocab::{ErrandId, Instant};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "errand")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ErrandId,
    pub kind: String,
    pub args: String,
    pub made_at: Instant,
    pub not_before: Instant,
    pub attempts: i64,
    pub last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
