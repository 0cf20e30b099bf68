//! A code for when the second factor is lost, good once; only its hash is kept.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId, RecoveryCodeId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RecoveryCodeId,
    pub person_id: PersonId,
    pub code_hash: String,
    pub used_at: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
