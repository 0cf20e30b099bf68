//! One step in the life of an article, immutable.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, ArticleState, DecisionId, Instant, PersonId, Step};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: DecisionId,
    pub article_id: ArticleId,
    pub step: Step,
    pub from_state: ArticleState,
    pub to_state: ArticleState,
    pub decided_by: PersonId,
    pub decided_at: Instant,
    pub reason: Option<String>,
    pub remark: String,
    pub internal_note: String,
    pub due_on: Option<NaiveDate>,
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
