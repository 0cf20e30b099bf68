//! One sign-in of one person on one device; only the hash of its key is kept.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId, SessionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SessionId,
    pub key_hash: String,
    pub person_id: PersonId,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub ends_at: Instant,
    pub revoked_at: Option<Instant>,
    pub awaits_code: bool,
    pub address: String,
    pub agent: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
