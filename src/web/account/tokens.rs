//! Making and ending personal keys for the API.

use entity::{Scope, TokenId};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;
use serde::Deserialize;

use super::me::{TypedToken, me_page};
use crate::error::Message;
use crate::people::{self, NewToken};
use crate::web::fail::WebResult;
use crate::web::faults::FormFaults;
use crate::web::form::Form;
use crate::web::{Visit, reply};
use crate::{Error, Result};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenForm {
    name: String,
    scope: String,
    days: String,
}

impl TokenForm {
    fn read(&self) -> Result<NewToken> {
        Ok(NewToken {
            name: self.name.clone(),
            scope: Scope::from_code(&self.scope).ok_or_else(|| Error::invalid("scope", "fault.field"))?,
            days: self
                .days
                .trim()
                .parse()
                .map_err(|_| Error::invalid("days", "fault.token_days"))?,
        })
    }
}

#[handler]
pub(super) async fn make(visit: Visit, Form(form): Form<TokenForm>) -> WebResult {
    let viewer = visit.viewer()?;
    let made = match form.read() {
        Ok(new) => people::make_token(&visit.app, viewer, &new).await,
        Err(error) => Err(error),
    };
    let typed = TypedToken {
        name: form.name,
        scope: form.scope,
        days: form.days,
    };
    match made {
        Ok((_, key)) => {
            let (typed, made) = (
                TypedToken {
                    name: String::new(),
                    ..typed
                },
                Some(key.reveal().to_owned()),
            );
            reply::page(&me_page(&visit, typed, FormFaults::default(), made).await?)
        }
        Err(Error::Invalid(faults)) => {
            let page = me_page(&visit, typed, FormFaults::of(&visit, &faults), None).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn revoke(visit: Visit, Path(id): Path<TokenId>) -> WebResult {
    people::revoke_token(&visit.app, visit.viewer()?, id).await?;
    let said = Message::new("account.token_ended");
    Ok(reply::to_saying(&visit, "/me", "ok", &said))
}
