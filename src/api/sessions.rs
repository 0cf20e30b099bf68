//! Where the caller is signed in at the pages, and ending it: the twin of 我的账号.

use chrono::{DateTime, Utc};
use entity::{SessionId, session};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::people;

/// The caller's sessions.
pub(super) struct Sessions(pub App);

/// A device that is signed in.
#[derive(Clone, Debug, Object)]
struct Session {
    /// Its key.
    id: i64,
    /// Since when.
    created_at: DateTime<Utc>,
    /// When it last asked for something, to the minute.
    last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    ends_at: DateTime<Utc>,
    /// From where.
    address: String,
    /// What the browser calls itself.
    agent: String,
}

fn session_document(row: session::Model) -> Session {
    Session {
        id: row.id.0,
        created_at: row.created_at.utc(),
        last_seen_at: row.last_seen_at.utc(),
        ends_at: row.ends_at.utc(),
        address: row.address,
        agent: row.agent,
    }
}

#[OpenApi(tag = "Family::Account")]
impl Sessions {
    /// Where the caller is signed in, the newest first.
    #[oai(path = "/me/sessions", method = "get", operation_id = "list_sessions")]
    async fn list_sessions(&self, caller: Caller) -> Answer<Json<Vec<Session>>> {
        let (db, now) = (self.0.db.reader(), self.0.clock.now());
        let open = people::sessions(db, caller.viewer.id(), now).await?;
        Ok(Json(open.into_iter().map(session_document).collect()))
    }

    /// Signs one device out.
    #[oai(
        path = "/me/sessions/:session_id/end",
        method = "post",
        operation_id = "end_session"
    )]
    async fn end_session(&self, caller: Caller, session_id: Path<i64>) -> Answer<()> {
        Ok(people::end_session(&self.0, &caller.viewer, SessionId(session_id.0)).await?)
    }

    /// Signs every device out; tokens stay.
    #[oai(path = "/me/sessions/end", method = "post", operation_id = "end_sessions")]
    async fn end_sessions(&self, caller: Caller) -> Answer<()> {
        Ok(people::end_sessions(&self.0, &caller.viewer).await?)
    }
}
