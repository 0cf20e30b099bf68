//! What every request passes: address, session, the policy table, the token of unsafe methods (deny by default, F7),
//! limits of the body, and on the way back the headers of QUALITY C7 and errors as pages without inner text (F11).

mod headers;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::Language;
use poem::error::ReadBodyError;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::web::cookie::{Cookie, SameSite};
use poem::{Body, Endpoint, Request, Response};
use subtle::ConstantTimeEq;

use super::address::{client_address, is_https, is_loopback};
use super::fail::Fail;
use super::reply::{FLASH, add_cookie, to};
use super::visit::{Flash, Visit};
use super::{page, reply, stray};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{self, Error, Message};
use crate::people::policy::{self, Act};
use crate::people::{self, Secret};
use crate::{Result, i18n};

pub(super) use headers::common_headers;
use headers::headers;

/// The cookie of whoever is not signed in, for the token of the forms before that.
const GATE: &str = "gate";
/// The cookie of the language of whoever is not signed in.
pub(super) const LANGUAGE: &str = "lang";

/// A page behind the guard.
pub(super) struct Guarded<E> {
    app: App,
    act: Act,
    inner: E,
}

impl<E> Guarded<E> {
    pub(super) const fn new(app: App, act: Act, inner: E) -> Self {
        Self { app, act, inner }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for Guarded<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let is_asset = request.uri().path().starts_with("/assets/");
        let wants_json = wants_json(&request);
        let is_fetch = is_asset || wants_json || request.method() != Method::GET;
        let address = client_address(&request, &self.app.settings.http);
        if let Some(Err(error)) = address.map(|address| self.app.pace.admit(address)) {
            // Nobody is looked up for whoever asks too often.
            return Ok(stray::refusing(&request, &error));
        }
        let arrived = arrive(&self.app, &request, address).await?;
        let visit = Arc::new(arrived.visit);
        let answer = match admit(&self.app, self.act, &visit, &mut request).await {
            Ok(()) => match held_up(&visit, self.act) {
                Some((_, why)) if is_fetch => Err(Error::NotAllowed(Message::new(why))),
                Some((first, _)) => Ok(to(first)),
                None => {
                    request.set_data(visit.clone());
                    let called = error::surviving(self.inner.call(request)).await;
                    called.and_then(|answer| {
                        answer.map_err(|error| match error.downcast::<Fail>() {
                            Ok(fail) => fail.0,
                            Err(error) if error.status().is_client_error() => Error::NotFound,
                            Err(error) => Error::broken(error),
                        })
                    })
                }
            },
            Err(error) => Err(error),
        };
        let mut response = match answer {
            Ok(response) => response,
            Err(Error::NotSignedIn) if !is_fetch => to(&format!("/sign-in?next={}", next_of(&visit.path))),
            Err(error) => failure(&visit, &error, wants_json).await,
        };
        if let Some(gate) = arrived.new_gate {
            add_cookie(&mut response, &cookie(GATE, gate.reveal(), visit.is_plain));
        }
        if visit.flash.is_some() && !is_fetch {
            let mut gone = cookie(FLASH, "", visit.is_plain);
            gone.set_max_age(Duration::ZERO);
            add_cookie(&mut response, &gone);
        }
        headers(&mut response, &visit, is_asset);
        Ok(response)
    }
}

/// A request that has arrived, and the gate's key where it had none.
struct Arrived {
    visit: Visit,
    new_gate: Option<Secret>,
}

/// Reads address, session, language and what is to be said.
async fn arrive(app: &App, request: &Request, address: Option<IpAddr>) -> Result<Arrived, Fail> {
    let settings = &app.settings.http;
    let actor = Actor {
        person: None,
        name: "anonymous".to_owned(),
        address: address.map_or_else(String::new, |address| address.to_string()),
        request_id: crate::files::unique()?[..16].to_owned(),
        once: None,
    };
    let is_plain = !is_https(request, settings) && !is_loopback(request) && settings.allow_plain_http;
    let jar = request.cookie();
    let key = jar
        .get(session_cookie(is_plain))
        .map(|cookie| Secret::new(cookie.value_str().to_owned()));
    let (signed_in, half) = match &key {
        None => (None, None),
        Some(key) => match people::session_viewer(app, key, actor.clone()).await {
            Ok(found) => (Some(found), None),
            Err(Error::NotSignedIn) => (None, people::half_session(app, key).await?),
            Err(error) => return Err(error.into()),
        },
    };
    let gate = jar
        .get(GATE)
        .map(|cookie| Secret::new(cookie.value_str().to_owned()));
    let (csrf, new_gate) = match (&signed_in, key, gate) {
        (Some(_), Some(key), _) => (key.derive("csrf"), None),
        (_, _, Some(gate)) if gate.reveal().len() >= 32 => (gate.derive("csrf"), None),
        _ => {
            let gate = people::random_key()?;
            (gate.derive("csrf"), Some(gate))
        }
    };
    let chosen = jar
        .get(LANGUAGE)
        .and_then(|cookie| Language::from_code(cookie.value_str()));
    let own = signed_in.as_ref().map(|(_, viewer)| viewer.language());
    let language = own
        .or_else(|| half.as_ref().map(|half| half.person.language))
        .or(chosen);
    let header = request.header(header::ACCEPT_LANGUAGE).unwrap_or_default();
    let visit = Visit {
        app: app.clone(),
        session: signed_in.as_ref().map(|(session, _)| session.id),
        language: language.unwrap_or_else(|| i18n::from_header(header)),
        csrf,
        nonce: people::random_key()?.derive("nonce"),
        actor: signed_in
            .as_ref()
            .map_or(actor, |(_, viewer)| viewer.actor.clone()),
        path: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string),
        flash: jar.get(FLASH).and_then(|cookie| flash(cookie.value_str())),
        is_plain,
        agent: request.header(header::USER_AGENT).unwrap_or_default().to_owned(),
        half,
        viewer: signed_in.map(|(_, viewer)| viewer),
    };
    Ok(Arrived { visit, new_gate })
}

/// Lets a request pass, or says why not. The body is read here, within its limit and its time.
async fn admit(app: &App, act: Act, visit: &Visit, request: &mut Request) -> Result<()> {
    // No text of ours has a NUL, and PostgreSQL takes none.
    if request.uri().path().contains("%00") {
        return Err(Error::NotFound);
    }
    if request.uri().query().is_some_and(|query| query.contains("%00")) {
        return Err(Error::invalid("query", "fault.query"));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        same_origin(app, request)?;
        let token = token(app, request).await?;
        if !bool::from(token.as_bytes().ct_eq(visit.csrf.as_bytes())) {
            // A script whose session is over must learn that, not that its page is old.
            let is_over = visit.viewer.is_none() && request.header("x-csrf-token").is_some();
            let stale = Error::NotAllowed(Message::new("error.token"));
            return Err(if is_over { Error::NotSignedIn } else { stale });
        }
    }
    policy::may(visit.viewer.as_ref(), act)?;
    visit
        .viewer
        .as_ref()
        .map_or(Ok(()), |viewer| policy::keep_pace(&app.pace, viewer, act))
}

/// What the viewer has to do before anything else, as a page and a sentence: choose a password of their own, since the
/// first one is known to an admin, or another one, since it is too old; switch on the second factor that their role must
/// have.
fn held_up(visit: &Visit, act: Act) -> Option<(&'static str, &'static str)> {
    let is_way_out = matches!(
        act,
        Act::KeepAccount | Act::ReadAccount | Act::SignIn | Act::SignOut | Act::Enter
    );
    let viewer = visit.viewer.as_ref().filter(|_| !is_way_out)?;
    match () {
        () if viewer.person.must_change_password => Some(("/password", "error.must_change_password")),
        () if viewer.must_renew => Some(("/password", "error.password_too_old")),
        () if viewer.must_enrol => Some(("/second-factor", "error.must_enrol")),
        () => None,
    }
}

/// That the request comes from our own pages: by `Sec-Fetch-Site`, else by `Origin`; by neither: refused.
fn same_origin(app: &App, request: &Request) -> Result<()> {
    let refused = || Err(Error::NotAllowed(Message::new("error.origin")));
    if let Some(site) = request.header("sec-fetch-site") {
        return if matches!(site, "same-origin" | "none") {
            Ok(())
        } else {
            refused()
        };
    }
    let Some(origin) = request.header(header::ORIGIN) else {
        return refused();
    };
    let public = &app.settings.http.public_origin;
    let host = request.header(header::HOST).unwrap_or_default();
    let is_ours = (!public.is_empty() && origin == public)
        || origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            == Some(host);
    if is_ours { Ok(()) } else { refused() }
}

/// The token of a request: its header, or the field `csrf` of its form; the body is put back whole.
async fn token(app: &App, request: &mut Request) -> Result<String> {
    let limits = &app.settings.limits;
    let is_upload = request
        .content_type()
        .is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let max = if is_upload {
        limits.upload_bytes + limits.body_bytes
    } else {
        limits.body_bytes.max(limits.article_bytes * 2)
    };
    let wait = Duration::from_millis(limits.body_timeout_ms);
    let read = tokio::time::timeout(wait, request.take_body().into_bytes_limit(max)).await;
    let bytes = match read {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(ReadBodyError::PayloadTooLarge)) => {
            return Err(Error::Upload(
                Message::new("upload.too_large").with("mib", max >> 20),
            ));
        }
        // The listener has a deadline of its own, and whichever is first ends the body.
        Ok(Err(_)) | Err(_) => return Err(Error::Unavailable(Message::new("error.slow_body"))),
    };
    let is_form = request
        .content_type()
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if is_form && bytes.windows(3).any(|three| three == b"%00") {
        return Err(Error::invalid("form", "fault.form"));
    }
    let header = request.header("x-csrf-token").map(str::to_owned);
    let token = header.unwrap_or_else(|| field_of(&bytes, is_upload));
    request.set_body(Body::from_bytes(bytes));
    Ok(token)
}

/// The field `csrf` of a form body.
fn field_of(bytes: &[u8], is_upload: bool) -> String {
    if is_upload {
        const MARK: &[u8] = b"name=\"csrf\"\r\n\r\n";
        let start = bytes
            .windows(MARK.len())
            .position(|window| window == MARK)
            .map(|at| at + MARK.len());
        let value = start.and_then(|start| bytes[start..].split(|byte| *byte == b'\r').next());
        return value
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .unwrap_or_default();
    }
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).unwrap_or_default();
    fields
        .into_iter()
        .find(|(name, _)| name == "csrf")
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// An error as a page, or as a problem document (RFC 9457) for a script.
async fn failure(visit: &Visit, error: &Error, wants_json: bool) -> Response {
    let status = Fail::status_of(error);
    if let Error::Broken(why) = error {
        tracing::error!(request = visit.actor.request_id, path = visit.path, "{why}");
    }
    let mut response = if wants_json {
        let body = i18n::problem(visit.language, error, &visit.actor.request_id).to_string();
        Response::builder()
            .status(status)
            .content_type("application/problem+json")
            .body(body)
    } else {
        match page::error_page(visit, error).await {
            Ok(template) => reply::page_with(status, &template).unwrap_or_else(|_| bare(status)),
            Err(_) => bare(status),
        }
    };
    if let Error::TooOften { retry_after_s, .. } = error
        && let Ok(value) = HeaderValue::from_str(&retry_after_s.to_string())
    {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn bare(status: StatusCode) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8")
        .body(status.as_str().to_owned())
}

/// Whether the request comes from a script that reads JSON.
pub(super) fn wants_json(request: &Request) -> bool {
    request
        .header(header::ACCEPT)
        .is_some_and(|accept| accept.contains("json"))
}

/// Where to go after signing in, as a query value: only our own paths (T17).
fn next_of(path: &str) -> String {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    serde_urlencoded::to_string([("n", if own { path } else { "/" })]).unwrap_or_default()[2..].to_owned()
}

/// The name of the session's cookie.
pub(super) const fn session_cookie(is_plain: bool) -> &'static str {
    if is_plain { "sid" } else { "__Host-sid" }
}

/// A cookie of ours: for this host alone, not for scripts, over TLS unless the office says otherwise.
pub(super) fn cookie(name: &str, value: &str, is_plain: bool) -> Cookie {
    let mut cookie = Cookie::new_with_str(name, value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(!is_plain);
    cookie
}

/// Reads what a former answer left to be said.
fn flash(value: &str) -> Option<Flash> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
    let (kind, text) = text.split_once('\n')?;
    let kind = ["ok", "warn", "bad"].into_iter().find(|known| *known == kind)?;
    Some(Flash {
        kind,
        text: text.to_owned(),
    })
}
