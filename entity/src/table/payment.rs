//! A fee that was paid, or a payment that was taken back. Written once.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PaymentId, PersonId, SubjectKind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PaymentId,
    pub subject_kind: SubjectKind,
    pub subject_id: i64,
    pub period: String,
    pub fen: i64,
    pub takes_back: Option<PaymentId>,
    pub reason: String,
    pub recorded_by: PersonId,
    pub recorded_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
