//! Stories of the ledger, each on both databases: acceptance schemes through the running system, and its laws.

mod acceptance;
mod adjustments;
mod checked;
pub mod closing;
mod corrections;
mod disputes;
pub mod fees;
mod flipped;
mod golden;
mod granted;
mod laws;
mod loading;
pub mod occurrences;
mod openings;
mod policies;
mod publication;
mod ranks;
mod recounted;
pub mod rewards;
mod scheme_c;
mod scheme_d;
mod tampering;
pub mod traces;
mod twins;
mod walked;
mod what_if;
