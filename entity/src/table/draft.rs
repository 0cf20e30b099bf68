//! What the reporter is writing; only the reporter sees it.

use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, Instant};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    pub title: String,
    pub r#type: String,
    pub body_html: String,
    pub note: String,
    pub n_words: i64,
    pub saved_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
