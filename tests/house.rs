//! The rules of the repository itself: what people would otherwise have to remember. Each checker is a pure function
//! from text to faults, and is shown a planted fault beside the real run.

mod bans;
mod files;
mod floors;
mod lock;
mod messages;
mod rust_text;
mod walks;
mod words;
