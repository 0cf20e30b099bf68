//! The points ledger: facts as they were recorded, and the postings that `settle` alone derives from them. Postings
//! are append-only and chained by hash; nothing here decides what anything is worth (that is `scheme`).

mod abreast;
mod adopted;
mod asked;
mod cause;
mod chain;
mod changes;
mod close;
mod closed;
mod corrections;
mod earned;
mod facts;
mod fee_lines;
mod groups;
mod ink;
mod load;
mod openings;
mod publishing;
mod reach;
mod records;
mod recount;
mod replay;
mod roll;
mod schemes;
mod settle;
mod standings;
mod statement;
mod sums;
#[cfg(test)]
mod tests;
mod through;
mod totals;
mod unranked;
mod verify;
mod what_if;
mod yearly;

pub use crate::settings::TieRule;
pub use adopted::{AdoptedThen, adopted_then, numbers_in};
pub use asked::asked;
pub use changes::{changes_of_draft, changes_of_version, overlaps};
pub use close::{Account, NewClose, Unranked, close_month, points as frozen_points};
pub use closed::{
    FrozenRank, FrozenScore, close_of, closed_through, closes, frozen, frozen_ranks, frozen_scores,
    oldest_open, titles_then,
};
pub use corrections::corrections;
pub use earned::{Earned, SubjectOnDay, because, earned};
pub use facts::{NewFact, Scope, fact_of, fact_rows, record, standing_fact, withdraw_fact};
pub use fee_lines::fee_lines;
pub use load::record_all;
pub use openings::openings;
pub use publishing::{
    SchemeCheck, check_scheme, discard_draft, publish_scheme, save_scheme_draft, sound_scheme,
};
pub use records::{keep_adjustment, keep_adjustment_decision, keep_answer, keep_dispute};
pub use recount::recount;
pub use replay::{Difference, replay, replay_since_close};
pub use roll::roll;
pub use schemes::{SchemeRow, book, scheme_rows, scheme_version, versions};
pub use settle::{Settled, settle};
pub use standings::{Place, RankFilter, place_of, rank, standings};
pub use statement::{PostingRow, Statement, posting, postings_of_article, reversals_of, statement};
pub use sums::{n_unproven, points_in};
pub use through::{settle_through, settled_through};
pub use totals::{PeriodKey, kept_for, periods, total, totals_of};
pub use unranked::Exceptions;
pub use verify::{Verdict, head, last_at, verify, verify_since_close};
pub use what_if::{ChangedLine, MONTHS_TRIED, Moved, WhatIf, WhatIfRange, try_draft, what_if};
pub use yearly::{CountedBy, Yield, first_day, incidents, yields};
