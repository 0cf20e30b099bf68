//! `/me`: who the token belongs to, what they hold today, their password and their language.

use chrono::{DateTime, Utc};
use entity::Language;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::newsroom;
use crate::people::{self, Secret};

/// The caller's own account.
pub(super) struct Account(pub App);

/// Who the token belongs to.
#[derive(Clone, Debug, Object)]
struct Me {
    /// The person's key.
    id: i64,
    /// What they sign in with.
    username: String,
    /// Their name.
    name: String,
    /// The language of their pages.
    language: String,
    /// Whether this token may change anything.
    may_write: bool,
    /// What they hold today.
    appointments: Vec<HeldRole>,
    /// How many notices they have not read.
    n_unread: u64,
    /// The server's time.
    now: DateTime<Utc>,
}

/// An appointment that holds today.
#[derive(Clone, Debug, Object)]
struct HeldRole {
    /// As what: `reporter`, `unit_reviewer`, `editor`, `office`, `supervisor`, `admin`.
    role: String,
    /// Where.
    organisation_id: i64,
    /// The organisation's short name.
    organisation: String,
}

/// A password of one's own, in place of the one before.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
struct PasswordChange {
    /// The one that holds.
    #[oai(write_only)]
    old_password: String,
    /// The new one, 12–128 characters, by the rules of the installation.
    #[oai(write_only)]
    password: String,
}

/// The language of one's pages and notices.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct LanguageChoice {
    /// `zh-CN` or `en`.
    language: String,
}

#[OpenApi(tag = "Family::Account")]
impl Account {
    /// Who the token belongs to.
    #[oai(path = "/me", method = "get", operation_id = "read_me")]
    async fn read_me(&self, caller: Caller) -> Answer<Json<Me>> {
        let viewer = &caller.viewer;
        let held = viewer.held.iter().map(|held| HeldRole {
            role: held.role.code().to_owned(),
            organisation_id: held.organisation_id.0,
            organisation: held.organisation.clone(),
        });
        Ok(Json(Me {
            id: viewer.id().0,
            username: viewer.person.username.clone(),
            name: viewer.person.name.clone(),
            language: viewer.language().code().to_owned(),
            may_write: viewer.may_write,
            appointments: held.collect(),
            n_unread: newsroom::n_unread(self.0.db.reader(), viewer.id()).await?,
            now: self.0.clock.now().utc(),
        }))
    }

    /// Changes the caller's password; every session at the pages ends, tokens stay.
    #[oai(path = "/me/password", method = "post", operation_id = "change_password")]
    async fn change_password(&self, caller: Caller, input: Json<PasswordChange>) -> Answer<()> {
        let input = input.0;
        let (old, new) = (Secret::new(input.old_password), Secret::new(input.password));
        Ok(people::change_password(&self.0, &caller.viewer, &old, &new).await?)
    }

    /// Chooses the language of the caller's pages.
    #[oai(path = "/me/language", method = "put", operation_id = "choose_language")]
    async fn choose_language(&self, caller: Caller, input: Json<LanguageChoice>) -> Answer<()> {
        let language = written::code("language", &input.language, Language::from_code)?;
        Ok(people::choose_language(&self.0, &caller.viewer, language).await?)
    }
}
