//! Signing out one device, or all of them.

use entity::SessionId;
use poem::handler;
use poem::web::Path;

use crate::error::Message;
use crate::people;
use crate::web::fail::WebResult;
use crate::web::{Visit, reply};

#[handler]
pub(super) async fn end_one(visit: Visit, Path(id): Path<SessionId>) -> WebResult {
    people::end_session(&visit.app, visit.viewer()?, id).await?;
    let next = if visit.session == Some(id) {
        "/sign-in"
    } else {
        "/me"
    };
    Ok(reply::to_saying(
        &visit,
        next,
        "ok",
        &Message::new("account.ended"),
    ))
}

#[handler]
pub(super) async fn end_all(visit: Visit) -> WebResult {
    people::end_sessions(&visit.app, visit.viewer()?).await?;
    let said = Message::new("account.ended_all");
    Ok(reply::to_saying(&visit, "/sign-in", "ok", &said))
}
