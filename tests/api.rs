//! The API as a program of the office meets it: over HTTP, with a token, against a house of its own.

mod contract;
pub mod desk;
mod discretion;
mod documents;
mod keys;
mod real;
mod refusals;
mod scheme_tables;
mod walk;
