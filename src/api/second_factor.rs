//! The caller's second factor: its state, and its end. Enrolling needs a person with an app, so it is a page alone; no
//! document here holds a seed or a code.

use chrono::{DateTime, Utc};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::people::{self, Secret};

/// The caller's second factor.
pub(super) struct SecondFactor(pub App);

/// The state of a second factor.
#[derive(Clone, Debug, Object)]
struct Factor {
    /// Whether the caller's roles must have one.
    is_required: bool,
    /// Since when there is one; missing: there is none.
    enrolled_at: Option<DateTime<Utc>>,
    /// Recovery codes that are left.
    n_recovery_codes: u64,
}

/// What removing it takes.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
struct Removal {
    /// The caller's password.
    #[oai(write_only)]
    password: String,
}

#[OpenApi(tag = "Family::Account")]
impl SecondFactor {
    /// Whether the caller has a second factor.
    #[oai(
        path = "/me/second-factor",
        method = "get",
        operation_id = "read_second_factor"
    )]
    async fn read_second_factor(&self, caller: Caller) -> Answer<Json<Factor>> {
        let viewer = &caller.viewer;
        let factor = people::factor(self.0.db.reader(), viewer.id()).await?;
        Ok(Json(Factor {
            is_required: people::must_have_factor(&self.0, viewer),
            enrolled_at: factor.map(|factor| factor.enrolled_at.utc()),
            n_recovery_codes: factor.map_or(0, |factor| factor.n_recovery_codes),
        }))
    }

    /// Removes the caller's second factor; refused where their role must have one.
    #[oai(
        path = "/me/second-factor/remove",
        method = "post",
        operation_id = "remove_second_factor"
    )]
    async fn remove_second_factor(&self, caller: Caller, input: Json<Removal>) -> Answer<()> {
        let password = Secret::new(input.0.password);
        Ok(people::remove_factor(&self.0, &caller.viewer, &password).await?)
    }
}
