//! `GET /me`: who the token belongs to, and what they hold today.

use chrono::{DateTime, Utc};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::newsroom;

/// The caller's own account.
pub(super) struct Account(pub App);

/// Who the token belongs to.
#[derive(Clone, Debug, Object)]
struct Me {
    /// The person's key.
    id: i64,
    /// What they sign in with.
    username: String,
    /// Their name.
    name: String,
    /// The language of their pages.
    language: String,
    /// Whether this token may change anything.
    may_write: bool,
    /// What they hold today.
    appointments: Vec<HeldRole>,
    /// How many notices they have not read.
    n_unread: u64,
    /// The server's time.
    now: DateTime<Utc>,
}

/// An appointment that holds today.
#[derive(Clone, Debug, Object)]
struct HeldRole {
    /// As what: `reporter`, `unit_reviewer`, `editor`, `office`, `supervisor`, `admin`.
    role: String,
    /// Where.
    organisation_id: i64,
    /// The organisation's short name.
    organisation: String,
}

#[OpenApi(tag = "Family::Account")]
impl Account {
    /// Who the token belongs to.
    #[oai(path = "/me", method = "get", operation_id = "read_me")]
    async fn read_me(&self, caller: Caller) -> Answer<Json<Me>> {
        let viewer = &caller.viewer;
        let held = viewer.held.iter().map(|held| HeldRole {
            role: held.role.code().to_owned(),
            organisation_id: held.organisation_id.0,
            organisation: held.organisation.clone(),
        });
        Ok(Json(Me {
            id: viewer.id().0,
            username: viewer.person.username.clone(),
            name: viewer.person.name.clone(),
            language: viewer.language().code().to_owned(),
            may_write: viewer.may_write,
            appointments: held.collect(),
            n_unread: newsroom::n_unread(self.0.db.reader(), viewer.id()).await?,
            now: self.0.clock.now().utc(),
        }))
    }
}
