//! 写稿: choosing what to write, the writing page, autosave, the plain form that works without a script, submitting
//! and withdrawing. What a text must be is decided by the verbs alone.

mod autosave;
mod byline;
mod conflict;
mod fields;
mod keep;
mod sheet;
mod start;

use entity::ArticleId;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, handler};

use super::fail::WebResult;
use super::form::Fields;
use super::{Door, Visit, reply};
use crate::error::{Error, Message};
use crate::newsroom;
use crate::people::Reporter;
use crate::people::policy::Act;
use fields::Typed;
pub(super) use fields::{AuthorLine, PictureLine};
use sheet::Sheet;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/write", Act::ReadOwnArticles, start::choose)
        .post("/articles", Act::WriteArticle, start::begin)
        .get("/articles/:id/edit", Act::ReadOwnArticles, show)
        .put("/articles/:id/draft", Act::WriteArticle, autosave::put_draft)
        .post("/articles/:id/save", Act::WriteArticle, save_form)
        .post("/articles/:id/submit", Act::SubmitArticle, submit_form)
        .post("/articles/:id/withdraw", Act::WithdrawArticle, withdraw_form)
}

/// The writing page of one's own article; an article that is with the editors is shown instead.
#[handler]
async fn show(visit: Visit, Path(id): Path<i64>) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let article = newsroom::article(visit.app.db.reader(), id).await?;
    reporter.owns(&article)?;
    if !article.state.is_writable() {
        let state = visit.t(&format!("state.{}", article.state.code()));
        let message = Message::new("refused.not_writable").with("state", state);
        return Ok(reply::to_saying(
            &visit,
            &format!("/articles/{id}"),
            "warn",
            &message,
        ));
    }
    let typed = Typed::stored(&visit, &article).await?;
    let sheet = Sheet::of(&visit, &article, typed, &[]).await?;
    reply::writing_page(StatusCode::OK, &sheet)
}

/// 存草稿 by the plain form.
#[handler]
async fn save_form(visit: Visit, Path(id): Path<i64>, fields: Fields) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let typed = Typed::sent(&fields)?;
    match keep::keep(&visit, &reporter, id, &typed).await {
        Ok(_) => {
            let message = Message::new("writing.saved");
            Ok(reply::to_saying(
                &visit,
                &format!("/articles/{id}/edit"),
                "ok",
                &message,
            ))
        }
        Err(error) => again(&visit, &reporter, id, typed, error).await,
    }
}

/// 报送 by the plain form: what was typed is saved first, so that a refusal loses nothing.
#[handler]
async fn submit_form(visit: Visit, Path(id): Path<i64>, fields: Fields) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let mut typed = Typed::sent(&fields)?;
    let saved = match keep::keep(&visit, &reporter, id, &typed).await {
        Ok(saved) => saved,
        Err(error) => return again(&visit, &reporter, id, typed, error).await,
    };
    typed.version = saved.article.version;
    match newsroom::submit(&visit.app, &reporter, id, typed.version).await {
        Ok(article) => {
            let number = article.number.clone().unwrap_or_default();
            let message = match article.state {
                entity::ArticleState::UnitReview => Message::new("writing.sent_to_sign"),
                _ => Message::new("writing.sent"),
            };
            let message = message.with("number", number).with("title", &article.title);
            Ok(reply::to_saying(
                &visit,
                &format!("/articles/{id}"),
                "ok",
                &message,
            ))
        }
        Err(error) => again(&visit, &reporter, id, typed, error).await,
    }
}

/// 撤回.
#[handler]
async fn withdraw_form(visit: Visit, Path(id): Path<i64>, fields: Fields) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let version = fields.parse("version")?;
    let article = newsroom::withdraw(&visit.app, &reporter, id, version, fields.get("remark")).await?;
    let message = Message::new("writing.withdrawn").with("title", &article.title);
    Ok(reply::to_saying(
        &visit,
        &format!("/articles/{id}/edit"),
        "ok",
        &message,
    ))
}

/// The answer to a form that was not taken: the page again with what was typed, or both texts where the article has
/// moved on meanwhile.
async fn again(visit: &Visit, reporter: &Reporter, id: ArticleId, typed: Typed, error: Error) -> WebResult {
    let own = async || -> crate::Result<_> {
        let article = newsroom::article(visit.app.db.reader(), id).await?;
        reporter.owns(&article)?;
        Ok(article)
    };
    let response: Response = match error {
        Error::Invalid(faults) => {
            let sheet = Sheet::of(visit, &own().await?, typed, &faults).await?;
            reply::writing_page(StatusCode::UNPROCESSABLE_ENTITY, &sheet)?
        }
        Error::Stale(_) | Error::Refused(_) => {
            let both = conflict::Both::of(visit, &own().await?, typed, &error).await?;
            reply::page_with(StatusCode::CONFLICT, &both)?
        }
        other => return Err(other.into()),
    };
    Ok(response)
}
