//! The office's answer to a dispute; a dispute without one is open.

use sea_orm::entity::prelude::*;

use crate::vocab::{DisputeId, DisputeOutcome, FactId, Instant, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub dispute_id: DisputeId,
    pub outcome: DisputeOutcome,
    pub answer: String,
    pub fact_id: Option<FactId>,
    pub answered_by: PersonId,
    pub answered_at: Instant,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
