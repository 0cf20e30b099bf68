//! The second factor (QUALITY C4): a seed that is sealed outside the database, taken over by an app and confirmed by one
//! code; ten recovery codes, kept as hashes; how it is renewed, removed and reset.

use chrono::TimeDelta;
use entity::{Instant, PersonId, Role, recovery_code, second_factor};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::totp::{Seed, address};
use super::{Admin, Secret, SessionKey, Viewer, first_password, open_session, prove_again, revoke_all};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::{Result, db};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// Whoever holds one of these must have a second factor where the installation requires it.
const MUST: [Role; 3] = [Role::Editor, Role::Supervisor, Role::Admin];

/// What an app needs to take a seed over.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The seed, to be typed.
    pub seed: Secret,
    /// The seed as an address, to be photographed.
    pub address: Secret,
}

/// The second factor that somebody has.
#[derive(Clone, Copy, Debug)]
pub struct Factor {
    /// Since when.
    pub enrolled_at: Instant,
    /// Recovery codes that are left.
    pub n_recovery_codes: u64,
}

/// The factor that a person has, if they have one.
///
/// # Errors
/// Whatever the database answers.
pub async fn factor(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<Factor>> {
    let Some(enrolled_at) = row(db, person).await?.and_then(|row| row.enrolled_at) else {
        return Ok(None);
    };
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::PersonId.eq(person))
        .filter(recovery_code::Column::UsedAt.is_null());
    Ok(Some(Factor {
        enrolled_at,
        n_recovery_codes: left.count(db).await?,
    }))
}

/// Whether the installation requires a second factor of somebody with these roles.
#[must_use]
pub fn must_have_factor(app: &App, viewer: &Viewer) -> bool {
    app.settings.sign_in.requires_second_factor() && MUST.into_iter().any(|role| viewer.is(role))
}

/// Begins an enrolment, after the password again; a factor that is there goes on until the new one is confirmed.
///
/// # Errors
/// [`Error::Invalid`] for a wrong password; [`Error::TooOften`]; [`Error::Unavailable`] where the key of the seal
/// cannot be used.
pub async fn begin_factor(app: &App, viewer: &Viewer, password: &Secret) -> Result<Enrolment> {
    prove_again(app, viewer, password).await?;
    let (seed, now) = (Seed::fresh()?, app.clock.now());
    let sealed = app.seal.close(&purpose(viewer.id()), seed.bytes())?;
    let tx = db::write(&app.db).await?;
    let row = second_factor::ActiveModel {
        person_id: Set(viewer.id()),
        sealed: Set(None),
        enrolled_at: Set(None),
        last_step: Set(0),
        pending: Set(Some(sealed)),
        pending_at: Set(Some(now)),
    };
    let anew = OnConflict::column(second_factor::Column::PersonId)
        .update_columns([second_factor::Column::Pending, second_factor::Column::PendingAt])
        .to_owned();
    second_factor::Entity::insert(row)
        .on_conflict(anew)
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed::done("begin_factor", "person", viewer.id());
    audit::note(&tx, &viewer.actor, deed, now).await?;
    tx.commit().await?;
    shown(app, viewer, &seed)
}

/// The enrolment that the viewer has begun, to be shown again after a mistyped code.
///
/// # Errors
/// [`Error::Refused`] where none was begun, or too long ago.
pub async fn pending_factor(app: &App, viewer: &Viewer) -> Result<Enrolment> {
    shown(
        app,
        viewer,
        &pending_seed(app, app.db.reader(), viewer.id()).await?,
    )
}

/// Confirms an enrolment by a code of the app: from now on the factor is asked for, every other session ends, this one
/// goes on under a new key, and there are new recovery codes, which are returned once.
///
/// # Errors
/// [`Error::Invalid`] for a wrong code; [`Error::Refused`] where no enrolment was begun, or too long ago.
pub async fn confirm_factor(
    app: &App,
    viewer: &Viewer,
    code: &str,
    agent: &str,
) -> Result<(SessionKey, Vec<Secret>)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let seed = pending_seed(app, &tx, viewer.id()).await?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = seed.step_of(&code, now)? else {
        return Err(Error::invalid("code", "fault.code_enrolling"));
    };
    let sealed = app.seal.close(&purpose(viewer.id()), seed.bytes())?;
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::Sealed, Expr::value(Some(sealed)))
        .col_expr(second_factor::Column::EnrolledAt, Expr::value(Some(now.0)))
        .col_expr(second_factor::Column::LastStep, Expr::value(step))
        .col_expr(second_factor::Column::Pending, Expr::value(None::<String>))
        .col_expr(second_factor::Column::PendingAt, Expr::value(None::<i64>))
        .filter(second_factor::Column::PersonId.eq(viewer.id()))
        .exec(&tx)
        .await?;
    forget_recovery_codes(&tx, viewer.id()).await?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = first_password()?;
        let row = recovery_code::ActiveModel {
            id: NotSet,
            person_id: Set(viewer.id()),
            code_hash: Set(folded(code.reveal()).hash()),
            used_at: Set(None),
        };
        recovery_code::Entity::insert(row).exec(&tx).await?;
        codes.push(code);
    }
    revoke_all(&tx, viewer.id(), now).await?;
    let key = open_session(app, &tx, viewer.id(), &viewer.actor, agent).await?;
    let deed = Deed::done("enrol_factor", "person", viewer.id());
    audit::note(&tx, &viewer.actor, deed, now).await?;
    tx.commit().await?;
    Ok((key, codes))
}

/// Removes the viewer's factor, after the password again.
///
/// # Errors
/// [`Error::Refused`] where there is none or their role must have one; [`Error::Invalid`] for a wrong password;
/// [`Error::TooOften`].
pub async fn remove_factor(app: &App, viewer: &Viewer, password: &Secret) -> Result<()> {
    if must_have_factor(app, viewer) {
        return Err(Error::refused("refused.factor_required"));
    }
    prove_again(app, viewer, password).await?;
    let tx = db::write(&app.db).await?;
    forget(&tx, viewer.id()).await?;
    let deed = Deed::done("remove_factor", "person", viewer.id());
    audit::note(&tx, &viewer.actor, deed, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a lost factor from a person and ends all their sessions.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] where they have none.
pub async fn clear_factor(tx: &DatabaseTransaction, admin: &Admin, id: PersonId, now: Instant) -> Result<()> {
    super::person(tx, id).await?;
    forget(tx, id).await?;
    revoke_all(tx, id, now).await?;
    audit::note(tx, admin.actor(), Deed::done("reset_factor", "person", id), now).await
}

/// Uses up a code of the app or a recovery code, each of which is good once. Says which it was; nothing for a wrong one.
pub(super) async fn use_up(
    app: &App,
    tx: &DatabaseTransaction,
    person: PersonId,
    code: &str,
) -> Result<Option<&'static str>> {
    let now = app.clock.now();
    let code = folded(code);
    let row = row(tx, person).await?;
    let Some(sealed) = row.as_ref().and_then(|row| row.sealed.as_deref()) else {
        return Ok(None);
    };
    if code.reveal().len() == 6 {
        let seed = Seed::of(&app.seal.open(&purpose(person), sealed)?)?;
        let Some(step) = seed.step_of(code.reveal(), now)? else {
            return Ok(None);
        };
        let used = second_factor::Entity::update_many()
            .col_expr(second_factor::Column::LastStep, Expr::value(step))
            .filter(second_factor::Column::PersonId.eq(person))
            .filter(second_factor::Column::LastStep.lt(step))
            .exec(tx)
            .await?;
        return Ok((used.rows_affected == 1).then_some("app"));
    }
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now.0))
        .filter(recovery_code::Column::PersonId.eq(person))
        .filter(recovery_code::Column::CodeHash.eq(code.hash()))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok((used.rows_affected == 1).then_some("recovery"))
}

/// A code without what people put between its groups.
fn folded(code: &str) -> Secret {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    Secret::new(kept.collect::<String>().to_uppercase())
}

fn shown(app: &App, viewer: &Viewer, seed: &Seed) -> Result<Enrolment> {
    let typed = seed.typed();
    Ok(Enrolment {
        address: address(&app.settings.title, &viewer.person.username, &typed)?,
        seed: typed,
    })
}

async fn pending_seed(app: &App, db: &impl ConnectionTrait, person: PersonId) -> Result<Seed> {
    let since = app
        .clock
        .now()
        .plus(TimeDelta::minutes(-app.settings.sign_in.code_minutes));
    let row = row(db, person).await?;
    let pending = row
        .filter(|row| row.pending_at.is_some_and(|at| at > since))
        .and_then(|row| row.pending);
    let pending = pending.ok_or_else(|| Error::refused("refused.no_enrolment"))?;
    Seed::of(&app.seal.open(&purpose(person), &pending)?)
}

async fn row(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<second_factor::Model>> {
    Ok(second_factor::Entity::find_by_id(person).one(db).await?)
}

/// For what a seed is sealed: it opens for its owner's row alone.
fn purpose(person: PersonId) -> String {
    format!("second_factor:{person}")
}

async fn forget(tx: &DatabaseTransaction, person: PersonId) -> Result<()> {
    if factor(tx, person).await?.is_none() {
        return Err(Error::refused("refused.no_factor"));
    }
    second_factor::Entity::delete_by_id(person).exec(tx).await?;
    forget_recovery_codes(tx, person).await
}

async fn forget_recovery_codes(tx: &DatabaseTransaction, person: PersonId) -> Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}
