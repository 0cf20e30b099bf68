//! What is asked for and not offered at all: no such page, no such method, bytes that are no path. It is answered before
//! anybody looks at who asks.

use entity::Language;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response};

use super::Fail;
use super::guard::{LANGUAGE, common_headers, wants_json};
use crate::error::Error;
use crate::{files, i18n};

/// Answers whatever no route of `inner` takes: in the language of whoever asks, with the headers of every answer.
pub fn answering_strays<E: Endpoint + 'static>(inner: E) -> impl Endpoint<Output = Response> + 'static {
    inner.around(|inner, request: Request| async move {
        let (language, is_json) = (language(&request), is_for_program(&request));
        Ok(match inner.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) => {
                let (response, number) = answer(language, is_json, error.status(), None);
                if error.status().is_server_error() {
                    tracing::error!(request = number, "{error}");
                }
                response
            }
        })
    })
}

fn language(request: &Request) -> Language {
    // The cookies themselves are only read behind this point.
    let cookies = request.headers().get_all(header::COOKIE).iter();
    let mut cookies = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split("; "));
    let chosen = cookies.find_map(|pair| pair.strip_prefix(LANGUAGE)?.strip_prefix('='));
    chosen
        .and_then(Language::from_code)
        .unwrap_or_else(|| i18n::from_header(request.header(header::ACCEPT_LANGUAGE).unwrap_or_default()))
}

fn is_for_program(request: &Request) -> bool {
    wants_json(request) || request.uri().path().starts_with("/api/")
}

/// A refusal of whoever asks too often: no session is read for it and no page is made.
pub(super) fn refusing(request: &Request, error: &Error) -> Response {
    let wait = match error {
        Error::TooOften { retry_after_s, .. } => Some(*retry_after_s),
        _ => None,
    };
    let status = Fail::status_of(error);
    answer(language(request), is_for_program(request), status, wait).0
}

/// The answer, and the number by which the log names it.
fn answer(language: Language, is_json: bool, status: StatusCode, wait_s: Option<u64>) -> (Response, String) {
    let (status, key) = match status {
        StatusCode::METHOD_NOT_ALLOWED => (status, "api.method"),
        StatusCode::TOO_MANY_REQUESTS => (status, "error.too_often"),
        // What keeps the door itself from answering, such as a database that is away.
        StatusCode::SERVICE_UNAVAILABLE => (status, "error.busy"),
        status if status.is_server_error() => (StatusCode::INTERNAL_SERVER_ERROR, "error.broken"),
        _ => (StatusCode::NOT_FOUND, "error.not_found"),
    };
    let title = i18n::t(language, &format!("error.{}", status.as_u16()));
    let detail = i18n::t(language, key);
    let number: String = files::unique().unwrap_or_default().chars().take(16).collect();
    let (kind, body) = if is_json {
        let problem = serde_json::json!({
            "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail,
            "request_id": number,
        });
        ("application/problem+json", problem.to_string())
    } else {
        ("text/plain; charset=utf-8", format!("{title}\n\n{detail}\n"))
    };
    let mut response = Response::builder().status(status).content_type(kind).body(body);
    common_headers(&mut response, "default-src 'none'; frame-ancestors 'none'");
    if let Some(wait_s) = wait_s {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
    }
    if let Ok(value) = HeaderValue::from_str(&number) {
        response.headers_mut().insert("x-request-id", value);
    }
    (response, number)
}
