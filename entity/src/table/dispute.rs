//! Somebody's objection to a posting (申诉).

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{DisputeId, Instant, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: DisputeId,
    pub posting_seq: i64,
    pub raised_by: PersonId,
    pub raised_at: Instant,
    pub reason: String,
    pub due_on: NaiveDate,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
