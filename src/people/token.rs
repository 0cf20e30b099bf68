//! Personal keys for the API: with a scope and an end, kept as a hash, shown once.

use chrono::TimeDelta;
use entity::{PersonId, Scope, TokenId, token};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::{Secret, Viewer, random_key};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::text::Line;
use crate::{Result, db};

/// How stale `last_used_at` may become before it is written again.
const USED_STEP: TimeDelta = TimeDelta::minutes(5);

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it, 1–100 characters.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// Days that it lasts, 1 to the installation's limit.
    pub days: i64,
}

/// Makes a token; the key is returned once and never shown again.
///
/// # Errors
/// [`Error::Invalid`] for a bad name or length of life.
pub async fn make_token(app: &App, viewer: &Viewer, new: &NewToken) -> Result<(TokenId, Secret)> {
    let name = Line::parse(&new.name, 100)
        .map(Line::into_string)
        .map_err(|_| Error::invalid("name", "fault.token_name"))?;
    if !(1..=app.settings.sign_in.token_days).contains(&new.days) {
        return Err(Error::invalid("days", "fault.token_days"));
    }
    let (now, key) = (app.clock.now(), random_key()?);
    let key = Secret::new(format!("zb_{}", key.reveal()));
    let row = token::ActiveModel {
        id: NotSet,
        person_id: Set(viewer.id()),
        name: Set(name.clone()),
        key_hash: Set(key.hash()),
        scope: Set(new.scope),
        created_at: Set(now),
        ends_at: Set(now.plus(TimeDelta::days(new.days))),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    let tx = db::write(&app.db).await?;
    let id = token::Entity::insert(row).exec(&tx).await?.last_insert_id;
    let detail = serde_json::json!({ "name": name, "scope": new.scope, "days": new.days });
    audit::note(
        &tx,
        &viewer.actor,
        Deed::done("make_token", "token", id).with(detail),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok((id, key))
}

/// Ends a token of the viewer.
///
/// # Errors
/// [`Error::NotFound`] where the viewer has no such token.
pub async fn revoke_token(app: &App, viewer: &Viewer, id: TokenId) -> Result<()> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let change = token::Entity::update_many()
        .col_expr(token::Column::RevokedAt, Expr::value(now.0))
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::PersonId.eq(viewer.id()))
        .filter(token::Column::RevokedAt.is_null())
        .exec(&tx)
        .await?;
    if change.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    audit::note(&tx, &viewer.actor, Deed::done("revoke_token", "token", id), now).await?;
    tx.commit().await?;
    Ok(())
}

/// The tokens of a person, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn tokens(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<token::Model>> {
    Ok(token::Entity::find()
        .filter(token::Column::PersonId.eq(person))
        .order_by_desc(token::Column::Id)
        .all(db)
        .await?)
}

/// The viewer of a token that still holds.
///
/// # Errors
/// [`Error::NotSignedIn`] where it does not.
pub async fn token_viewer(app: &App, key: &Secret, actor: Actor) -> Result<Viewer> {
    let (db, now) = (app.db.reader(), app.clock.now());
    let found = token::Entity::find()
        .filter(token::Column::KeyHash.eq(key.hash()))
        .one(db)
        .await?;
    let token = found.ok_or(Error::NotSignedIn)?;
    let person = super::person(db, token.person_id).await?;
    if token.revoked_at.is_some()
        || now >= token.ends_at
        || person.disabled_at.is_some()
        || person.must_change_password
    {
        return Err(Error::NotSignedIn);
    }
    if token.last_used_at.is_none_or(|used| now.since(used) >= USED_STEP) {
        let tx = db::write(&app.db).await?;
        token::Entity::update_many()
            .col_expr(token::Column::LastUsedAt, Expr::value(now.0))
            .filter(token::Column::Id.eq(token.id))
            .exec(&tx)
            .await?;
        tx.commit().await?;
    }
    let viewer = Viewer::load(db, person, actor, app.day(now)).await?;
    Ok(Viewer {
        may_write: token.scope == Scope::Write,
        ..viewer
    })
}
