//! What the second person decided about points by hand.

use sea_orm::entity::prelude::*;

use crate::vocab::{AdjustmentId, FactId, Instant, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "adjustment_decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub adjustment_id: AdjustmentId,
    pub is_approved: bool,
    pub remark: String,
    pub fact_id: Option<FactId>,
    pub decided_by: PersonId,
    pub decided_at: Instant,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
