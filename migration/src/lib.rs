//! The schema of Zhibao, in SQL, for SQLite and PostgreSQL.
//!
//! One migration a file, written once in SQL and spelt for each database by [`dialect`]. Nothing here knows an
//! entity, and every migration runs inside a transaction (sea-orm-migration would not do so on SQLite, F5).

pub mod dialect;
mod m01_roster;
mod m02_newsroom;
mod m03_adoption;
mod m04_ledger;
mod m05_upkeep;
mod m06_occurrence;
mod m07_payments;
mod m08_versions;
mod m09_captions;
mod m10_encouraged;
mod m11_particulars;
mod m12_full_time;
mod m13_external;
mod m14_targets;
mod m15_filed;
mod m16_former_class;
mod m17_at_once;
mod m18_subject_unit;
mod m19_circular;

use sea_orm_migration::async_trait::async_trait;
pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

/// Runs the migrations in their order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m01_roster::Migration),
            Box::new(m02_newsroom::Migration),
            Box::new(m03_adoption::Migration),
            Box::new(m04_ledger::Migration),
            Box::new(m05_upkeep::Migration),
            Box::new(m06_occurrence::Migration),
            Box::new(m07_payments::Migration),
            Box::new(m08_versions::Migration),
            Box::new(m09_captions::Migration),
            Box::new(m10_encouraged::Migration),
            Box::new(m11_particulars::Migration),
            Box::new(m12_full_time::Migration),
            Box::new(m13_external::Migration),
            Box::new(m14_targets::Migration),
            Box::new(m15_filed::Migration),
            Box::new(m16_former_class::Migration),
            Box::new(m17_at_once::Migration),
            Box::new(m18_subject_unit::Migration),
            Box::new(m19_circular::Migration),
        ]
    }
}

/// Writes the trait of a migration whose schema is one piece of SQL.
#[macro_export]
macro_rules! migration {
    ($name:literal, $up:expr) => {
        /// The migration of this file.
        #[derive(Debug)]
        pub struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &'static str {
                $name
            }
        }

        #[sea_orm_migration::async_trait::async_trait]
        #[expect(
            elided_lifetimes_in_paths,
            reason = "the trait of sea-orm-migration spells it so"
        )]
        impl sea_orm_migration::MigrationTrait for Migration {
            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::DbErr> {
                $crate::dialect::run(manager, &$up).await
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_runs_in_a_transaction() {
        for migration in Migrator::migrations() {
            assert_eq!(migration.use_transaction(), Some(true), "{}", migration.name());
        }
    }
}
