//! The second step of signing in: a code of the app, or a recovery code. Until then there is only half a session, which
//! opens nothing else. Wrong codes count into the same lock-out as wrong passwords.

use entity::{person, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::second_factor::use_up;
use super::sign_in::{check_lock, forget_failures, network_of, note_failure};
use super::{SessionKey, open_session, revoke_session};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::{Result, db};

/// Somebody whose password was right and whose code is awaited.
#[derive(Clone, Debug)]
pub struct HalfSession {
    /// The half session.
    pub session: session::Model,
    /// Who it is, if the code is right.
    pub person: person::Model,
}

/// The half session of a key, while it holds.
///
/// # Errors
/// Whatever the database answers.
pub async fn half_session(app: &App, key: &SessionKey) -> Result<Option<HalfSession>> {
    let db = app.db.reader();
    let found = session::Entity::find()
        .filter(session::Column::KeyHash.eq(key.hash()))
        .filter(session::Column::AwaitsCode.eq(true))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::EndsAt.gt(app.clock.now()))
        .one(db)
        .await?;
    let Some(session) = found else { return Ok(None) };
    let person = super::person(db, session.person_id).await?;
    Ok(person
        .disabled_at
        .is_none()
        .then_some(HalfSession { session, person }))
}

/// Takes a code for a half session and opens a whole one, under a key of its own.
///
/// # Errors
/// [`Error::Invalid`] for a wrong code or one that was used before; [`Error::TooOften`] while the account is locked for
/// the network; [`Error::NotSignedIn`] where the half session has ended meanwhile.
pub async fn enter_code(
    app: &App,
    half: &HalfSession,
    code: &str,
    actor: Actor,
    agent: &str,
) -> Result<SessionKey> {
    let (person, now) = (&half.person, app.clock.now());
    let network = network_of(&actor.address);
    let actor = Actor {
        person: Some(person.id),
        name: person.name.clone(),
        ..actor
    };
    check_lock(app, &person.username, &network, now).await?;
    let tx = db::write(&app.db).await?;
    let still = session::Entity::find_by_id(half.session.id)
        .filter(session::Column::RevokedAt.is_null())
        .one(&tx)
        .await?;
    if still.is_none() {
        return Err(Error::NotSignedIn);
    }
    let Some(by) = use_up(app, &tx, person.id, code).await? else {
        note_failure(&tx, ("enter_code", &person.username), &network, &actor, now).await?;
        tx.commit().await?;
        return Err(Error::invalid("code", "fault.code"));
    };
    forget_failures(&tx, &person.username, &network).await?;
    revoke_session(&tx, person.id, half.session.id, now).await?;
    let key = open_session(app, &tx, person.id, &actor, agent).await?;
    let deed = Deed::done("sign_in", "person", person.id).with(serde_json::json!({ "second_factor": by }));
    audit::note(&tx, &actor, deed, now).await?;
    tx.commit().await?;
    Ok(key)
}

/// Ends a half session: somebody else wants to sign in.
///
/// # Errors
/// Whatever the database answers.
pub async fn leave_half(app: &App, half: &HalfSession) -> Result<()> {
    let tx = db::write(&app.db).await?;
    revoke_session(&tx, half.person.id, half.session.id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
