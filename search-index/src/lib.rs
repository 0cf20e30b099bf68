//! Chinese full-text search over documents: two indexed views of each text, an own query language, an own
//! highlighter, near-duplicate fingerprints. It knows documents only: no database, no people, no rules.
//!
//! The design and its measurements are in `docs/adr` (search pages). A writer opens [`Index`], feeds it with
//! [`Index::apply`] and sequence numbers, and rebuilds it whenever [`Index::status`] asks; a reader calls
//! [`Index::search`] with a parsed [`Query`], a [`Filter`] and the viewer's [`Access`].

#[cfg(test)]
extern crate self as search_index;

mod analysis;
mod day;
mod dictionary;
mod document;
mod error;
mod exclusion;
mod facet;
mod filter;
mod fingerprint;
mod fold;
mod highlight;
mod index;
mod newest;
mod plan;
mod query;
mod schema;
mod search;
mod similar;
#[cfg(test)]
mod stories;

pub use day::{Day, DayRange, day_of, day_of_date, month_of, start_of};
pub use dictionary::Dictionary;
pub use document::{Adoption, Author, Document};
pub use error::Error;
pub use facet::{Facet, FacetCount, Tally};
pub use filter::{Access, Filter};
pub use fingerprint::{Fingerprint, N_BANDS, N_HASHES, Shingles, fingerprint};
pub use fold::{fold, fold_char};
pub use highlight::{Fragment, Highlighter};
pub use index::{Change, Index, Reason, Stats, Status};
pub use plan::Views;
pub use query::{
    MAX_CHARS, MAX_DEPTH, MAX_EXACT_UNITS, MAX_TERMS, Notice, Query, QueryError, QueryField, Vocabulary,
};
pub use search::{After, FEW, Hit, MAX_LIMIT, MAX_OFFSET, Request, Results, Sort};
