//! Level and class of an outlet from a day on.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{OutletId, OutletStandingId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outlet_standing")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OutletStandingId,
    pub outlet_id: OutletId,
    pub level: String,
    pub class: String,
    pub from_on: NaiveDate,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
