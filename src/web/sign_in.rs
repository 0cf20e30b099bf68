//! Signing in and out, and the one-time link of the first admin.

mod code;

use askama::Template;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Path;
use poem::{Response, handler};
use serde::Deserialize;

use super::fail::WebResult;
use super::faults::FormFaults;
use super::form::{Asked, Form};
use super::guard::{LANGUAGE, cookie, session_cookie};
use super::{Door, Fail, Page, Visit, reply};
use crate::db;
use crate::error::{Error, Message};
use crate::people::policy::Act;
use crate::people::{self, NewPerson, Secret, SessionKey, SignedIn};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/sign-in", Act::Enter, show)
        .post("/sign-in", Act::SignIn, sign_in)
        .get("/sign-in/code", Act::Enter, code::show)
        .post("/sign-in/code", Act::SignIn, code::enter)
        .post("/sign-in/cancel", Act::SignIn, code::leave)
        .post("/sign-out", Act::SignOut, sign_out)
        .post("/language", Act::SignIn, language)
        .get("/session", Act::ReadAccount, show_session)
        .get("/setup/:key", Act::Enter, show_setup)
        .post("/setup/:key", Act::SetUp, set_up)
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    p: Page,
    login: String,
    remember: bool,
    error: Option<String>,
    help: Option<String>,
    next: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Next {
    next: String,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct SignInForm {
    login: String,
    password: String,
    remember: String,
    next: String,
}

async fn sign_in_page(visit: &Visit, form: SignInForm, error: Option<String>) -> Result<SignInPage, Fail> {
    let help = visit.app.settings.help.clone();
    Ok(SignInPage {
        p: Page::of(visit, "").await?,
        login: form.login,
        remember: form.remember == "true",
        error,
        help: (!help.is_empty()).then_some(help),
        next: own_path(&form.next).to_owned(),
    })
}

/// What whoever comes to an empty house reads: there is nobody to sign in as yet.
#[derive(Template)]
#[template(path = "first_run.html")]
struct FirstRunPage {
    p: Page,
}

#[handler]
async fn show(visit: Visit, Asked(asked): Asked<Next>) -> WebResult {
    if visit.viewer.is_some() {
        return Ok(reply::to(own_path(&asked.next)));
    }
    if visit.half.is_some() {
        return Ok(reply::to(&code_page(&asked.next)));
    }
    if people::is_empty(&visit.app).await? {
        let p = Page::of(&visit, "").await?;
        return reply::page(&FirstRunPage { p });
    }
    let form = SignInForm {
        next: asked.next,
        ..SignInForm::default()
    };
    reply::page(&sign_in_page(&visit, form, None).await?)
}

#[handler]
async fn sign_in(visit: Visit, Form(form): Form<SignInForm>) -> WebResult {
    let secret = Secret::new(form.password.clone());
    match people::sign_in(
        &visit.app,
        &form.login,
        &secret,
        visit.actor.clone(),
        &visit.agent,
    )
    .await
    {
        Ok(SignedIn { key, awaits_code }) => {
            // What the browser came with is no key any more (QUALITY T8).
            if let (Some(viewer), Some(former)) = (&visit.viewer, visit.session) {
                people::end_session(&visit.app, viewer, former).await?;
            }
            let next = if awaits_code {
                code_page(&form.next)
            } else {
                own_path(&form.next).to_owned()
            };
            Ok(with_session(&visit, reply::to(&next), &key))
        }
        Err(error @ (Error::Invalid(_) | Error::TooOften { .. })) => {
            let status = Fail::status_of(&error);
            let said = crate::i18n::detail(visit.language, &error);
            let page = reply::page_with(status, &sign_in_page(&visit, form, Some(said)).await?)?;
            Ok(saying_when(page, &error))
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
async fn sign_out(visit: Visit) -> WebResult {
    let viewer = visit.viewer()?;
    if let Some(id) = visit.session {
        let tx = db::write(&visit.app.db).await?;
        people::revoke_session(&tx, viewer.id(), id, visit.app.clock.now()).await?;
        tx.commit().await?;
    }
    let mut response = reply::to("/sign-in");
    let mut gone = cookie(session_cookie(visit.is_plain), "", visit.is_plain);
    gone.set_max_age(std::time::Duration::ZERO);
    reply::add_cookie(&mut response, &gone);
    response
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageForm {
    lang: String,
}

#[handler]
async fn language(visit: Visit, Form(form): Form<LanguageForm>) -> WebResult {
    let chosen =
        entity::Language::from_code(&form.lang).ok_or_else(|| Error::invalid("lang", "fault.field"))?;
    if let Some(viewer) = &visit.viewer {
        people::choose_language(&visit.app, viewer, chosen).await?;
    }
    let mut response = reply::to("/");
    reply::add_cookie(&mut response, &cookie(LANGUAGE, chosen.code(), visit.is_plain));
    Ok(response)
}

#[handler]
#[expect(clippy::unused_async, reason = "a handler is awaited")]
async fn show_session(visit: Visit) -> WebResult {
    let viewer = visit.viewer()?;
    let idle = visit.app.settings.sign_in.idle_minutes * 60;
    let body = serde_json::json!({ "csrf": visit.csrf, "user": viewer.id(), "idle_seconds": idle });
    reply::json(StatusCode::OK, &body)
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    p: Page,
    form: SetupForm,
    faults: FormFaults,
    key: String,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct SetupForm {
    organisation: String,
    name: String,
    username: String,
    password: String,
}

#[handler]
async fn show_setup(visit: Visit, Path(key): Path<String>) -> WebResult {
    if !people::is_empty(&visit.app).await? {
        let done = Message::new("look.first_done");
        return Ok(reply::to_saying(&visit, "/sign-in", "ok", &done));
    }
    let p = Page::of(&visit, "").await?;
    reply::page(&SetupPage {
        p,
        form: SetupForm::default(),
        faults: FormFaults::default(),
        key,
    })
}

#[handler]
async fn set_up(visit: Visit, Path(key): Path<String>, Form(form): Form<SetupForm>) -> WebResult {
    let new = NewPerson {
        username: form.username.clone(),
        name: form.name.clone(),
        password: Secret::new(form.password.clone()),
    };
    let link = Secret::new(key.clone());
    match people::first_admin(&visit.app, &link, &form.organisation, &new, &visit.actor).await {
        Ok(_) => Ok(reply::to_saying(
            &visit,
            "/sign-in",
            "ok",
            &Message::new("setup.done"),
        )),
        Err(Error::Invalid(faults)) => {
            let faults = FormFaults::of(&visit, &faults);
            let p = Page::of(&visit, "").await?;
            let form = SetupForm {
                password: String::new(),
                ..form
            };
            reply::page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &SetupPage { p, form, faults, key },
            )
        }
        Err(error) => Err(error.into()),
    }
}

/// An answer that brings the cookie of a session.
pub(super) fn with_session(visit: &Visit, mut response: Response, key: &SessionKey) -> Response {
    let cookie = cookie(session_cookie(visit.is_plain), key.reveal(), visit.is_plain);
    reply::add_cookie(&mut response, &cookie);
    response
}

/// A refusal that says after how many seconds to come again, where that is known.
fn saying_when(mut response: Response, error: &Error) -> Response {
    if let Error::TooOften { retry_after_s, .. } = error {
        let seconds = HeaderValue::from(*retry_after_s);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// The page of the code, and where it leads on to.
fn code_page(next: &str) -> String {
    let query = serde_urlencoded::to_string([("next", own_path(next))]).unwrap_or_default();
    format!("/sign-in/code?{query}")
}

/// A path of our own to go on to; anything else is the home page (T17).
fn own_path(path: &str) -> &str {
    let is_own =
        path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\") && !path.contains('\\');
    if is_own && !path.chars().any(char::is_control) {
        path
    } else {
        "/"
    }
}
