//! What happened, as it was recorded; immutable. A wrong fact is withdrawn by a later one.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, FactId, Instant, OrganisationId, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fact")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FactId,
    pub kind: String,
    pub source: String,
    pub article_id: Option<ArticleId>,
    pub organisation_id: Option<OrganisationId>,
    pub happened_on: NaiveDate,
    pub recorded_at: Instant,
    pub recorded_by: PersonId,
    pub withdraws: Option<FactId>,
    pub body: String,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
