//! The points ledger: facts as they were recorded, and the postings that `settle` alone derives from them. Postings
//! are append-only and chained by hash; nothing here decides what anything is worth (that is `scheme`).

mod chain;
mod corrections;
mod earned;
mod facts;
mod ink;
mod publishing;
mod replay;
mod schemes;
mod settle;
mod standings;
mod statement;
mod through;
mod totals;
mod verify;

pub use corrections::corrections;
pub use earned::{Earned, earned};
pub use facts::{NewFact, Scope, fact_of, fact_rows, facts_all, record, standing_fact, withdraw_fact};
pub use publishing::{SchemeCheck, check_scheme, discard_draft, publish_scheme, save_scheme_draft};
pub use replay::{Difference, replay};
pub use schemes::{SchemeRow, book, scheme_rows, scheme_version, versions};
pub use settle::{Settled, settle};
pub use standings::{Place, RankFilter, TieRule, place_of, standings};
pub use statement::{PostingRow, Statement, posting, postings_of_article, reversals_of, statement};
pub use through::{settle_through, settled_through};
pub use totals::{PeriodKey, periods, total, totals_of};
pub use verify::{Verdict, head, last_at, verify};
