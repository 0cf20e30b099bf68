//! An uploaded file; its bytes lie in the store under their SHA-256.

use sea_orm::entity::prelude::*;

use crate::vocab::{ArticleId, FileId, Instant, PersonId, Purpose};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FileId,
    pub key: String,
    pub purpose: Purpose,
    pub name: String,
    pub mime: String,
    pub n_bytes: i64,
    pub sha256: String,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub caption: String,
    pub credit: String,
    pub article_id: Option<ArticleId>,
    pub uploaded_by: PersonId,
    pub uploaded_at: Instant,
    /// Of caption and credit.
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
