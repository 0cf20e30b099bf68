//! A publicity article: where it stands and what was filed last.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, ArticleState, Instant, OrganisationId, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ArticleId,
    pub number: Option<String>,
    pub reporter_id: PersonId,
    pub organisation_id: OrganisationId,
    pub title: String,
    pub r#type: String,
    pub n_words: i64,
    pub state: ArticleState,
    pub week: Option<String>,
    pub head: i64,
    pub claimed_by: Option<PersonId>,
    pub claimed_at: Option<Instant>,
    pub due_on: Option<NaiveDate>,
    pub first_submitted_at: Option<Instant>,
    pub submitted_at: Option<Instant>,
    pub left_unit_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub accepted_at: Option<Instant>,
    pub duplicate_of: Option<ArticleId>,
    pub n_adoptions: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
