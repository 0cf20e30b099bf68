//! The second factor of a person; its seed is sealed with a key that is not in the database.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    pub sealed: Option<String>,
    pub enrolled_at: Option<Instant>,
    pub last_step: i64,
    pub pending: Option<String>,
    pub pending_at: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
