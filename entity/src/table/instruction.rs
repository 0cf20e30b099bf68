//! A written instruction by a leader on an article (批示).

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, FileId, Instant, InstructionId, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instruction")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: InstructionId,
    pub article_id: ArticleId,
    pub leader: String,
    pub leader_level: String,
    pub instructed_on: NaiveDate,
    pub excerpt: String,
    pub is_confidential: bool,
    pub evidence_id: Option<FileId>,
    pub has_copy: bool,
    pub granted: Option<i64>,
    pub granted_reason: String,
    pub approver: String,
    pub recorded_by: PersonId,
    pub recorded_at: Instant,
    pub withdrawn_at: Option<Instant>,
    pub withdrawn_by: Option<PersonId>,
    pub withdrawn_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
