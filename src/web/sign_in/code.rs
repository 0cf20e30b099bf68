//! The page between the password and the house: the code of the second factor.

use askama::Template;
use poem::handler;
use serde::Deserialize;

use super::{Next, own_path, saying_when, with_session};
use crate::error::Error;
use crate::people;
use crate::web::fail::WebResult;
use crate::web::form::{Asked, Form};
use crate::web::{Fail, Page, Visit, reply};

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodePage {
    p: Page,
    name: String,
    error: Option<String>,
    help: Option<String>,
    next: String,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct CodeForm {
    code: String,
    next: String,
}

async fn page(visit: &Visit, name: String, next: &str, error: Option<String>) -> Result<CodePage, Fail> {
    let help = visit.app.settings.help.clone();
    Ok(CodePage {
        p: Page::of(visit, "").await?,
        name,
        error,
        help: (!help.is_empty()).then_some(help),
        next: own_path(next).to_owned(),
    })
}

#[handler]
pub(super) async fn show(visit: Visit, Asked(asked): Asked<Next>) -> WebResult {
    match &visit.half {
        None => Ok(reply::to("/sign-in")),
        Some(half) => reply::page(&page(&visit, half.person.name.clone(), &asked.next, None).await?),
    }
}

#[handler]
pub(super) async fn enter(visit: Visit, Form(form): Form<CodeForm>) -> WebResult {
    let Some(half) = &visit.half else {
        return Ok(reply::to("/sign-in"));
    };
    match people::enter_code(&visit.app, half, &form.code, visit.actor.clone(), &visit.agent).await {
        Ok(key) => Ok(with_session(&visit, reply::to(own_path(&form.next)), &key)),
        Err(error @ (Error::Invalid(_) | Error::TooOften { .. })) => {
            let status = Fail::status_of(&error);
            let said = crate::i18n::detail(visit.language, &error);
            let page = page(&visit, half.person.name.clone(), &form.next, Some(said)).await?;
            Ok(saying_when(reply::page_with(status, &page)?, &error))
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn leave(visit: Visit) -> WebResult {
    if let Some(half) = &visit.half {
        people::leave_half(&visit.app, half).await?;
    }
    Ok(reply::to("/sign-in"))
}
