//! Stories of the ledger, each on both databases: acceptance schemes through the running system, and its laws.

mod acceptance;
mod corrections;
mod laws;
mod scheme_c;
mod tampering;
mod twins;
mod what_if;
