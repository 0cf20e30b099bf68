//! The headers of every answer (QUALITY C7).

use poem::Response;
use poem::http::{HeaderValue, header};

use crate::web::reply::WritingPolicy;
use crate::web::visit::Visit;

/// The headers of QUALITY C7.
pub(super) fn headers(response: &mut Response, visit: &Visit, is_asset: bool) {
    let (style, blob) = match response.data::<WritingPolicy>() {
        Some(_) => ("; style-src-attr 'unsafe-inline'", " blob:"),
        None => ("", ""),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{}'; style-src 'self'{style}; img-src 'self' data:{blob}; \
         connect-src 'self'{blob}; font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; \
         frame-ancestors 'none'",
        visit.nonce
    );
    // A stored file brings a narrower one.
    let own = response
        .headers()
        .get(header::CONTENT_SECURITY_POLICY)
        .and_then(|value| value.to_str().ok().map(str::to_owned));
    common_headers(response, &own.unwrap_or(policy));
    if let Some(keep) = visit.app.settings.http.strict_transport() {
        let keep = HeaderValue::from_static(keep);
        response
            .headers_mut()
            .insert(header::STRICT_TRANSPORT_SECURITY, keep);
    }
    if !is_asset && !response.headers().contains_key(header::CACHE_CONTROL) {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&visit.actor.request_id) {
        response.headers_mut().insert("x-request-id", id);
    }
}

/// What every answer says, with its policy.
pub(in crate::web) fn common_headers(response: &mut Response, policy: &str) {
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
