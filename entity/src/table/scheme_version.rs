//! A published version of a scheme, immutable.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId, SchemeId, SchemeVersionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme_version")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SchemeVersionId,
    pub scheme_id: SchemeId,
    pub n: i64,
    pub name: String,
    pub document: String,
    pub digest: String,
    pub effective_from: NaiveDate,
    pub drafted_by: PersonId,
    pub published_by: PersonId,
    pub published_at: Instant,
    pub reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
