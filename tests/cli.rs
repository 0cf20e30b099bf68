//! Stories of the command line: our own executable is called, and its words and exit code are read.

mod accounts;
mod beside;
mod demo;
mod nights;
mod pricing;
mod resets;
mod upkeep;
