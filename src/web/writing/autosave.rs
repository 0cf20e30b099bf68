//! PUT of a draft by the page's script. The text is saved even while authors or captions are half-typed; the answer
//! then says what of them was not taken. A stale version is answered with the newer draft, so that both can be shown.

use entity::{ArticleId, Instant};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;
use serde::{Deserialize, Serialize};

use super::byline;
use super::fields::{AuthorLine, Body, PictureLine, Typed};
use super::keep::{captions, text_of};
use crate::error::{Error, Fault};
use crate::newsroom::{self, SavedDraft};
use crate::people::Reporter;
use crate::web::fail::WebResult;
use crate::web::form::Document;
use crate::web::{Visit, reply};
use crate::{Result, i18n};

/// The draft as write.js sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    version: i64,
    title: String,
    r#type: String,
    body_html: String,
    #[serde(default)]
    note: String,
    authors: Vec<AuthorLine>,
    pictures: Vec<PictureLine>,
}

/// That it is saved.
#[derive(Serialize)]
struct Saved {
    version: i64,
    /// RFC 3339.
    saved_at: String,
    /// What was not taken, in words.
    unsaved: Vec<String>,
}

/// The newer draft.
#[derive(Serialize)]
struct Newer {
    version: i64,
    saved_at: String,
    title: String,
    r#type: String,
    body_html: String,
    note: String,
    authors: Vec<AuthorLine>,
    pictures: Vec<PictureLine>,
}

/// Saves the draft.
#[handler]
pub(super) async fn put_draft(
    visit: Visit,
    Path(id): Path<i64>,
    Document(sent): Document<Sent>,
) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let typed = Typed {
        version: sent.version,
        title: sent.title,
        r#type: sent.r#type,
        body: Body::Html(sent.body_html),
        note: sent.note,
        authors: sent.authors,
        pictures: sent.pictures,
    };
    let mut unsaved = Vec::new();
    match keep_most(&visit, &reporter, id, &typed, &mut unsaved).await {
        Ok(saved) => {
            let words = unsaved
                .iter()
                .map(|fault| i18n::say(visit.language, &fault.message));
            let saved = Saved {
                version: saved.article.version,
                saved_at: rfc3339(saved.saved_at),
                unsaved: words.collect(),
            };
            reply::json(StatusCode::OK, &saved)
        }
        Err(Error::Stale(_)) => {
            let newer = newer(&visit, &reporter, id).await?;
            reply::json(StatusCode::CONFLICT, &newer)
        }
        Err(error) => Err(error.into()),
    }
}

/// Saves the text; authors and captions too, where they can be taken.
async fn keep_most(
    visit: &Visit,
    reporter: &Reporter,
    id: ArticleId,
    typed: &Typed,
    unsaved: &mut Vec<Fault>,
) -> Result<SavedDraft> {
    let article = newsroom::article(visit.app.db.reader(), id).await?;
    reporter.owns(&article)?;
    let mut text = text_of(visit, id, typed).await?;
    match byline::authors(visit, &article, &typed.authors).await {
        Ok(authors) => text.authors = Some(authors),
        Err(Error::Invalid(faults)) => unsaved.extend(faults),
        Err(error) => return Err(error),
    }
    let saved = match newsroom::save_draft(&visit.app, reporter, id, typed.version, &text).await {
        Err(Error::Invalid(faults)) if faults.iter().all(|fault| fault.field == "authors") => {
            unsaved.extend(faults);
            text.authors = None;
            newsroom::save_draft(&visit.app, reporter, id, typed.version, &text).await?
        }
        other => other?,
    };
    match captions(visit, reporter, id, &typed.pictures).await {
        Err(Error::Invalid(faults)) => unsaved.extend(faults),
        other => other?,
    }
    Ok(saved)
}

/// The draft as it stands now.
async fn newer(visit: &Visit, reporter: &Reporter, id: ArticleId) -> Result<Newer> {
    let db = visit.app.db.reader();
    let article = newsroom::article(db, id).await?;
    reporter.owns(&article)?;
    let saved_at = newsroom::draft_of(db, id)
        .await?
        .map_or(article.updated_at, |draft| draft.saved_at);
    let typed = Typed::stored(visit, &article).await?;
    Ok(Newer {
        version: typed.version,
        saved_at: rfc3339(saved_at),
        body_html: typed.html(None),
        title: typed.title,
        r#type: typed.r#type,
        note: typed.note,
        authors: typed.authors,
        pictures: typed.pictures,
    })
}

/// An instant as scripts read it.
pub(super) fn rfc3339(at: Instant) -> String {
    at.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
