//! The caller's personal tokens. A new token is shown in the one answer that made it and kept nowhere, so making one
//! takes no `Idempotency-Key`: an answer that is kept would keep the secret.

use chrono::{DateTime, Utc};
use entity::{Scope, TokenId, token};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::remembered::Created;
use super::{Family, written};
use crate::app::App;
use crate::people::{self, NewToken};

/// The caller's tokens.
pub(super) struct Tokens(pub App);

/// A personal token; its secret is nowhere.
#[derive(Clone, Debug, Object)]
struct Token {
    /// Its key.
    id: i64,
    /// What its owner calls it.
    name: String,
    /// `read` or `write`.
    scope: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// When it was last used, to five minutes.
    last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    revoked_at: Option<DateTime<Utc>>,
}

/// A token to be made.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct TokenInput {
    /// What its owner calls it, 1–100 characters.
    name: String,
    /// `read` or `write`.
    scope: String,
    /// Days that it lasts, from 1 to the installation's limit.
    days: i64,
}

/// A token that was just made.
#[derive(Clone, Object)]
struct NewSecret {
    /// Its key.
    id: i64,
    /// The token itself, shown this once.
    token: String,
}

fn token_document(row: token::Model) -> Token {
    Token {
        id: row.id.0,
        name: row.name,
        scope: row.scope.code().to_owned(),
        created_at: row.created_at.utc(),
        ends_at: row.ends_at.utc(),
        last_used_at: written::time(row.last_used_at),
        revoked_at: written::time(row.revoked_at),
    }
}

#[OpenApi(tag = "Family::Account")]
impl Tokens {
    /// The caller's tokens, the newest first, also those that ended.
    #[oai(path = "/me/tokens", method = "get", operation_id = "list_tokens")]
    async fn list_tokens(&self, caller: Caller) -> Answer<Json<Vec<Token>>> {
        let all = people::tokens(self.0.db.reader(), caller.viewer.id()).await?;
        Ok(Json(all.into_iter().map(token_document).collect()))
    }

    /// Makes a token for the caller.
    #[oai(path = "/me/tokens", method = "post", operation_id = "make_token")]
    async fn make_token(&self, caller: Caller, input: Json<TokenInput>) -> Answer<Created<NewSecret>> {
        let input = input.0;
        let new = NewToken {
            scope: written::code("scope", &input.scope, Scope::from_code)?,
            name: input.name,
            days: input.days,
        };
        let (id, key) = people::make_token(&self.0, &caller.viewer, &new).await?;
        Ok(Created::Created(Json(NewSecret {
            id: id.0,
            token: key.reveal().to_owned(),
        })))
    }

    /// Ends a token of the caller, also the one that is shown.
    #[oai(
        path = "/me/tokens/:token_id/revoke",
        method = "post",
        operation_id = "revoke_token"
    )]
    async fn revoke_token(&self, caller: Caller, token_id: Path<i64>) -> Answer<()> {
        Ok(people::revoke_token(&self.0, &caller.viewer, TokenId(token_id.0)).await?)
    }
}
