//! Two texts and neither lost: the answer to a plain form whose article has moved on since the page was opened.

use askama::Template;
use entity::article;

use super::fields::Typed;
use crate::error::Error;
use crate::i18n::detail;
use crate::newsroom;
use crate::text::CleanHtml;
use crate::web::{Page, Visit};
use crate::{Result, calendar};

/// The page with both texts.
#[derive(Template)]
#[template(path = "write_conflict.html")]
pub(super) struct Both {
    p: Page,
    id: i64,
    /// The version that the kept text would follow.
    version: i64,
    why: String,
    /// Whether what was typed can still be saved.
    is_open: bool,
    mine: Typed,
    mine_body: CleanHtml,
    theirs_title: String,
    theirs_body: CleanHtml,
    theirs_at: String,
}

impl Both {
    /// What was typed beside what stands now.
    pub(super) async fn of(
        visit: &Visit,
        article: &article::Model,
        mine: Typed,
        error: &Error,
    ) -> Result<Self> {
        let theirs = Typed::stored(visit, article).await?;
        let draft = newsroom::draft_of(visit.app.db.reader(), article.id).await?;
        let at = draft.map_or(article.updated_at, |draft| draft.saved_at);
        let theirs_body = theirs.clean(None);
        Ok(Self {
            p: Page::of(visit, "/write").await?,
            id: article.id.0,
            version: article.version,
            why: detail(visit.language, error),
            is_open: article.state.is_writable(),
            mine_body: mine.clean(Some(&theirs_body)),
            mine,
            theirs_title: theirs.title,
            theirs_body,
            theirs_at: calendar::local_time(at.0),
        })
    }
}
