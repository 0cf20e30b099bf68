//! Somebody who signs in.

use sea_orm::entity::prelude::*;

use crate::vocab::{Instant, Language, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PersonId,
    pub username: String,
    pub name: String,
    pub name_pinyin: String,
    pub password_hash: String,
    pub must_change_password: bool,
    pub password_changed_at: Instant,
    pub language: Language,
    pub disabled_at: Option<Instant>,
    pub created_at: Instant,
    /// A full-time publicity officer (专职宣传人员).
    pub is_full_time: bool,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
