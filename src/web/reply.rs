//! What a handler answers with: a page, a way on, or a document for a script.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::Response;
use poem::http::{StatusCode, header};
use poem::web::cookie::Cookie;

use super::Visit;
use super::fail::{Fail, WebResult};
use super::guard::cookie;
use crate::error::{Error, Message};

/// The cookie that carries a sentence over one redirect.
pub(super) const FLASH: &str = "flash";

/// Put on an answer whose page holds the rich text editor: it alone needs a wider policy (DESIGN section 7).
#[derive(Clone, Copy, Debug)]
pub(super) struct WritingPolicy;

/// A page.
///
/// # Errors
/// [`Error::Broken`] where the template fails.
pub fn page(template: &impl Template) -> WebResult {
    page_with(StatusCode::OK, template)
}

/// A page with another status, such as a form that must be corrected.
///
/// # Errors
/// [`Error::Broken`] where the template fails.
pub fn page_with(status: StatusCode, template: &impl Template) -> WebResult {
    let html = template.render().map_err(|error| Fail(Error::broken(error)))?;
    Ok(Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// The page with the rich text editor.
///
/// # Errors
/// [`Error::Broken`] where the template fails.
pub fn writing_page(status: StatusCode, template: &impl Template) -> WebResult {
    let mut response = page_with(status, template)?;
    response.set_data(WritingPolicy);
    Ok(response)
}

/// On to another page (303).
#[must_use]
pub fn to(path: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, path)
        .finish()
}

/// On to another page, which then says that it was done. `kind` is `ok`, `warn` or `bad`.
#[must_use]
pub fn to_saying(visit: &Visit, path: &str, kind: &'static str, message: &Message) -> Response {
    let mut response = to(path);
    let text = format!("{kind}\n{}", visit.say(message));
    let flash = cookie(FLASH, &URL_SAFE_NO_PAD.encode(text), visit.is_plain);
    add_cookie(&mut response, &flash);
    response
}

/// A document for a script.
///
/// # Errors
/// [`Error::Broken`] where it cannot be written.
pub fn json(status: StatusCode, value: &impl serde::Serialize) -> WebResult {
    let text = serde_json::to_string(value).map_err(|error| Fail(error.into()))?;
    Ok(Response::builder()
        .status(status)
        .content_type("application/json")
        .body(text))
}

/// Adds a cookie to an answer.
pub(super) fn add_cookie(response: &mut Response, cookie: &Cookie) {
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
