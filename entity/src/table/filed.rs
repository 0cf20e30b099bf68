//! What a subject filed in a month, quarter or year, and what of it was adopted: a cache of the articles, kept by
//! triggers.

use sea_orm::entity::prelude::*;

use crate::vocab::SubjectKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filed")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_kind: SubjectKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    pub n: i64,
    pub n_adopted: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
