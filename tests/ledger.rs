//! Stories of the ledger, each on both databases: acceptance schemes through the running system, and its laws.

mod acceptance;
mod adjustments;
pub mod closing;
mod corrections;
mod disputes;
mod laws;
mod openings;
mod publication;
mod ranks;
mod rewards;
mod scheme_c;
mod tampering;
mod twins;
mod what_if;
