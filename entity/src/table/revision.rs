//! An immutable copy of an article, cut at submit, return, edit and accept.

use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, Cause, Instant, PersonId, RevisionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RevisionId,
    pub article_id: ArticleId,
    pub n: i64,
    pub cause: Cause,
    pub title: String,
    pub r#type: String,
    pub body_html: String,
    pub body_text: String,
    pub n_words: i64,
    pub authors: String,
    pub note: String,
    pub made_by: PersonId,
    pub made_at: Instant,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
