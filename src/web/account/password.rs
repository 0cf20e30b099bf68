//! Changing one's password; also the change that an admin's reset demands before anything else.

use askama::Template;
use poem::handler;
use poem::http::StatusCode;
use serde::Deserialize;

use crate::error::Message;
use crate::people::{self, Secret};
use crate::web::fail::WebResult;
use crate::web::faults::FormFaults;
use crate::web::form::Form;
use crate::web::{Page, Visit, reply};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    p: Page,
    username: String,
    is_forced: bool,
    /// After how many days this one became too old; none where it is not.
    too_old: Option<i64>,
    faults: FormFaults,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct PasswordForm {
    username: String,
    old_password: String,
    password: String,
    again: String,
}

#[handler]
pub(super) async fn show_password(visit: Visit) -> WebResult {
    reply::page(&password_page(&visit, FormFaults::default()).await?)
}

#[handler]
pub(super) async fn change(visit: Visit, Form(form): Form<PasswordForm>) -> WebResult {
    let viewer = visit.viewer()?;
    let done = if form.password == form.again {
        let (old, new) = (Secret::new(form.old_password), Secret::new(form.password));
        people::change_password(&visit.app, viewer, &old, &new).await
    } else {
        Err(Error::invalid("again", "account.not_the_same"))
    };
    match done {
        Ok(()) => {
            let said = Message::new("account.password_changed");
            Ok(reply::to_saying(&visit, "/sign-in", "ok", &said))
        }
        Err(Error::Invalid(faults)) => {
            let page = password_page(&visit, FormFaults::of(&visit, &faults)).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn password_page(visit: &Visit, faults: FormFaults) -> Result<PasswordPage> {
    let viewer = visit.viewer()?;
    let person = &viewer.person;
    Ok(PasswordPage {
        p: Page::of(visit, "").await?,
        username: person.username.clone(),
        is_forced: person.must_change_password,
        too_old: viewer
            .must_renew
            .then_some(visit.app.settings.sign_in.password_days),
        faults,
    })
}
