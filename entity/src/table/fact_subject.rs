//! Which persons and units a fact touches on which day.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{FactId, SubjectKind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fact_subject")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub fact_id: FactId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_kind: SubjectKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub happened_on: NaiveDate,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
