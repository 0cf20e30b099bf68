//! The statement of a person or unit for a closed month, frozen; points in hundredths.

use sea_orm::entity::prelude::*;

use crate::vocab::{OrganisationId, SubjectKind};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "frozen_statement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_kind: SubjectKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: i64,
    pub name: String,
    pub unit_id: Option<OrganisationId>,
    pub unit: String,
    pub class: String,
    pub year_first: String,
    pub opening: i64,
    pub earned: i64,
    pub deducted: i64,
    pub prior: i64,
    pub closing: i64,
    pub n_postings: i64,
    pub n_filed: i64,
    pub n_adopted: i64,
    pub place: Option<i64>,
    pub n_ranked: i64,
    pub unranked: String,
    pub unranked_why: String,
    pub digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
