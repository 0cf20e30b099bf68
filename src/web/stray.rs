//! What is asked for and not offered at all: no such page, no such method, bytes that are no path.

use entity::Language;
use poem::http::{StatusCode, header};
use poem::{Request, Response};

use super::guard::{LANGUAGE, common_headers, wants_json};
use crate::i18n;

/// A request for what may not be offered at all: it is answered before anybody looks at who asks.
pub(super) struct Stray {
    language: Language,
    wants_json: bool,
}

impl Stray {
    pub(super) fn of(request: &Request) -> Self {
        let chosen = request
            .cookie()
            .get(LANGUAGE)
            .and_then(|cookie| Language::from_code(cookie.value_str()));
        let header = request.header(header::ACCEPT_LANGUAGE).unwrap_or_default();
        Self {
            language: chosen.unwrap_or_else(|| i18n::from_header(header)),
            wants_json: wants_json(request),
        }
    }

    /// Says that there is no such page, or that it does not take the method.
    pub(super) fn answer(&self, status: StatusCode) -> Response {
        let (status, key) = match status {
            StatusCode::METHOD_NOT_ALLOWED => (status, "api.method"),
            _ => (StatusCode::NOT_FOUND, "error.not_found"),
        };
        let title = i18n::t(self.language, &format!("error.{}", status.as_u16()));
        let detail = i18n::t(self.language, key);
        let (kind, body) = if self.wants_json {
            let problem = serde_json::json!({
                "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail,
            });
            ("application/problem+json", problem.to_string())
        } else {
            ("text/plain; charset=utf-8", format!("{title}\n\n{detail}\n"))
        };
        let mut response = Response::builder().status(status).content_type(kind).body(body);
        common_headers(&mut response, "default-src 'none'; frame-ancestors 'none'");
        response
    }
}
