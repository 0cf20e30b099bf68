//! A unit of the district: one node of the tree.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{OrganisationClass, OrganisationId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OrganisationId,
    pub name: String,
    pub short_name: String,
    pub name_pinyin: String,
    pub class: OrganisationClass,
    pub parent_id: Option<OrganisationId>,
    pub needs_signature: bool,
    pub is_contact_point: bool,
    pub is_model_point: bool,
    pub is_encouraged: bool,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
