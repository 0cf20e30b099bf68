//! Sessions (F8): the database keeps only the hash of a key; a session ends by idling, by age, by signing out, by a
//! changed password, by being disabled. A revoked session never comes back: every change says `revoked_at IS NULL`.

use chrono::{NaiveDate, TimeDelta};
use entity::{Instant, PersonId, SessionId, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder,
};

use super::{Secret, Viewer, random_key};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::{Result, db};

/// The key of a session, as its cookie carries it.
pub type SessionKey = Secret;

/// How stale `last_seen_at` may become before it is written again.
const SEEN_STEP: TimeDelta = TimeDelta::minutes(1);

/// Opens a session for a person whose identity was just proved.
///
/// # Errors
/// Whatever the database answers.
pub async fn open_session(
    app: &App,
    tx: &DatabaseTransaction,
    person: PersonId,
    actor: &Actor,
    agent: &str,
) -> Result<SessionKey> {
    let lasts = TimeDelta::hours(app.settings.sign_in.absolute_hours);
    insert(app, tx, (person, false, lasts), actor, agent).await
}

/// Opens half a session for a person whose password was right and whose code is awaited: it is good for that alone.
pub(super) async fn open_half(
    app: &App,
    tx: &DatabaseTransaction,
    person: PersonId,
    actor: &Actor,
    agent: &str,
) -> Result<SessionKey> {
    let lasts = TimeDelta::minutes(app.settings.sign_in.code_minutes);
    insert(app, tx, (person, true, lasts), actor, agent).await
}

async fn insert(
    app: &App,
    tx: &DatabaseTransaction,
    (person, awaits_code, lasts): (PersonId, bool, TimeDelta),
    actor: &Actor,
    agent: &str,
) -> Result<SessionKey> {
    let (key, now) = (random_key()?, app.clock.now());
    let row = session::ActiveModel {
        id: NotSet,
        key_hash: Set(key.hash()),
        person_id: Set(person),
        created_at: Set(now),
        last_seen_at: Set(now),
        ends_at: Set(now.plus(lasts)),
        revoked_at: Set(None),
        awaits_code: Set(awaits_code),
        address: Set(actor.address.clone()),
        agent: Set(agent.chars().filter(|c| !c.is_control()).take(200).collect()),
    };
    session::Entity::insert(row).exec(tx).await?;
    Ok(key)
}

/// The viewer of a session key, if the session still holds; notes that it was seen.
///
/// # Errors
/// [`Error::NotSignedIn`] where it does not hold.
pub async fn session_viewer(app: &App, key: &SessionKey, actor: Actor) -> Result<(session::Model, Viewer)> {
    let now = app.clock.now();
    let (hash, today) = (key.hash(), app.day(now));
    let key = format!("{today} {hash}");
    let kept = app
        .db
        .kept(key, |db| async move { signed_in(&db, hash, today).await });
    let (session, viewer) = kept.await?.as_ref().clone().ok_or(Error::NotSignedIn)?;
    let idle_until = session
        .last_seen_at
        .plus(TimeDelta::minutes(app.settings.sign_in.idle_minutes));
    let is_over = session.revoked_at.is_some() || now >= session.ends_at || now >= idle_until;
    if is_over || viewer.person.disabled_at.is_some() {
        return Err(Error::NotSignedIn);
    }
    if now.since(session.last_seen_at) >= SEEN_STEP {
        touch(app, session.id, now).await?;
    }
    let viewer = Viewer {
        must_enrol: viewer.must_enrol && super::must_have_factor(app, &viewer),
        must_renew: app
            .settings
            .sign_in
            .is_too_old(viewer.person.password_changed_at, now),
        actor: Actor {
            person: viewer.actor.person,
            name: viewer.actor.name,
            ..actor
        },
        ..viewer
    };
    Ok((session, viewer))
}

/// The session of a key's hash, over or not, and its person as of a day; nobody's where there is none. Whoever has no
/// second factor must enrol, as far as that is known here.
async fn signed_in(
    db: &DatabaseConnection,
    hash: String,
    today: NaiveDate,
) -> Result<Option<(session::Model, Viewer)>> {
    let found = session::Entity::find()
        .filter(session::Column::KeyHash.eq(hash))
        .filter(session::Column::AwaitsCode.eq(false))
        .one(db)
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let person = super::person(db, session.person_id).await?;
    let mut viewer = Viewer::load(db, person, Actor::system("session"), today).await?;
    viewer.must_enrol = super::factor(db, viewer.id()).await?.is_none();
    Ok(Some((session, viewer)))
}

async fn touch(app: &App, id: SessionId, now: Instant) -> Result<()> {
    let tx = db::write(&app.db).await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now.0))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Signs one device of the viewer out.
///
/// # Errors
/// [`Error::NotFound`] where the viewer has no such session.
pub async fn end_session(app: &App, viewer: &Viewer, id: SessionId) -> Result<()> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let own = sessions(&tx, viewer.id(), now).await?;
    if !own.iter().any(|session| session.id == id) {
        return Err(Error::NotFound);
    }
    revoke_session(&tx, viewer.id(), id, now).await?;
    audit::note(&tx, &viewer.actor, Deed::done("end_session", "session", id), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Signs every device of the viewer out.
///
/// # Errors
/// Whatever the database answers.
pub async fn end_sessions(app: &App, viewer: &Viewer) -> Result<()> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    revoke_all(&tx, viewer.id(), now).await?;
    let deed = Deed::done("end_sessions", "person", viewer.id());
    audit::note(&tx, &viewer.actor, deed, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends one session of a person.
///
/// # Errors
/// Whatever the database answers.
pub async fn revoke_session(
    tx: &DatabaseTransaction,
    person: PersonId,
    id: SessionId,
    now: Instant,
) -> Result<()> {
    revoke(
        tx,
        now,
        session::Column::Id
            .eq(id)
            .and(session::Column::PersonId.eq(person)),
    )
    .await
}

/// Ends all sessions of a person.
///
/// # Errors
/// Whatever the database answers.
pub async fn revoke_all(tx: &DatabaseTransaction, person: PersonId, now: Instant) -> Result<()> {
    revoke(tx, now, session::Column::PersonId.eq(person)).await
}

/// Ends all sessions of everybody, as after a restore: some that the copy holds were ended since.
///
/// # Errors
/// Whatever the database answers.
pub async fn revoke_everybody(tx: &DatabaseTransaction, now: Instant) -> Result<()> {
    revoke(tx, now, session::Column::Id.is_not_null()).await
}

async fn revoke(tx: &DatabaseTransaction, now: Instant, which: sea_orm::sea_query::SimpleExpr) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now.0))
        .filter(which)
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The sessions of a person that still hold, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn sessions(
    db: &impl ConnectionTrait,
    person: PersonId,
    now: Instant,
) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::AwaitsCode.eq(false))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::EndsAt.gt(now))
        .order_by_desc(session::Column::Id)
        .all(db)
        .await?)
}

/// Every session that still holds, the one seen last first.
///
/// # Errors
/// Whatever the database answers.
pub async fn open_sessions(db: &impl ConnectionTrait, now: Instant) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::AwaitsCode.eq(false))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::EndsAt.gt(now))
        .order_by_desc(session::Column::LastSeenAt)
        .all(db)
        .await?)
}
