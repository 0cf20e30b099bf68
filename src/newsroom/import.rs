//! Importing a manuscript: the office file is read and kept, its pictures become files of the article. The text is a
//! suggestion; saving it is the writer's own step.

use entity::{ArticleId, file};

use super::{NewFile, article, caption_picture, keep_manuscript, keep_picture};
use crate::Result;
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::manuscript::{
    ForeignKind, Manuscript, ManuscriptError, ManuscriptLimits, ManuscriptPicture, ManuscriptReader,
    UndocReader,
};
use crate::people::Reporter;
use crate::text::{CleanHtml, Headline};

/// An imported manuscript.
#[derive(Debug)]
pub struct Imported {
    /// The office file as it was kept.
    pub file: file::Model,
    /// The body, with its pictures at their stored files.
    pub body_html: CleanHtml,
    /// The pictures that were kept, each once, with their captions.
    pub pictures: Vec<file::Model>,
    /// The pictures that could not be taken, by their number from 1, and why.
    pub refused: Vec<(usize, Error)>,
    /// Everything else that was read.
    pub manuscript: Manuscript,
}

/// Reads an office file for an article that the reporter is writing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] while it cannot be written in; [`Error::Upload`] and [`Error::Invalid`] for
/// what cannot be read ([`unreadable`]).
pub async fn import_manuscript(
    app: &App,
    reporter: &Reporter,
    id: ArticleId,
    new: NewFile,
) -> Result<Imported> {
    let own = article(app.db.reader(), id).await?;
    reporter.owns(&own)?;
    if !own.state.is_writable() {
        let message = Message::new("refused.not_writable").with("state", own.state.code());
        return Err(Error::Refused(message));
    }
    let limits = ManuscriptLimits {
        max_bytes: app.settings.limits.upload_bytes,
        ..ManuscriptLimits::default()
    };
    let permit = app.decoding.acquire().await.map_err(Error::broken)?;
    let bytes = new.bytes.clone();
    let read = tokio::task::spawn_blocking(move || UndocReader { limits }.read(&bytes)).await;
    drop(permit);
    let manuscript = match read.map_err(Error::broken)? {
        Ok(manuscript) => manuscript,
        Err(error) => {
            // Kept, so that somebody can find out why.
            if error == ManuscriptError::ReaderFailed {
                keep_manuscript(app, reporter, id, new).await?;
            }
            return Err(unreadable(error));
        }
    };
    let file = keep_manuscript(app, reporter, id, new).await?;
    let (mut pictures, mut refused) = (Vec::new(), Vec::new());
    let mut places: Vec<Option<String>> = Vec::with_capacity(manuscript.pictures.len());
    for (at, picture) in manuscript.pictures.iter().enumerate() {
        let before = &manuscript.pictures[..at];
        if let Some(twin) = before.iter().position(|one| one.bytes == picture.bytes) {
            let place = places[twin].clone();
            places.push(place);
            continue;
        }
        match keep_one(app, reporter, id, (at + 1, picture)).await {
            Ok(kept) => {
                places.push(Some(kept.key.clone()));
                pictures.push(kept);
            }
            Err(error @ (Error::Upload(_) | Error::Invalid(_))) => {
                places.push(None);
                refused.push((at + 1, error));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Imported {
        file,
        body_html: manuscript.placed(&places),
        pictures,
        refused,
        manuscript,
    })
}

/// Keeps the `n`th picture of a manuscript; a caption that is too long for the field is whole in the text alone.
async fn keep_one(
    app: &App,
    reporter: &Reporter,
    id: ArticleId,
    (n, picture): (usize, &ManuscriptPicture),
) -> Result<file::Model> {
    let new = NewFile {
        name: format!("picture-{n}"),
        bytes: picture.bytes.clone(),
    };
    let mut row = keep_picture(app, reporter, id, new).await?;
    let caption = picture.caption.iter().flat_map(|text| text.chars());
    let caption: String = caption.take(Headline::MAX).collect();
    if let Ok(caption) = Headline::parse(&caption) {
        row = caption_picture(app, reporter, (&row.key, row.version), caption.as_str(), "").await?;
    }
    Ok(row)
}

/// A manuscript that cannot be read: too large (413), another kind of file (415), or a fault of the file (422).
#[must_use]
pub fn unreadable(error: ManuscriptError) -> Error {
    let code = error.to_string().replace('-', "_");
    let message = Message {
        key: format!("manuscript.{}", code.trim_start_matches("manuscript_")).into(),
        args: Vec::new(),
    };
    let message = match error {
        ManuscriptError::TooLarge { max } => return Error::Upload(message.with("max", max >> 20)),
        ManuscriptError::Foreign(kind) => return Error::Upload(message.with("foreign", foreign(kind))),
        ManuscriptError::TooManyMembers { max } | ManuscriptError::TooDeep { max } => {
            message.with("max", max)
        }
        ManuscriptError::InflatesTooFar { max } => message.with("max", max >> 20),
        ManuscriptError::TooSlow { max } => message.with("max", max.as_secs()),
        ManuscriptError::Doctype
        | ManuscriptError::Macros
        | ManuscriptError::Encrypted
        | ManuscriptError::Broken
        | ManuscriptError::ReaderFailed => message,
    };
    Error::Invalid(vec![Fault::new("file", message)])
}

/// The code of a kind of file that cannot be read.
const fn foreign(kind: ForeignKind) -> &'static str {
    match kind {
        ForeignKind::Rtf => "rtf",
        ForeignKind::OpenDocument => "open_document",
        ForeignKind::Pdf => "pdf",
        ForeignKind::WebPage => "web_page",
        ForeignKind::OtherOffice => "other_office",
        ForeignKind::Picture => "picture",
        ForeignKind::PlainText => "plain_text",
        ForeignKind::Archive => "archive",
        ForeignKind::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use entity::Language;

    use super::*;
    use crate::i18n;

    #[test]
    fn every_refusal_has_its_status_and_says_its_reason_in_both_languages() {
        let errors = [
            (413, ManuscriptError::TooLarge { max: 20 << 20 }),
            (422, ManuscriptError::TooManyMembers { max: 200 }),
            (422, ManuscriptError::InflatesTooFar { max: 50 << 20 }),
            (422, ManuscriptError::TooDeep { max: 256 }),
            (
                422,
                ManuscriptError::TooSlow {
                    max: Duration::from_secs(10),
                },
            ),
            (422, ManuscriptError::Doctype),
            (422, ManuscriptError::Macros),
            (422, ManuscriptError::Encrypted),
            (422, ManuscriptError::Broken),
            (422, ManuscriptError::ReaderFailed),
            (415, ManuscriptError::Foreign(ForeignKind::Pdf)),
            (415, ManuscriptError::Foreign(ForeignKind::Unknown)),
        ];
        for (status, reason) in errors {
            let error = unreadable(reason);
            assert_eq!(error.status(), status, "{reason:?}");
            for language in [Language::Chinese, Language::English] {
                let said = i18n::detail(language, &error);
                let is_said = !said.contains("manuscript.") && !said.contains("foreign.");
                assert!(is_said && !said.contains("%{"), "{reason:?}: {said}");
            }
        }
    }
}
