//! What every request to the API passes: its token before its body, the body within its limit and its time, and on
//! the way back headers and problem documents. No cookie is read here, so no page of another site can act for anybody.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use entity::Language;
use poem::error::ReadBodyError;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Endpoint, Request, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::caller::Arrived;
use super::contract::Contract;
use super::fail::{Fail, from_framework};
use super::{PREFIX, strict};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{self, Error, Message};
use crate::people::{self, Secret, Viewer};
use crate::{Result, i18n};

/// The API behind its guard.
pub(super) struct Guard<E> {
    app: App,
    contract: Arc<Contract>,
    inner: E,
}

impl<E> Guard<E> {
    pub(super) const fn new(app: App, contract: Arc<Contract>, inner: E) -> Self {
        Self { app, contract, inner }
    }
}

/// Why a request was not answered by its operation.
enum Refusal {
    /// One of our errors.
    Ours(Error),
    /// A document that is not JSON (400).
    NotJson,
    /// What only has a status: no such path, no such method.
    Status(StatusCode),
}

impl<E: Endpoint<Output = Response>> Endpoint for Guard<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let language = i18n::from_header(request.header(header::ACCEPT_LANGUAGE).unwrap_or_default());
        let request_id = crate::files::unique().map_err(Fail)?[..16].to_owned();
        let mut response = match self.pass(request, language, &request_id).await {
            Ok(response) => response,
            Err(refusal) => problem(&refusal, language, &request_id),
        };
        headers(&mut response, &request_id);
        if let Some(keep) = self.app.settings.http.strict_transport() {
            let keep = HeaderValue::from_static(keep);
            response
                .headers_mut()
                .insert(header::STRICT_TRANSPORT_SECURITY, keep);
        }
        Ok(response)
    }
}

impl<E: Endpoint<Output = Response>> Guard<E> {
    async fn pass(
        &self,
        mut request: Request,
        language: Language,
        request_id: &str,
    ) -> std::result::Result<Response, Refusal> {
        let address = self.client(&request);
        if let Some(address) = address {
            self.app.pace.admit(address).map_err(Refusal::Ours)?;
        }
        if request.uri().path().contains("%00") {
            return Err(Refusal::Ours(Error::NotFound));
        }
        if !is_open(&request) {
            let viewer = self
                .viewer(&request, address, request_id)
                .await
                .map_err(Refusal::Ours)?;
            let bytes = self.body(&mut request).await.map_err(Refusal::Ours)?;
            let body = match (is_json(&request), bytes.is_empty()) {
                (true, false) => Some(strict::parse(&bytes).ok_or(Refusal::NotJson)?),
                (true | false, _) => None,
            };
            let arrived = Arrived {
                viewer,
                is_other: body.is_none() && !bytes.is_empty(),
                language,
                digest: digest(&request, &bytes),
                body,
            };
            request.set_body(Body::from_vec(bytes));
            request.set_data(Arc::new(arrived));
            request.set_data(self.contract.clone());
            request.set_data(self.app.pace.clone());
        }
        let called = error::surviving(self.inner.call(request))
            .await
            .map_err(Refusal::Ours)?;
        called.map_err(|error| from_framework(error).map_or_else(Refusal::Status, Refusal::Ours))
    }

    /// The address that a request comes from.
    fn client(&self, request: &Request) -> Option<IpAddr> {
        let socket = request.remote_addr().as_socket_addr()?.ip();
        let forwarded = request.headers().get_all("x-forwarded-for").iter();
        let named = forwarded.map(|value| value.to_str().unwrap_or_default());
        Some(self.app.settings.http.client(socket, named))
    }

    /// Who shows the token.
    async fn viewer(&self, request: &Request, address: Option<IpAddr>, request_id: &str) -> Result<Viewer> {
        let shown = request.header(header::AUTHORIZATION).unwrap_or_default();
        let (scheme, key) = shown.split_once(' ').unwrap_or_default();
        let key = key.trim();
        if !scheme.eq_ignore_ascii_case("bearer") || key.is_empty() || key.len() > 200 {
            return Err(Error::NotSignedIn);
        }
        let actor = Actor {
            person: None,
            name: "anonymous".to_owned(),
            address: address.map_or_else(String::new, |address| address.to_string()),
            request_id: request_id.to_owned(),
            once: None,
        };
        people::token_viewer(&self.app, &Secret::new(key.to_owned()), actor).await
    }

    /// The body within its limit and its time.
    async fn body(&self, request: &mut Request) -> Result<Vec<u8>> {
        let limits = &self.app.settings.limits;
        let is_kind = |kind: &str| request.content_type().is_some_and(|is| is.starts_with(kind));
        let max = if is_kind("application/octet-stream") {
            limits.upload_bytes
        } else if is_kind("multipart/form-data") {
            // What is around the file in its form comes on top.
            limits.upload_bytes + limits.body_bytes
        } else {
            limits.body_bytes.max(limits.article_bytes * 2)
        };
        let wait = Duration::from_millis(limits.body_timeout_ms);
        match tokio::time::timeout(wait, request.take_body().into_bytes_limit(max)).await {
            Ok(Ok(bytes)) => Ok(bytes.into()),
            Ok(Err(ReadBodyError::PayloadTooLarge)) => Err(Error::Upload(
                Message::new("upload.too_large").with("mib", max >> 20),
            )),
            Ok(Err(_)) | Err(_) => Err(Error::Unavailable(Message::new("error.slow_body"))),
        }
    }
}

/// The contract itself is for everybody: it holds nobody's data.
fn is_open(request: &Request) -> bool {
    let path = request.uri().path();
    let path = path.strip_prefix(PREFIX).unwrap_or(path);
    request.method() == Method::GET && matches!(path, "/openapi.json" | "/docs")
}

fn is_json(request: &Request) -> bool {
    request.content_type().is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind == "application/json" || kind.ends_with("+json")
    })
}

/// What a repetition of the request is recognised by.
fn digest(request: &Request, bytes: &[u8]) -> String {
    let path = request
        .original_uri()
        .path_and_query()
        .map_or("", |path| path.as_str());
    let mut digest = Sha256::new();
    for part in [request.method().as_str().as_bytes(), path.as_bytes(), bytes] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

fn problem(refusal: &Refusal, language: Language, request_id: &str) -> Response {
    let (status, document) = match refusal {
        Refusal::Ours(error) => {
            if let Error::Broken(why) = error {
                tracing::error!(request = request_id, "{why}");
            }
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, i18n::problem(language, error, request_id))
        }
        Refusal::NotJson => (
            StatusCode::BAD_REQUEST,
            bare(StatusCode::BAD_REQUEST, "api.json", language, request_id),
        ),
        Refusal::Status(StatusCode::METHOD_NOT_ALLOWED) => {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            (status, bare(status, "api.method", language, request_id))
        }
        Refusal::Status(_) => (
            StatusCode::NOT_FOUND,
            i18n::problem(language, &Error::NotFound, request_id),
        ),
    };
    let mut response = Response::builder()
        .status(status)
        .content_type("application/problem+json")
        .body(document.to_string());
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer realm=\"zhibao\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Refusal::Ours(Error::TooOften { retry_after_s, .. }) = refusal {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
    }
    response
}

fn bare(status: StatusCode, key: &str, language: Language, request_id: &str) -> Value {
    serde_json::json!({
        "type": "about:blank",
        "title": i18n::t(language, &format!("error.{}", status.as_u16())),
        "status": status.as_u16(),
        "detail": i18n::t(language, key),
        "request_id": request_id,
    })
}

/// The headers of every answer; the docs page brings a policy of its own.
fn headers(response: &mut Response, request_id: &str) {
    let headers = response.headers_mut();
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, nothing);
    }
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-request-id", id);
    }
}
