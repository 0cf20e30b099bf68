//! Who somebody is and what they may do: the roster, proofs of identity, proofs of authority, and the one policy
//! table. Verbs elsewhere take the proofs that only this room can make.

mod appointing;
mod console;
mod enter_code;
mod former_class;
mod full_time;
mod holders;
mod import;
mod keeping;
mod lacking;
mod last_admin;
mod password;
pub mod policy;
mod proof;
mod readers;
mod roster;
mod second_factor;
mod secret;
mod session;
mod setup;
mod sign_in;
mod sweep;
mod token;
mod totp;
mod viewer;

pub use appointing::{
    NewAppointment, NewOrganisation, NewPerson, add_organisation, end_held, first_hash, insert_held,
    insert_newcomer, pinyin_of, reset_password,
};
pub use console::{console_admin, console_office, person_named};
pub use enter_code::{HalfSession, enter_code, half_session, leave_half};
pub use former_class::FormerClasses;
pub use full_time::mark_full_time;
pub use holders::{held_since, holders, members, named};
pub use import::accounts::{FirstKeys, first_keys, people_sheet, plan_people, take_people};
pub use import::balances::{Balance, BalanceCell, Judged};
pub use import::tree::{organisations_sheet, plan_organisations, take_organisations};
pub use import::{CellFault, Fate, Import, ImportDone, Importing, Plan, PlannedRow};
pub use keeping::{
    OrganisationChange, appointment_of, appointments, appointments_of, disable_person, enable_person,
    first_password, people, update_organisation,
};
pub use lacking::{without_appointment, without_reporter};
pub use password::{change_password, choose_language, hash_password};
pub use proof::{Admin, Claimant, Editor, Office, Recorder, Reporter, Searcher, UnitReviewer};
pub use readers::{article_terms, joint_units_of, reads_the_desk, viewer_terms};
use roster::below;
pub use roster::{Roster, organisation, organisations, person, subtree};
pub use second_factor::{
    Enrolment, Factor, begin_factor, clear_factor, confirm_factor, factor, must_have_factor, pending_factor,
    remove_factor,
};
pub use secret::{Secret, random_key};
pub use session::{
    SessionKey, end_session, end_sessions, open_session, open_sessions, revoke_all, revoke_everybody,
    revoke_session, session_viewer, sessions,
};
pub use setup::{first_admin, is_empty, setup_link};
use sign_in::prove_again;
pub use sign_in::{SignedIn, sign_in};
pub use sweep::forget_ended;
pub use token::{NewToken, make_token, revoke_token, token_viewer, tokens};
pub use viewer::{Held, Viewer};
