//! One failed sign-in, for the lock-out.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, SignInFailureId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_failure")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SignInFailureId,
    pub username: String,
    pub network: String,
    pub failed_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
