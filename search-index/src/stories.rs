//! What the crate promises, seen from outside: searching, permission, recovery, and figures on real text.

mod hostile;
mod permission;
mod real_text;
mod recovery;
mod searching;
mod world;
