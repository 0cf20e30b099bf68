//! The nouns of Zhibao: its vocabulary, and the tables that are written in it. No SQL and no rule lives here.

pub mod table;
pub mod vocab;

pub use table::*;
pub use vocab::*;
