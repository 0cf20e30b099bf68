//! One request of one visitor: who, in which language, with which token. Handlers take it; the guard makes it.

use std::sync::Arc;

use entity::{Language, SessionId};
use poem::{FromRequest, Request, RequestBody};

use super::fail::Fail;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Message};
use crate::i18n;
use crate::people::{HalfSession, Viewer};

/// One request of one visitor.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The house.
    pub app: App,
    /// Who, if somebody is signed in.
    pub viewer: Option<Viewer>,
    /// Whose password was right and whose code is awaited; such a visitor is nobody yet.
    pub half: Option<HalfSession>,
    /// The session, if there is one.
    pub session: Option<SessionId>,
    /// In which language they read.
    pub language: Language,
    /// The token that their forms must carry.
    pub csrf: String,
    /// The nonce of this answer's scripts.
    pub nonce: String,
    /// Who the audit log names.
    pub actor: Actor,
    /// The path that was asked for.
    pub path: String,
    /// What a former answer left to be said.
    pub flash: Option<Flash>,
    /// Whether the cookie travels without TLS over a network.
    pub is_plain: bool,
    /// What the browser calls itself.
    pub agent: String,
}

/// Something said once, after a redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// `ok`, `warn` or `bad`.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
}

impl Visit {
    /// Whoever is signed in.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    pub fn viewer(&self) -> Result<&Viewer, Error> {
        self.viewer.as_ref().ok_or(Error::NotSignedIn)
    }

    /// A sentence in the visitor's language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        i18n::t(self.language, key)
    }

    /// A message in the visitor's language.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        i18n::say(self.language, message)
    }
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let visit = request
            .data::<Arc<Self>>()
            .ok_or_else(|| Fail(Error::broken("no guard before this handler")))?;
        Ok((**visit).clone())
    }
}
