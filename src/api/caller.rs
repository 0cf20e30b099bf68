//! Who calls: the personal token as a security scheme that is a proof. No operation can be written without naming it,
//! and nobody gets one before the policy table and the contract have been asked.

use std::ops::Deref;
use std::sync::Arc;

use entity::Language;
use poem::Request;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use super::contract::Contract;
use super::fail::Fail;
use super::{PREFIX, shape};
use crate::app::Pace;
use crate::error::{Error, Message};
use crate::people::{Viewer, policy};

/// A request as the guard took it in.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    /// Who, by their token.
    pub viewer: Viewer,
    /// In which language they are answered.
    pub language: Language,
    /// SHA-256 of method, path and body, in hex.
    pub digest: String,
    /// The body, where it is JSON.
    pub body: Option<serde_json::Value>,
    /// Whether there is a body that is not JSON.
    pub is_other: bool,
}

/// A personal token, made under 我的账号: `Authorization: Bearer zb_…`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "personal_token", checker = "admit")]
pub(super) struct Caller(Arc<Arrived>);

impl Deref for Caller {
    type Target = Arrived;

    fn deref(&self) -> &Arrived {
        &self.0
    }
}

/// Lets a request pass to its operation: the act is the caller's, the query and the body are as the contract says.
#[expect(clippy::unused_async, reason = "poem-openapi awaits a checker")]
async fn admit(request: &Request, _token: Bearer) -> poem::Result<Arc<Arrived>> {
    let missing = |what| Fail(Error::broken(format!("no {what} before this operation")));
    let arrived = request.data::<Arc<Arrived>>().ok_or_else(|| missing("guard"))?;
    let contract = request
        .data::<Arc<Contract>>()
        .ok_or_else(|| missing("contract"))?;
    let path = request.original_uri().path();
    let path = path.strip_prefix(PREFIX).unwrap_or(path);
    let operation = contract
        .operation(request.method(), path)
        .ok_or_else(|| missing("operation"))?;
    policy::may(Some(&arrived.viewer), operation.act).map_err(Fail)?;
    let pace = request.data::<Arc<Pace>>().ok_or_else(|| missing("pace"))?;
    policy::keep_pace(pace, &arrived.viewer, operation.act).map_err(Fail)?;
    shape::check_query(operation, request.uri().query().unwrap_or_default()).map_err(Fail)?;
    if let Some(schema) = &operation.body {
        if arrived.is_other {
            return Err(Fail(Error::Upload(Message::new("api.content_type"))).into());
        }
        shape::check_body(contract, schema, arrived.body.as_ref()).map_err(Fail)?;
    }
    Ok(arrived.clone())
}
