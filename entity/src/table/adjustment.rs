//! Points by hand as one person entered them; a second person decides.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{AdjustmentId, Instant, PersonId, SubjectKind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "adjustment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AdjustmentId,
    pub subject_kind: SubjectKind,
    pub subject_id: i64,
    pub day: NaiveDate,
    pub points: i64,
    pub reason: String,
    pub entered_by: PersonId,
    pub entered_at: Instant,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
