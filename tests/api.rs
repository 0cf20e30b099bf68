//! The API as a program of the office meets it: over HTTP, with a token, against a house of its own.

mod account;
mod contract;
pub mod desk;
mod discretion;
mod docs;
mod documents;
mod keys;
mod occurrences;
mod real;
mod refusals;
mod scheme_tables;
mod twins;
pub mod walk;
