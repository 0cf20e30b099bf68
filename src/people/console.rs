//! Whoever stands at the machine's own command line. They may do what an admin may, since they hold the database
//! anyway; the audit log names the console and not a person.

use entity::{PersonId, Role, appointment, person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Admin, Office, Viewer};
use crate::Result;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Message};

/// The proof of an admin for the command line: by the authority of the admin who was appointed first, with the console
/// as the actor.
///
/// # Errors
/// [`Error::Refused`] where nobody is admin yet.
pub async fn console_admin(app: &App) -> Result<Admin> {
    let db = app.db.reader();
    let admins = appointment::Entity::find()
        .filter(appointment::Column::Role.eq(Role::Admin))
        .order_by_asc(appointment::Column::Id)
        .all(db)
        .await?;
    for one in admins {
        let person = super::person(db, one.person_id).await?;
        let viewer = Viewer::load(db, person, Actor::system("console"), app.today()).await?;
        if viewer.is(Role::Admin) && viewer.person.disabled_at.is_none() {
            let at_console = Viewer {
                actor: Actor::system("console"),
                ..viewer
            };
            return at_console.admin();
        }
    }
    Err(Error::Refused(Message::new("cli.no_admin")))
}

/// The proof of the office for the command line: by the authority of the person named, who must hold it today, with the
/// console as the actor.
///
/// # Errors
/// [`Error::NotFound`] for nobody of that name; [`Error::NotAllowed`] for one who is not of the office.
pub async fn console_office(app: &App, username: &str) -> Result<Office> {
    let id = person_named(app, username).await?;
    let person = super::person(app.db.reader(), id).await?;
    let viewer = Viewer::load(app.db.reader(), person, Actor::system("console"), app.today()).await?;
    let at_console = Viewer {
        actor: Actor::system("console"),
        ..viewer
    };
    at_console.office()
}

/// The person who signs in by that name.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn person_named(app: &App, username: &str) -> Result<PersonId> {
    let found = person::Entity::find()
        .filter(person::Column::Username.eq(username.trim().to_lowercase()))
        .one(app.db.reader())
        .await?;
    Ok(found.ok_or(Error::NotFound)?.id)
}
