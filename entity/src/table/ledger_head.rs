//! Number and hash of the last posting and of the last fact, and the hash of the last published scheme.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub one: i64,
    pub seq: i64,
    pub hash: String,
    pub last_fact: i64,
    pub facts_hash: String,
    pub schemes_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
