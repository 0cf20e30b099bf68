//! Who holds which role at which organisation, from when until when.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::vocab::{AppointmentId, Instant, OrganisationId, PersonId, Role};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AppointmentId,
    pub person_id: PersonId,
    pub organisation_id: OrganisationId,
    pub role: Role,
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub appointed_by: Option<PersonId>,
    pub created_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
