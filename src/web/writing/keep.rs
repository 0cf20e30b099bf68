//! Saving what the page holds by an explicit step: all of it or a fault; pictures that were taken off the page go.

use entity::{ArticleId, Purpose};

use super::byline;
use super::fields::{PictureLine, Typed};
use crate::newsroom::{self, DraftText, SavedDraft};
use crate::people::Reporter;
use crate::text::CleanHtml;
use crate::web::Visit;
use crate::{Error, Result};

/// Saves the whole sheet.
///
/// # Errors
/// Those of [`newsroom::save_draft`] and [`newsroom::caption_picture`].
pub(super) async fn keep(
    visit: &Visit,
    reporter: &Reporter,
    id: ArticleId,
    typed: &Typed,
) -> Result<SavedDraft> {
    let article = newsroom::article(visit.app.db.reader(), id).await?;
    reporter.owns(&article)?;
    let mut text = text_of(visit, id, typed).await?;
    text.authors = Some(byline::authors(visit, &article, &typed.authors).await?);
    // Captions first: where one is wrong the version stays, and the page that comes back can be sent again.
    captions(visit, reporter, id, &typed.pictures).await?;
    let saved = newsroom::save_draft(&visit.app, reporter, id, typed.version, &text).await?;
    let keys: Vec<String> = typed.pictures.iter().map(|picture| picture.id.clone()).collect();
    newsroom::drop_pictures(&visit.app, reporter, id, &keys).await?;
    Ok(saved)
}

/// The text of the sheet, without its authors.
pub(super) async fn text_of(visit: &Visit, id: ArticleId, typed: &Typed) -> Result<DraftText> {
    let stored = newsroom::draft_of(visit.app.db.reader(), id).await?;
    let stored = stored.map(|draft| CleanHtml::from_stored(draft.body_html));
    Ok(DraftText {
        title: typed.title.clone(),
        r#type: typed.r#type.clone(),
        body_html: typed.html(stored.as_ref()),
        note: typed.note.clone(),
        authors: None,
    })
}

/// Writes the captions and credits that changed.
///
/// # Errors
/// [`Error::Invalid`] for one that is too long, after all others are written.
pub(super) async fn captions(
    visit: &Visit,
    reporter: &Reporter,
    id: ArticleId,
    lines: &[PictureLine],
) -> Result<()> {
    let stored = newsroom::files_of(visit.app.db.reader(), id, Purpose::Picture).await?;
    let mut wrong = None;
    for row in stored {
        let Some(line) = lines.iter().find(|line| line.id == row.key) else {
            continue;
        };
        if line.caption.trim() == row.caption && line.credit.trim() == row.credit {
            continue;
        }
        let seen = (row.key.as_str(), row.version);
        match newsroom::caption_picture(&visit.app, reporter, seen, &line.caption, &line.credit).await {
            Err(Error::Invalid(faults)) => wrong = Some(Error::Invalid(faults)),
            other => drop(other?),
        }
    }
    wrong.map_or(Ok(()), Err)
}
