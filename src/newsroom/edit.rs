//! 编辑修改: an editor's change to a filed text. It becomes a revision of its own; what the reporter filed stays.

use entity::{ArticleId, Cause, Step, article};
use sea_orm::ActiveValue::Set;

use super::authors::{self, NewAuthor};
use super::revision::{self, Copy};
use super::steps::{self, Said};
use super::{authors_of, claim, facts, shelf};
use crate::app::App;
use crate::people::Editor;
use crate::text::{Headline, normalise};
use crate::{Error, Result, db, ledger};

/// Saves an editor's title and body, and the authors where they are given.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Refused`] where another editor has the article; [`Error::Stale`]; [`Error::NotFound`].
pub async fn edit(
    app: &App,
    editor: &Editor,
    id: ArticleId,
    version: i64,
    (title, body_html, authors): (&str, &str, Option<&[NewAuthor]>),
) -> Result<article::Model> {
    let now = app.clock.now();
    let title = Headline::parse(title)
        .map_err(|_| Error::invalid("title", "fault.title_missing"))?
        .into_string();
    if body_html.len() > app.settings.limits.article_bytes {
        return Err(Error::invalid("body_html", "fault.body_too_long"));
    }
    let body = normalise(body_html);
    let tx = db::write(&app.db).await?;
    let held = steps::hold(&tx, editor.viewer(), id, version).await?;
    claim::is_holder(editor, &held.article)?;
    steps::after(&held, Step::Edit)?;
    if let Some(authors) = authors {
        let authors = authors::check(&tx, &app.settings.limits, authors).await?;
        authors::replace(&tx, id, &authors).await?;
    }
    let last = shelf::revision(&tx, id, held.article.head).await?;
    let (n, authors) = (held.article.head + 1, authors_of(&tx, id).await?);
    let copy = Copy {
        article_id: id,
        n,
        cause: Cause::Edit,
        title: &title,
        r#type: &last.r#type,
        body: &body,
        authors: &authors,
        note: &last.note,
    };
    let n_words = revision::cut(&tx, copy, editor.id(), now).await?;
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::Edit, Said::default()),
        now,
        |article| {
            article.head = Set(n);
            article.title = Set(title);
            article.n_words = Set(n_words);
        },
    )
    .await?;
    let touched = facts::refresh(&tx, &article, editor.actor(), now).await?;
    ledger::settle(&tx, touched, editor.id(), now).await?;
    tx.commit().await?;
    Ok(article)
}
