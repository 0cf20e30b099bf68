//! The law held against the worked examples, against itself in any order, and against second, naive implementations.

mod answered;
mod asked;
mod bounds;
mod coverage;
mod features;
mod fixtures;
pub(crate) mod history;
mod laws;
mod naive;
pub(crate) mod oracle;
pub(crate) mod rulebook;
mod truth;
mod versions;
mod warnings;
