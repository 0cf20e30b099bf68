//! Something that happened, is no article and no adoption, and counts all the same (考核事项).

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, Instant, OccurrenceId, OccurrenceKind, PersonId, SubjectKind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "occurrence")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OccurrenceId,
    pub kind: OccurrenceKind,
    pub happened_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub article_id: Option<ArticleId>,
    pub subject_kind: Option<SubjectKind>,
    pub subject_id: Option<i64>,
    pub what: String,
    pub n_views: Option<i64>,
    pub points: Option<i64>,
    pub approver: String,
    pub note: String,
    pub recorded_by: PersonId,
    pub recorded_at: Instant,
    pub withdrawn_at: Option<Instant>,
    pub withdrawn_by: Option<PersonId>,
    pub withdrawn_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
