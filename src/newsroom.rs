//! The verbs of the newsroom, one a file: what reporters, unit reviewers and editors do to articles. A verb takes a
//! proof of authority, runs in one transaction, and ends with the ledger settled, the audit log written and the
//! index told. `shelf` reads.

mod adjust;
mod adopt;
mod answer;
mod appoint;
mod assess;
mod authors;
mod checklist;
mod circular;
mod claim;
mod close;
mod counts;
mod decide;
mod dispute;
mod disputes;
mod draft;
mod edit;
mod enclosures;
mod enrol;
mod export;
mod facts;
mod fees;
mod filed;
mod filter;
mod grant;
mod import;
mod import_roster;
mod instruct;
mod members;
mod notices;
mod occurrence;
mod occurrences;
mod openings;
mod outlets;
mod particulars;
mod pictures;
mod radar;
mod ranked;
mod ranking;
mod readable;
mod register;
mod reset_factor;
mod revision;
mod shelf;
mod shelves;
mod sight;
mod sign;
mod steps;
mod submit;
mod tally;
mod targets;
mod terms;
mod trends;
mod waits;
mod withdraw;
mod year;

pub use adjust::{Adjusted, NewAdjustment, adjusted, adjustments, decide_adjustment, enter_adjustment};
pub use adopt::{NewAdoption, adopt, adoption_of, withdraw_adoption};
pub use answer::{NewAnswer, answer_dispute};
pub use appoint::{add_person, appoint, change_organisation, dismiss};
pub use assess::{AssessedRow, AssessmentSheet, assessment};
pub use authors::{NewAuthor, parse_share};
pub use checklist::{Checklist, Finding, Hold, checklist, next_to_close};
pub use circular::{
    AdoptedPiece, Circular, CircularTemplate, circular, circular_code, circular_document, circular_names,
    circular_template, set_circular_template, template_in_force,
};
pub use claim::{claim, release};
pub use close::close_month;
pub use counts::{n_by_state, n_by_unit, n_by_week, n_fitting};
pub use decide::{Decision, Remark, decide, reconsider, return_from_unit};
pub use dispute::raise_dispute;
pub use disputes::{Disputed, dispute_for, disputes, disputes_of, n_open_disputes};
pub use draft::{DraftText, SavedDraft, save_draft, start_draft};
pub use edit::edit;
pub use enclosures::files_for;
pub use export::{Exported, may_export, note_export};
pub use fees::{FeeList, FeeRow, fee_months, fees, pay_fees, take_back_fee};
pub use filed::{Filed, filed, filed_pieces};
pub use filter::{ArticleFilter, ArticleOrder, VALID};
pub use grant::Granted;
pub use import::{Imported, import_manuscript, unreadable};
pub use import_roster::{import_organisations, import_people};
pub use instruct::{NewInstruction, instruct, withdraw_instruction};
pub use members::{Member, members};
pub use notices::{mark_all_read, mark_read, n_notices, n_unread, notices};
pub use occurrence::{
    Field, NewOccurrence, OUTCOMES, Whom, incident_words, mark_parts, occurrence_of, record_occurrence,
    withdraw_occurrence,
};
pub use occurrences::{OccurrenceFilter, brought_by, occurrence_for, occurrences, occurrences_of};
pub use openings::{import_openings, openings_sheet, plan_openings};
pub use outlets::{
    NewOutlet, OutletRow, add_alias, add_outlet, find_outlet, fold_name, kept_outlets, move_outlet,
    outlet_rows, rename_outlet, set_outlet_pages, standing_on,
};
pub use particulars::{JointUnit, Particulars, describe, particulars_of};
pub use pictures::{
    NewFile, caption_picture, drop_pictures, file_for, files_of, keep_evidence, keep_manuscript, keep_picture,
};
pub use radar::{UnitWeeks, pieces, quota_radar};
pub use ranking::{RankTable, RankTotal, Ranked, Ranking, place_of, ranking};
pub use readable::{may_read_statement, statement_for, titles_for};
pub use register::{AdoptionFilter, AdoptionRegister, adoption, adoption_register, instruction_of};
pub use reset_factor::reset_factor;
pub use shelf::{
    ArticlePage, adoptions_of, article, article_for, authors_of, authors_of_many, decisions_of, draft_of,
    has_part, history_for, instructions_of, list, revision, revisions_of,
};
pub use shelves::{Shelf, narrow};
pub use sight::Sight;
pub use sign::sign;
pub use submit::submit;
pub use tally::{AdoptedArticle, latest_adoptions, n_adoptions_by_level};
pub use targets::{quotas_of, set_targets, targets_of};
pub use terms::{TermChange, Terms, TypeRules, change_term, kept_terms, rules as type_rules, terms};
pub use trends::{DECIDED, MonthTrend, trends};
pub use waits::usual_wait_ms;
pub use withdraw::withdraw;
pub use year::{AssessmentYears, assessment_years, period_before, ranked_period};
