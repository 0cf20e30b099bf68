//! The tables, one file each. Columns mean what the migration of the same name says.
#![expect(
    missing_docs,
    reason = "the columns are documented where they are made, in the migration"
)]

pub mod adjustment;
pub mod adjustment_decision;
pub mod adoption;
pub mod appointment;
pub mod article;
pub mod article_tag;
pub mod audit;
pub mod audit_head;
pub mod author;
pub mod circular_template;
pub mod counter;
pub mod decision;
pub mod dispute;
pub mod dispute_answer;
pub mod draft;
pub mod errand;
pub mod fact;
pub mod fact_subject;
pub mod file;
pub mod filed;
pub mod former_class;
pub mod frozen_statement;
pub mod index_change;
pub mod instruction;
pub mod job_run;
pub mod joint_unit;
pub mod ledger_head;
pub mod near_duplicate_band;
pub mod notice;
pub mod occurrence;
pub mod organisation;
pub mod outlet;
pub mod outlet_alias;
pub mod outlet_standing;
pub mod password_history;
pub mod payment;
pub mod period_close;
pub mod person;
pub mod posting;
pub mod quota_target;
pub mod recovery_code;
pub mod remembered_answer;
pub mod revision;
pub mod scheme;
pub mod scheme_draft;
pub mod scheme_version;
pub mod second_factor;
pub mod session;
pub mod setup_link;
pub mod sign_in_failure;
pub mod subject_unit;
pub mod term;
pub mod token;
pub mod total;
