//! Importing a manuscript: the office file is read and kept, its pictures become files of the article. The text is a
//! suggestion; saving it is the writer's own step.

use std::collections::HashMap;

use entity::{ArticleId, file};

use super::{NewFile, article, keep_manuscript, keep_picture};
use crate::Result;
use crate::app::App;
use crate::error::{Error, Message};
use crate::manuscript::{Manuscript, ManuscriptError, ManuscriptLimits, ManuscriptReader, UndocReader};
use crate::people::Reporter;
use crate::text::CleanHtml;

/// An imported manuscript.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The office file as it was kept.
    pub file: file::Model,
    /// The body, with its pictures at their stored files.
    pub body_html: CleanHtml,
    /// Everything else that was read.
    pub manuscript: Manuscript,
    /// How many pictures could not be taken.
    pub n_refused: usize,
}

/// Reads an office file for an article that the reporter is writing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] while it cannot be written in; [`Error::Upload`] for what cannot be read.
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
    let manuscript = read.map_err(Error::broken)?.map_err(refused)?;
    let file = keep_manuscript(app, reporter, id, new).await?;
    let mut places = Vec::with_capacity(manuscript.pictures.len());
    let mut known: HashMap<&[u8], Option<String>> = HashMap::new();
    for (n, picture) in manuscript.pictures.iter().enumerate() {
        if let Some(place) = known.get(picture.bytes.as_slice()) {
            places.push(place.clone());
            continue;
        }
        let new = NewFile {
            name: format!("import-{}", n + 1),
            bytes: picture.bytes.clone(),
        };
        let place = match keep_picture(app, reporter, id, new).await {
            Ok(kept) => Some(kept.key),
            Err(Error::Upload(_)) => None,
            Err(error) => return Err(error),
        };
        known.insert(&picture.bytes, place.clone());
        places.push(place);
    }
    Ok(Imported {
        file,
        body_html: manuscript.placed(&places),
        n_refused: places.iter().filter(|place| place.is_none()).count(),
        manuscript,
    })
}

/// A manuscript that cannot be read, as a sentence.
fn refused(error: ManuscriptError) -> Error {
    Error::Upload(Message {
        key: format!("import.{}", error.to_string().replace('-', "_")).into(),
        args: match error {
            ManuscriptError::TooLarge { max } => vec![("mib", (max >> 20).to_string())],
            ManuscriptError::TooManyMembers { .. }
            | ManuscriptError::InflatesTooFar { .. }
            | ManuscriptError::TooDeep { .. }
            | ManuscriptError::Doctype
            | ManuscriptError::Macros
            | ManuscriptError::Encrypted
            | ManuscriptError::Foreign(_)
            | ManuscriptError::Broken
            | ManuscriptError::TooSlow { .. }
            | ManuscriptError::ReaderFailed => Vec::new(),
        },
    })
}
