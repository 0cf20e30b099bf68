//! The archive: what is filed becomes documents of the index, is found again within what the viewer may read, and is
//! compared with what was filed before. The index is a cache of the database; no rule of the newsroom is decided here.

mod alike;
mod check;
mod document;
mod fallback;
mod follow;
mod phrase;
mod readable;
mod rebuild;
mod search;
mod state;

pub use alike::{Alike, earlier, near_duplicates, note_bands};
pub use check::{Difference, check};
pub use document::document_of;
pub use follow::{catch_up, follow};
pub use rebuild::rebuild;
pub use search::{Found, Wanted, search};
pub use state::{IndexState, state};
