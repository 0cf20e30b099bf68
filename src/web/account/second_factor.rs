//! Switching the second factor on, renewing it, removing it. The seed and the recovery codes are each shown on the one
//! answer that made them.

use askama::Template;
use poem::handler;
use poem::http::StatusCode;
use serde::Deserialize;

use super::picture::Picture;
use crate::error::Message;
use crate::people::{self, Enrolment, Secret};
use crate::web::fail::WebResult;
use crate::web::faults::FormFaults;
use crate::web::form::Form;
use crate::web::sign_in::with_session;
use crate::web::{Page, Visit, reply};
use crate::{Error, Result};

/// What an app takes over: by its camera, or typed.
struct Taking {
    picture: Picture,
    /// The seed in groups of four.
    groups: String,
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct FactorPage {
    p: Page,
    username: String,
    /// Since when there is one.
    since: Option<String>,
    n_recovery_codes: u64,
    is_required: bool,
    /// Whether nothing else can be reached until there is one.
    is_forced: bool,
    taking: Option<Taking>,
    /// Codes that were just made.
    codes: Vec<Secret>,
    minutes: i64,
    faults: FormFaults,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct PasswordForm {
    username: String,
    password: String,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct CodeForm {
    code: String,
}

async fn page(visit: &Visit, enrolment: Option<Enrolment>, faults: FormFaults) -> Result<FactorPage> {
    let viewer = visit.viewer()?;
    let factor = people::factor(visit.app.db.reader(), viewer.id()).await?;
    let p = Page::of(visit, "").await?;
    let taking = match enrolment {
        None => None,
        Some(enrolment) => Some(Taking {
            picture: Picture::of(&enrolment.address)?,
            groups: in_fours(enrolment.seed.reveal()),
        }),
    };
    Ok(FactorPage {
        username: viewer.person.username.clone(),
        since: factor.map(|factor| p.time(factor.enrolled_at)),
        n_recovery_codes: factor.map_or(0, |factor| factor.n_recovery_codes),
        is_required: people::must_have_factor(&visit.app, viewer),
        is_forced: viewer.must_enrol,
        taking,
        codes: Vec::new(),
        minutes: visit.app.settings.sign_in.code_minutes,
        faults,
        p,
    })
}

fn in_fours(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[handler]
pub(super) async fn show(visit: Visit) -> WebResult {
    reply::page(&page(&visit, None, FormFaults::default()).await?)
}

#[handler]
pub(super) async fn begin(visit: Visit, Form(form): Form<PasswordForm>) -> WebResult {
    let password = Secret::new(form.password);
    match people::begin_factor(&visit.app, visit.viewer()?, &password).await {
        Ok(enrolment) => reply::page(&page(&visit, Some(enrolment), FormFaults::default()).await?),
        Err(Error::Invalid(faults)) => {
            let page = page(&visit, None, FormFaults::of(&visit, &faults)).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn confirm(visit: Visit, Form(form): Form<CodeForm>) -> WebResult {
    let viewer = visit.viewer()?;
    match people::confirm_factor(&visit.app, viewer, &form.code, &visit.agent).await {
        Ok((key, codes)) => {
            // The answer is already a page of the new session: its forms carry that one's token.
            let mut after = visit.clone();
            after.csrf = key.derive("csrf");
            if let Some(viewer) = &mut after.viewer {
                viewer.must_enrol = false;
            }
            let page = FactorPage {
                codes,
                ..page(&after, None, FormFaults::default()).await?
            };
            Ok(with_session(&visit, reply::page(&page)?, &key))
        }
        Err(Error::Invalid(faults)) => {
            let enrolment = people::pending_factor(&visit.app, viewer).await?;
            let page = page(&visit, Some(enrolment), FormFaults::of(&visit, &faults)).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn remove(visit: Visit, Form(form): Form<PasswordForm>) -> WebResult {
    let password = Secret::new(form.password);
    match people::remove_factor(&visit.app, visit.viewer()?, &password).await {
        Ok(()) => {
            let said = Message::new("factor.removed");
            Ok(reply::to_saying(&visit, "/me", "ok", &said))
        }
        Err(Error::Invalid(faults)) => {
            let page = page(&visit, None, FormFaults::of(&visit, &faults)).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_seed_is_typed_in_groups_of_four() {
        assert_eq!(super::in_fours("GEZDGNBVGY"), "GEZD GNBV GY");
    }
}
