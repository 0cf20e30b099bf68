//! 撤销采用: the record stays and says why, the ledger takes back what it gave.

use entity::{AdoptionId, SubjectKind};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::known::signed;
use crate::error::Message;
use crate::ledger::Settled;
use crate::newsroom;
use crate::people::policy::Act;
use crate::web::fail::WebResult;
use crate::web::form::Form;
use crate::web::{Door, Visit, reply};
use crate::{Error, Result};

/// Offers the action of this file.
pub(super) fn open(door: Door) -> Door {
    door.post("/adoptions/:id/withdraw", Act::RecordAdoption, take_away)
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct WithdrawForm {
    reason: String,
    article: String,
}

#[handler]
async fn take_away(visit: Visit, Path(id): Path<AdoptionId>, Form(form): Form<WithdrawForm>) -> WebResult {
    let editor = visit.viewer()?.editor()?;
    let done = newsroom::withdraw_adoption(&visit.app, &editor, id, &form.reason).await;
    answer(
        &visit,
        done.map(|(row, settled)| (row.article_id, settled)),
        &form.article,
    )
}

/// Back to the article's adoptions, saying what the ledger did, or why nothing was done.
fn answer(visit: &Visit, done: Result<(entity::ArticleId, Settled)>, article: &str) -> WebResult {
    match done {
        Ok((article, settled)) => {
            let message = Message::new("adoption.withdrawn_done").with("points", moved(&settled));
            let path = format!("/articles/{article}/adoptions/new");
            Ok(reply::to_saying(visit, &path, "ok", &message))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let article: i64 = article.parse().map_err(|_| Error::NotFound)?;
            let message =
                Message::new("desk.not_done").with("why", crate::i18n::detail(visit.language, &error));
            let path = format!("/articles/{article}/adoptions/new");
            Ok(reply::to_saying(visit, &path, "bad", &message))
        }
        Err(error) => Err(error.into()),
    }
}

/// By how much the people's points changed, in words.
fn moved(settled: &Settled) -> String {
    let points = settled
        .postings
        .iter()
        .filter(|posting| posting.subject_kind == SubjectKind::Person)
        .map(|posting| posting.points)
        .sum();
    signed(points)
}
