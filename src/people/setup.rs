//! The first admin: made by a one-time link that the console prints; there is no default password (QUALITY C22).

use chrono::TimeDelta;
use entity::{Language, OrganisationClass, Role, person, setup_link};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::appointing::{
    NewOrganisation, NewPerson, insert_appointment, insert_organisation, insert_person, pinyin_of,
};
use super::{Secret, password, random_key};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Error;
use crate::{Fault, Result, db};

/// Whether nobody has an account yet.
///
/// # Errors
/// Whatever the database answers.
pub async fn is_empty(app: &App) -> Result<bool> {
    Ok(person::Entity::find().count(app.db.reader()).await? == 0)
}

/// Makes a one-time link for the first admin and ends the former ones.
///
/// # Errors
/// Whatever the database answers.
pub async fn setup_link(app: &App) -> Result<Secret> {
    let (key, now) = (random_key()?, app.clock.now());
    let tx = db::write(&app.db).await?;
    setup_link::Entity::update_many()
        .col_expr(setup_link::Column::UsedAt, Expr::value(now.0))
        .filter(setup_link::Column::UsedAt.is_null())
        .exec(&tx)
        .await?;
    let row = setup_link::ActiveModel {
        id: NotSet,
        key_hash: Set(key.hash()),
        created_at: Set(now),
        ends_at: Set(now.plus(TimeDelta::hours(app.settings.sign_in.setup_hours))),
        used_at: Set(None),
    };
    setup_link::Entity::insert(row).exec(&tx).await?;
    tx.commit().await?;
    Ok(key)
}

/// Makes the first admin and the organisation on top of the tree. `organisation` is its full name.
///
/// # Errors
/// [`Error::NotFound`] where the link is not good any more or an account exists; [`Error::Invalid`] for a field.
pub async fn first_admin(
    app: &App,
    link: &Secret,
    organisation: &str,
    new: &NewPerson,
    actor: &Actor,
) -> Result<entity::PersonId> {
    let (now, mut faults) = (app.clock.now(), Vec::new());
    let hash = gather(&mut faults, super::hash_password(app, &new.password).await)?;
    let tx = db::write(&app.db).await?;
    let used = setup_link::Entity::update_many()
        .col_expr(setup_link::Column::UsedAt, Expr::value(now.0))
        .filter(setup_link::Column::KeyHash.eq(link.hash()))
        .filter(setup_link::Column::UsedAt.is_null())
        .filter(setup_link::Column::EndsAt.gt(now))
        .exec(&tx)
        .await?;
    if used.rows_affected != 1 || person::Entity::find().count(&tx).await? > 0 {
        return Err(Error::NotFound);
    }
    let today = app.day(now);
    let top = NewOrganisation {
        name: organisation.to_owned(),
        short_name: organisation.chars().take(30).collect(),
        class: OrganisationClass::PartyWorkCommittee,
        parent_id: None,
        needs_signature: false,
        is_contact_point: false,
        is_model_point: false,
        is_encouraged: false,
        opened_on: today,
    };
    let top = insert_organisation(&tx, &top).await.map_err(of_organisation);
    let top = gather(&mut faults, top)?;
    let inserted = insert_person(&tx, new, hash.unwrap_or_default(), false, now).await;
    let id = gather(&mut faults, inserted)?;
    if faults.iter().all(|fault| fault.field != "password") {
        let pinyin = pinyin_of(&new.name);
        let known = [new.username.as_str(), new.name.as_str(), pinyin.as_str()];
        let rules = password::check_words(app.settings.sign_in.profile, known, &new.password);
        gather(&mut faults, rules)?;
    }
    let (Some(top), Some(id), true) = (top, id, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    insert_appointment(&tx, (id, top, Role::Admin), (today, None), None, now).await?;
    let actor = Actor {
        person: Some(id),
        name: new.name.clone(),
        ..actor.clone()
    };
    audit::note(&tx, &actor, Deed::done("first_admin", "person", id), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes the faults of one part of the form aside, so that all parts are told of at once.
fn gather<T>(faults: &mut Vec<Fault>, one: Result<T>) -> Result<Option<T>> {
    match one {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(found)) => {
            faults.extend(found);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// On this form `name` is the person's: what is wrong with the organisation's is said at its own field.
fn of_organisation(error: Error) -> Error {
    match error {
        Error::Invalid(faults) => Error::Invalid(
            faults
                .into_iter()
                .map(|fault| Fault::new("organisation", fault.message))
                .collect(),
        ),
        other => other,
    }
}

/// The language that a person starts with.
pub(super) const FIRST_LANGUAGE: Language = Language::Chinese;
