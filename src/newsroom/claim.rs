//! 领取 and 放回: an article has one editor at a time. Of twenty who claim, one gets it.

use entity::{ArticleId, Step, article};
use sea_orm::ActiveValue::Set;

use super::steps::{self, Said};
use crate::app::App;
use crate::people::Editor;
use crate::{Error, Result, db};

/// Claims an article.
///
/// # Errors
/// [`Error::Stale`] or [`Error::Refused`] where somebody else was first; [`Error::NotFound`].
pub async fn claim(app: &App, editor: &Editor, id: ArticleId, version: i64) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let held = steps::hold(&tx, editor.viewer(), id, version).await?;
    editor.is_not_author(&held.article)?;
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::Claim, Said::default()),
        now,
        |article| {
            article.claimed_by = Set(Some(editor.id()));
            article.claimed_at = Set(Some(now));
        },
    )
    .await?;
    tx.commit().await?;
    Ok(article)
}

/// Puts a claimed article back into the queue; its own editor may, and any other editor when that one is away.
///
/// # Errors
/// [`Error::Stale`]; [`Error::Refused`]; [`Error::NotFound`].
pub async fn release(app: &App, editor: &Editor, id: ArticleId, version: i64) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let held = steps::hold(&tx, editor.viewer(), id, version).await?;
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::Release, Said::default()),
        now,
        |article| {
            article.claimed_by = Set(None);
            article.claimed_at = Set(None);
        },
    )
    .await?;
    tx.commit().await?;
    Ok(article)
}

/// That the editor is the one who holds the article.
pub(super) fn is_holder(editor: &Editor, article: &article::Model) -> Result<()> {
    editor.is_not_author(article)?;
    let is_free = article.claimed_by.is_none_or(|holder| holder == editor.id());
    if is_free {
        Ok(())
    } else {
        Err(Error::refused("refused.held_by_another"))
    }
}
