//! Stories of the ledger, each on both databases: acceptance schemes through the running system, and its laws.

mod acceptance;
mod adjustments;
pub mod closing;
mod corrections;
mod disputes;
mod flipped;
mod golden;
mod laws;
mod openings;
mod policies;
mod ranks;
mod scheme_c;
mod tampering;
pub mod traces;
mod twins;
mod what_if;
