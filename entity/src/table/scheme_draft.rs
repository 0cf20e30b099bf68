//! The next version of a scheme while it is written.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, PersonId, SchemeId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub scheme_id: SchemeId,
    pub document: String,
    pub saved_by: PersonId,
    pub saved_at: Instant,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
