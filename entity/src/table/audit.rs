//! Who did what, when, from where; immutable and chained by hash.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, Outcome, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: Instant,
    pub actor_id: Option<PersonId>,
    pub actor_name: String,
    pub address: String,
    pub request_id: String,
    pub deed: String,
    pub object_kind: String,
    pub object_id: String,
    pub outcome: Outcome,
    pub detail: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
