//! Stories of the server itself: what it refuses to start on, what it logs and counts, how it stops.

mod admin;
mod checks;
mod deadlines;
mod first_start;
mod logs;
mod migrating;
mod stopping;
