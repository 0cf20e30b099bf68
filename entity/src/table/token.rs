//! A personal key for the API; only its hash is kept.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId, Scope, TokenId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TokenId,
    pub person_id: PersonId,
    pub name: String,
    pub key_hash: String,
    pub scope: Scope,
    pub created_at: Instant,
    pub ends_at: Instant,
    pub last_used_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
