//! Who somebody is and what they may do: the roster, proofs of identity, proofs of authority, and the one policy
//! table. Verbs elsewhere take the proofs that only this room can make.

mod appointing;
mod console;
mod holders;
mod keeping;
mod lacking;
mod password;
pub mod policy;
mod proof;
mod readers;
mod roster;
mod secret;
mod session;
mod setup;
mod sign_in;
mod sweep;
mod token;
mod viewer;

pub use appointing::{
    NewAppointment, NewOrganisation, NewPerson, add_organisation, add_person, appoint, dismiss, pinyin_of,
    reset_password,
};
pub use console::{console_admin, person_named};
pub use holders::{held_since, holders, members, named};
pub use keeping::{
    OrganisationChange, appointment_of, appointments, appointments_of, change_organisation, disable_person,
    enable_person, first_password, people,
};
pub use lacking::{without_appointment, without_reporter};
pub use password::{change_password, choose_language, hash_password};
pub use proof::{Admin, Editor, Reporter, Searcher, UnitReviewer};
pub use readers::{article_terms, viewer_terms};
use roster::below;
pub use roster::{Roster, organisation, organisations, person, subtree};
pub use secret::{Secret, random_key};
pub use session::{
    SessionKey, open_session, open_sessions, revoke_all, revoke_everybody, revoke_session, session_viewer,
    sessions,
};
pub use setup::{first_admin, is_empty, setup_link};
pub use sign_in::sign_in;
pub use sweep::forget_ended;
pub use token::{NewToken, make_token, revoke_token, token_viewer, tokens};
pub use viewer::{Held, Viewer};
