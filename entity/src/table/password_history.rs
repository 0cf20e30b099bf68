//! Former passwords, so that the last five are not used again.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PasswordHistoryId, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_history")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PasswordHistoryId,
    pub person_id: PersonId,
    pub password_hash: String,
    pub set_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
