//! Proof that the support does what tests rely on: each helper is shown to succeed, and to fail when it should.

mod browser;
mod client;
mod data;
mod fault;
mod postgres;
mod stage;
