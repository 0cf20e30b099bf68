//! What nobody should send, sent to the pages and to the API: each gets its status and a sentence in the reader's
//! language, nothing is lost, and the house goes on.

mod columns;
mod doors;
mod files;
mod problems;
mod queries;
mod twice;
mod typed;
mod uploads;
