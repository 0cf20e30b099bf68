//! The one-time link that makes the first admin.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, SetupLinkId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "setup_link")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SetupLinkId,
    pub key_hash: String,
    pub created_at: Instant,
    pub ends_at: Instant,
    pub used_at: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
