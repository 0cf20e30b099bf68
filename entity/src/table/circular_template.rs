//! A template of the circular that an office laid out.

use sea_orm::entity::prelude::*;

use crate::vocab::{CircularTemplateId, Instant, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "circular_template")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CircularTemplateId,
    pub name: String,
    pub document: Vec<u8>,
    pub sha256: String,
    pub uploaded_by: PersonId,
    pub uploaded_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
