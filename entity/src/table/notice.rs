//! Something that a person should know.

use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, Instant, NoticeId, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: NoticeId,
    pub person_id: PersonId,
    pub kind: String,
    pub article_id: Option<ArticleId>,
    pub args: String,
    pub made_at: Instant,
    pub read_at: Option<Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
