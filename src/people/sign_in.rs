//! Signing in: one answer for every way to fail (T10), and a lock after failures that lives in the database (T9):
//! per account and network, so that the true owner elsewhere can still come in.

use chrono::TimeDelta;
use entity::{Instant, person, sign_in_failure};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::session::open_half;
use super::{Secret, SessionKey, Viewer, factor, open_session, password};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::{Result, db};

/// Failures of one network on whatever accounts, as a multiple of those of one account, until it must wait.
const SPRAYING: u64 = 10;

/// What a right password opens.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The key of the session.
    pub key: SessionKey,
    /// Whether it is half a session that awaits the code of the second factor.
    pub awaits_code: bool,
}

/// Proves an identity by password and opens a session: a whole one, or half of one where there is a second factor.
///
/// # Errors
/// [`Error::TooOften`] while the account is locked for the network; [`Error::Invalid`] with one and the same text
/// for an unknown name, a wrong password and a disabled account.
pub async fn sign_in(
    app: &App,
    username: &str,
    secret: &Secret,
    actor: Actor,
    agent: &str,
) -> Result<SignedIn> {
    let username = username.trim().to_lowercase();
    let network = network_of(&actor.address);
    let now = app.clock.now();
    check_lock(app, &username, &network, now).await?;
    let found = person::Entity::find()
        .filter(person::Column::Username.eq(&*username))
        .one(app.db.reader())
        .await?;
    let person = match found.filter(|person| person.disabled_at.is_none()) {
        Some(person) if password::is_right(app, secret, &person.password_hash).await? => person,
        Some(_) => return fail(app, &username, &network, &actor, now).await,
        None => {
            password::pretend(app, secret).await?;
            return fail(app, &username, &network, &actor, now).await;
        }
    };
    let tx = db::write(&app.db).await?;
    let actor = Actor {
        person: Some(person.id),
        name: person.name.clone(),
        ..actor
    };
    // What failed before is forgotten only by whoever comes in whole.
    let awaits_code = factor(&tx, person.id).await?.is_some();
    let key = if awaits_code {
        open_half(app, &tx, person.id, &actor, agent).await?
    } else {
        forget_failures(&tx, &username, &network).await?;
        audit::note(&tx, &actor, Deed::done("sign_in", "person", person.id), now).await?;
        open_session(app, &tx, person.id, &actor, agent).await?
    };
    tx.commit().await?;
    Ok(SignedIn { key, awaits_code })
}

/// Proves the viewer's identity once more by password, before something that a stolen session must not do.
///
/// # Errors
/// [`Error::TooOften`] while the account is locked for the network; [`Error::Invalid`] for a wrong password, which
/// counts like one at the door.
pub(super) async fn prove_again(app: &App, viewer: &Viewer, secret: &Secret) -> Result<()> {
    let (username, now) = (&viewer.person.username, app.clock.now());
    let network = network_of(&viewer.actor.address);
    check_lock(app, username, &network, now).await?;
    if password::is_right(app, secret, &viewer.person.password_hash).await? {
        return Ok(());
    }
    let tx = db::write(&app.db).await?;
    note_failure(&tx, ("prove_again", username), &network, &viewer.actor, now).await?;
    tx.commit().await?;
    Err(Error::invalid("password", "fault.password_again"))
}

/// Notes the failure and says the one sentence.
async fn fail(app: &App, username: &str, network: &str, actor: &Actor, now: Instant) -> Result<SignedIn> {
    let tx = db::write(&app.db).await?;
    note_failure(&tx, ("sign_in", username), network, actor, now).await?;
    tx.commit().await?;
    Err(Error::invalid("username", "fault.sign_in"))
}

/// Notes that a proof failed: for the lock and in the audit log.
pub(super) async fn note_failure(
    tx: &DatabaseTransaction,
    (deed, username): (&'static str, &str),
    network: &str,
    actor: &Actor,
    now: Instant,
) -> Result<()> {
    let username: String = username.chars().take(64).collect();
    let failure = sign_in_failure::ActiveModel {
        id: NotSet,
        username: Set(username.clone()),
        network: Set(network.to_owned()),
        failed_at: Set(now),
    };
    sign_in_failure::Entity::insert(failure).exec(tx).await?;
    audit::note(tx, actor, Deed::refused(deed, "username", username), now).await
}

/// Forgets what failed on an account from a network: its owner came in.
pub(super) async fn forget_failures(tx: &DatabaseTransaction, username: &str, network: &str) -> Result<()> {
    sign_in_failure::Entity::delete_many()
        .filter(sign_in_failure::Column::Username.eq(username))
        .filter(sign_in_failure::Column::Network.eq(network))
        .exec(tx)
        .await?;
    Ok(())
}

/// That neither the account nor the network must wait.
pub(super) async fn check_lock(app: &App, username: &str, network: &str, now: Instant) -> Result<()> {
    let settings = &app.settings.sign_in;
    let since = now.plus(TimeDelta::minutes(-settings.lock_minutes));
    let from_network = sign_in_failure::Entity::find()
        .filter(sign_in_failure::Column::Network.eq(network))
        .filter(sign_in_failure::Column::FailedAt.gt(since));
    let on_account = from_network
        .clone()
        .filter(sign_in_failure::Column::Username.eq(username));
    let is_locked = on_account.count(app.db.reader()).await? >= settings.failures
        || from_network.count(app.db.reader()).await? >= settings.failures * SPRAYING;
    if is_locked {
        return Err(Error::TooOften {
            message: Message::new("error.locked").with("minutes", settings.lock_minutes),
            retry_after_s: u64::try_from(settings.lock_minutes * 60).unwrap_or(900),
        });
    }
    Ok(())
}

/// The network that an address belongs to: /24 of IPv4, /56 of IPv6.
pub(super) fn network_of(address: &str) -> String {
    match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}")
        }
        Ok(std::net::IpAddr::V6(ip)) => hex::encode(&ip.octets()[..7]),
        Err(_) => address.to_owned(),
    }
}
