//! Stories of the archive: what is filed is found, by whom it may be, and the index equals the database.

mod alike;
mod following;
mod lagging;
mod page;
mod permission;
mod searching;
