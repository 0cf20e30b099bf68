//! What people write: cleaned HTML, its one normal form, plain text, 字数 and single lines.
//! Pure: no I/O, no clock, no wording (errors are named by key and localised by the doors).

mod arrange;
mod block;
mod chars;
mod clean_html;
mod count;
pub mod diff;
mod dropped;
mod file_link;
mod line;
mod markup;
mod normalise;
mod render;

pub use arrange::arrange;
pub use clean_html::{CleanHtml, MAX_HTML_BYTES, MAX_HTML_TAGS};
pub use count::word_count;
pub use dropped::Dropped;
pub use file_link::{file_ids, file_link, is_file_link};
pub use line::{Headline, Line, LineError};
pub use normalise::{normalise, normalise_and_report, plain_text, text_to_html};
