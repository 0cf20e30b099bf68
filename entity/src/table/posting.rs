//! One line of the ledger, immutable and chained by hash.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, Instant, PersonId, SchemeVersionId, SubjectKind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub line: String,
    pub revision: i64,
    pub reverses: Option<i64>,
    pub subject_kind: SubjectKind,
    pub subject_id: i64,
    pub period: String,
    pub origin_period: String,
    pub happened_on: NaiveDate,
    pub points: i64,
    pub contra: String,
    pub rule: String,
    pub scheme_version_id: Option<SchemeVersionId>,
    pub article_id: Option<ArticleId>,
    pub facts: String,
    pub last_fact: i64,
    pub sentence: String,
    pub trace: String,
    pub recorded_at: Instant,
    pub recorded_by: PersonId,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
