//! A closed month: when and by whom, and what the ledger was then.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "period_close")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    pub closed_at: Instant,
    pub closed_by: PersonId,
    pub seq: i64,
    pub hash: String,
    pub last_fact: i64,
    pub ties: String,
    pub n_statements: i64,
    pub n_postings: i64,
    pub person_points: i64,
    pub unit_points: i64,
    pub held_by: String,
    pub reason: String,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
