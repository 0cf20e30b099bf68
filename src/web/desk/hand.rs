//! 领取, 放回 and 重新审稿: one press each, without a page of their own.

use entity::ArticleId;
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::queue::Place;
use crate::error::Message;
use crate::newsroom::{self, Remark};
use crate::people::policy::Act;
use crate::web::fail::WebResult;
use crate::web::form::Form;
use crate::web::{Door, Visit, reply};
use crate::{Error, Result};

/// Offers the actions of this file.
pub(super) fn open(door: Door) -> Door {
    door.post("/articles/:id/claim", Act::ClaimArticle, take_in_hand)
        .post("/articles/:id/release", Act::ClaimArticle, put_back)
        .post("/articles/:id/reconsider", Act::DecideArticle, take_back)
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct HandForm {
    version: String,
    place: String,
    next: String,
}

impl HandForm {
    fn version(&self) -> Result<i64> {
        self.version
            .parse()
            .map_err(|_| Error::invalid("version", "fault.form"))
    }
}

#[handler]
async fn take_in_hand(visit: Visit, Path(id): Path<ArticleId>, Form(form): Form<HandForm>) -> WebResult {
    let editor = visit.viewer()?.editor()?;
    let done = newsroom::claim(&visit.app, &editor, id, form.version()?).await;
    answer(&visit, done.map(drop), &form, Some(id), "desk.claimed")
}

#[handler]
async fn put_back(visit: Visit, Path(id): Path<ArticleId>, Form(form): Form<HandForm>) -> WebResult {
    let editor = visit.viewer()?.editor()?;
    let done = newsroom::release(&visit.app, &editor, id, form.version()?).await;
    let next = form.next.parse().ok();
    answer(&visit, done.map(drop), &form, next, "desk.released")
}

#[handler]
async fn take_back(visit: Visit, Path(id): Path<ArticleId>, Form(form): Form<HandForm>) -> WebResult {
    let editor = visit.viewer()?.editor()?;
    let remark = Remark::default();
    let done = newsroom::reconsider(&visit.app, &editor, id, form.version()?, &remark).await;
    answer(&visit, done.map(drop), &form, Some(id), "desk.reconsidered")
}

/// Back to the desk with the piece open and the outcome said: where somebody was faster, nothing typed can be lost
/// here, so the fresh desk is the best answer.
fn answer(
    visit: &Visit,
    done: Result<()>,
    form: &HandForm,
    open: Option<ArticleId>,
    key: &'static str,
) -> WebResult {
    let href = Place::carried(&form.place).at(open).href();
    match done {
        Ok(()) => Ok(reply::to_saying(visit, &href, "ok", &Message::new(key))),
        Err(error @ (Error::Stale(_) | Error::Refused(_))) => {
            let why = crate::i18n::detail(visit.language, &error);
            let message = Message::new("desk.not_done").with("why", why);
            Ok(reply::to_saying(visit, &href, "warn", &message))
        }
        Err(error) => Err(error.into()),
    }
}
