//! One adoption of one article by one outlet.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{AdoptionId, ArticleId, FileId, Instant, OutletId, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "adoption")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AdoptionId,
    pub article_id: ArticleId,
    pub outlet_id: OutletId,
    pub adopted_on: NaiveDate,
    pub position: String,
    pub form: String,
    pub is_repost: bool,
    pub headline: String,
    pub page: String,
    pub url: String,
    pub evidence_id: Option<FileId>,
    pub level: String,
    pub outlet_class: String,
    pub route: String,
    pub as_type: Option<String>,
    pub granted: Option<i64>,
    pub granted_reason: String,
    pub approver: String,
    pub is_late_approved: bool,
    pub recorded_by: PersonId,
    pub recorded_at: Instant,
    pub withdrawn_at: Option<Instant>,
    pub withdrawn_by: Option<PersonId>,
    pub withdrawn_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
