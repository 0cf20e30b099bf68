//! The one integration binary: every test outside the pure modules lives in a room below.
//!
//! `support` is what tests stand on and holds no test; `proofs` shows that the support itself works; `house` holds the
//! rules of the repository; the others tell stories. One binary, because each further one links the whole product again.

mod api;
mod archive;
mod backup;
mod cli;
mod faults;
mod house;
mod ledger;
mod newsroom;
mod pages;
mod people;
mod proofs;
mod reading;
mod refusals;
mod serve;
mod sheets;
mod support;
mod walks;
