//! Signing out one device, or all of them.

use entity::SessionId;
use poem::handler;
use poem::web::Path;

use crate::error::Message;
use crate::web::fail::WebResult;
use crate::web::{Visit, reply};
use crate::{Error, db, people};

#[handler]
pub(super) async fn end_one(visit: Visit, Path(id): Path<SessionId>) -> WebResult {
    let viewer = visit.viewer()?;
    let now = visit.app.clock.now();
    let tx = db::write(&visit.app.db).await?;
    let own = people::sessions(&tx, viewer.id(), now).await?;
    if !own.iter().any(|session| session.id == id) {
        return Err(Error::NotFound.into());
    }
    people::revoke_session(&tx, viewer.id(), id, now).await?;
    tx.commit().await.map_err(Error::from)?;
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
    let viewer = visit.viewer()?;
    let tx = db::write(&visit.app.db).await?;
    people::revoke_all(&tx, viewer.id(), visit.app.clock.now()).await?;
    tx.commit().await.map_err(Error::from)?;
    let said = Message::new("account.ended_all");
    Ok(reply::to_saying(&visit, "/sign-in", "ok", &said))
}
