//! What an operation answers when it cannot do what it was asked, and how the parser's errors become ours: without
//! their inner text (QUALITY F11).

use poem::error::ResponseError;
use poem::http::StatusCode;
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseMultipartError, ParseParamError, ParsePathError,
    ParseRequestPayloadError,
};
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiResponse, Object};

use crate::error::{Error, Fault, Message};

/// An error on its way to the guard, which writes it as a problem document.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Fail(#[from] pub Error);

/// What an operation returns.
pub(super) type Answer<T> = Result<T, Fail>;

impl From<sea_orm::DbErr> for Fail {
    fn from(error: sea_orm::DbErr) -> Self {
        Self(error.into())
    }
}

impl ResponseError for Fail {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// An error (RFC 9457).
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem")]
struct ProblemDocument {
    /// Always `about:blank`: the status says the kind.
    r#type: String,
    /// The kind in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, to which thing, and what to do next.
    detail: String,
    /// How the logs name the request.
    request_id: String,
    /// What is wrong with each field (422).
    errors: Option<Vec<FieldProblem>>,
    /// At which version the record stands by now (409).
    version: Option<i64>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Object)]
struct FieldProblem {
    /// The field, with a path such as `authors[0].share` where it is inside another.
    field: String,
    /// What is wrong and what is allowed.
    detail: String,
}

/// The media type of a problem document.
struct ProblemJson;

impl Payload for ProblemJson {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn schema_ref() -> MetaSchemaRef {
        ProblemDocument::schema_ref()
    }
}

impl ApiResponse for Fail {
    fn meta() -> MetaResponses {
        let response = MetaResponse {
            description: "A problem: 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503 or 507.",
            status: None,
            status_range: None,
            content: vec![MetaMediaType {
                content_type: ProblemJson::CONTENT_TYPE,
                schema: ProblemJson::schema_ref(),
            }],
            headers: Vec::new(),
        };
        MetaResponses {
            responses: vec![response],
        }
    }

    fn register(registry: &mut Registry) {
        ProblemDocument::register(registry);
    }
}

/// An error of the framework as one of ours; `None` for what only has a status (no such path, no such method).
pub(super) fn from_framework(error: poem::Error) -> Result<Error, StatusCode> {
    let field = |name: &'static str| Error::Invalid(vec![Fault::new(name, Message::new("api.value"))]);
    if error.is::<Fail>() {
        return error
            .downcast::<Fail>()
            .map(|fail| fail.0)
            .map_err(|error| error.status());
    }
    if let Some(error) = error.downcast_ref::<ParseParamError>() {
        return Ok(field(error.name));
    }
    if error.is::<ParsePathError>() {
        return Ok(Error::NotFound);
    }
    if error.is::<ParseRequestPayloadError>() {
        return Ok(Error::invalid("body", "api.body"));
    }
    if error.is::<ParseMultipartError>() || error.is::<poem::error::ParseMultipartError>() {
        return Ok(Error::invalid("file", "api.form"));
    }
    if error.is::<ContentTypeError>() {
        return Ok(Error::Upload(Message::new("api.content_type")));
    }
    if error.is::<AuthorizationError>() {
        return Ok(Error::NotSignedIn);
    }
    match error.status() {
        status if status.is_client_error() => Err(status),
        _ => Ok(Error::broken(error)),
    }
}
