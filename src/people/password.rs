//! Passwords: argon2id (QUALITY C1), the rules of the installation's profile (C2), and their change.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use entity::{Instant, Language, PersonId, password_history, person};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Secret, Viewer, revoke_all};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::settings::{PasswordProfile, SignInSettings};
use crate::{Result, db};

/// Characters of a password at the least and at the most.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// Former passwords that may not come back (profile `dengbao`).
const REMEMBERED: u64 = 5;

/// Hashes a password as argon2id with the installation's parameters; at most two at a time.
///
/// # Errors
/// [`Error::Broken`] where hashing itself fails.
pub async fn hash_password(app: &App, password: &Secret) -> Result<String> {
    let _permit = app.hashing.acquire().await.map_err(Error::broken)?;
    let (settings, password) = (app.settings.sign_in.clone(), password.clone());
    tokio::task::spawn_blocking(move || hash_now(&settings, &password))
        .await
        .map_err(Error::broken)?
}

/// Hashes a password on this thread.
fn hash_now(settings: &SignInSettings, password: &Secret) -> Result<String> {
    Ok(hasher(settings)?
        .hash_password(password.reveal().as_bytes())
        .map_err(Error::broken)?
        .to_string())
}

/// Whether a password is the one that was hashed; takes as long for a wrong one.
pub(super) async fn is_right(app: &App, password: &Secret, hash: &str) -> Result<bool> {
    let _permit = app.hashing.acquire().await.map_err(Error::broken)?;
    let (settings, password, hash) = (app.settings.sign_in.clone(), password.clone(), hash.to_owned());
    tokio::task::spawn_blocking(move || {
        Ok(hasher(&settings)?
            .verify_password(password.reveal().as_bytes(), hash.as_str())
            .is_ok())
    })
    .await
    .map_err(Error::broken)?
}

/// Spends as much time as a check, for a username that does not exist (T10).
pub(super) async fn pretend(app: &App, password: &Secret) -> Result<()> {
    hash_password(app, password).await.map(|_| ())
}

fn hasher(settings: &SignInSettings) -> Result<Argon2<'static>> {
    let params = Params::new(settings.argon2_kib, settings.argon2_passes, 1, None).map_err(Error::broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// That a first password is as long as any other; its owner must change it, so nothing more is asked of it.
pub(super) fn check_first(password: &Secret) -> Result<()> {
    if LENGTH.contains(&password.reveal().chars().count()) {
        Ok(())
    } else {
        Err(Error::invalid("password", "fault.password_length"))
    }
}

/// What is wrong with a new password, by the installation's profile.
///
/// # Errors
/// [`Error::Invalid`] naming what it lacks.
pub fn check_rules(profile: PasswordProfile, person: &person::Model, password: &Secret) -> Result<()> {
    let known = [
        person.username.as_str(),
        person.name.as_str(),
        person.name_pinyin.as_str(),
    ];
    check_words(profile, known, password)
}

/// Checks a password against the rules of a profile; `known` are words of its owner that it may not hold.
///
/// # Errors
/// [`Error::Invalid`] with the rule that it fails.
pub(super) fn check_words(profile: PasswordProfile, known: [&str; 3], password: &Secret) -> Result<()> {
    let text = password.reveal();
    let fault = |key| Err(Error::Invalid(vec![Fault::new("password", Message::new(key))]));
    if !LENGTH.contains(&text.chars().count()) {
        return fault("fault.password_length");
    }
    let classes = [
        text.chars().any(|c| c.is_ascii_lowercase()),
        text.chars().any(|c| c.is_ascii_uppercase()),
        text.chars().any(|c| c.is_ascii_digit()),
        text.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if profile == PasswordProfile::Dengbao && classes.into_iter().filter(|has| *has).count() < 3 {
        return fault("fault.password_classes");
    }
    let [username, name, pinyin] = known;
    let known = [username, name, pinyin, "zhibao"];
    let folded = text.to_lowercase();
    let has_known = known
        .iter()
        .any(|word| word.chars().count() > 3 && folded.contains(&word.to_lowercase()));
    if has_known || zxcvbn::zxcvbn(text, &known).score() < zxcvbn::Score::Three {
        return fault("fault.password_guessable");
    }
    Ok(())
}

/// Sets a person's password and ends all their sessions.
///
/// # Errors
/// [`Error::Invalid`] where the rules refuse it or it was used before.
pub(super) async fn set_password(
    app: &App,
    tx: &DatabaseTransaction,
    person: &person::Model,
    new: (&Secret, String),
    must_change: bool,
) -> Result<()> {
    let now = app.clock.now();
    let (password, hash) = new;
    if !must_change {
        check_rules(app.settings.sign_in.profile, person, password)?;
        if app.settings.sign_in.profile == PasswordProfile::Dengbao
            && was_used(app, tx, person, password).await?
        {
            return Err(Error::invalid("password", "fault.password_used"));
        }
    }
    remember(tx, person.id, &hash, now).await?;
    let change = person::ActiveModel {
        id: Set(person.id),
        password_hash: Set(hash),
        must_change_password: Set(must_change),
        password_changed_at: Set(now),
        version: Set(person.version + 1),
        ..Default::default()
    };
    change.update(tx).await?;
    revoke_all(tx, person.id, now).await
}

async fn remember(tx: &DatabaseTransaction, person: PersonId, hash: &str, now: Instant) -> Result<()> {
    let row = password_history::ActiveModel {
        id: NotSet,
        person_id: Set(person),
        password_hash: Set(hash.to_owned()),
        set_at: Set(now),
    };
    password_history::Entity::insert(row).exec(tx).await?;
    Ok(())
}

async fn was_used(
    app: &App,
    tx: &DatabaseTransaction,
    person: &person::Model,
    password: &Secret,
) -> Result<bool> {
    let former = password_history::Entity::find()
        .filter(password_history::Column::PersonId.eq(person.id))
        .order_by_desc(password_history::Column::Id)
        .limit(REMEMBERED)
        .all(tx)
        .await?;
    for hash in former
        .into_iter()
        .map(|row| row.password_hash)
        .chain([person.password_hash.clone()])
    {
        if is_right(app, password, &hash).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Changes the viewer's own password; every session ends, also this one.
///
/// # Errors
/// [`Error::Invalid`] where the old one is wrong or the new one breaks a rule.
pub async fn change_password(app: &App, viewer: &Viewer, old: &Secret, new: &Secret) -> Result<()> {
    if !is_right(app, old, &viewer.person.password_hash).await? {
        return Err(Error::invalid("old_password", "fault.password_wrong"));
    }
    let hash = hash_password(app, new).await?;
    let tx = db::write(&app.db).await?;
    let person = super::person(&tx, viewer.id()).await?;
    set_password(app, &tx, &person, (new, hash), false).await?;
    audit::note(
        &tx,
        &viewer.actor,
        Deed::done("change_password", "person", person.id),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Chooses the language in which the viewer reads.
///
/// # Errors
/// Whatever the database answers.
pub async fn choose_language(app: &App, viewer: &Viewer, language: Language) -> Result<()> {
    let tx = db::write(&app.db).await?;
    let change = person::ActiveModel {
        id: Set(viewer.id()),
        language: Set(language),
        ..Default::default()
    };
    change.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}
