//! A Word or WPS file of one's own article: read behind the guard on a blocking thread, its pictures kept, and what
//! was read handed to the writer to confirm. The draft itself is not touched here.

use entity::{ArticleId, Language};
use poem::handler;
use poem::http::StatusCode;
use poem::web::{Multipart, Path};
use serde::Serialize;

use super::parts::Parts;
use crate::error::{Error, Message};
use crate::i18n;
use crate::i18n::detail;
use crate::manuscript::{
    ForeignKind, Manuscript, ManuscriptError, ManuscriptNote, ManuscriptReader, UndocReader,
};
use crate::newsroom::{self, NewFile};
use crate::people::Reporter;
use crate::web::fail::WebResult;
use crate::web::writing::{AuthorLine, PictureLine};
use crate::web::{Visit, reply};
use crate::{Result, app::App};

/// What was read, as write.js shows it.
#[derive(Serialize)]
struct Suggestion {
    title: String,
    body_html: String,
    authors: Vec<AuthorLine>,
    pictures: Vec<PictureLine>,
    /// What the writer should know, in words.
    dropped: Vec<String>,
}

/// Reads a manuscript.
#[handler]
pub(super) async fn take_manuscript(visit: Visit, Path(id): Path<i64>, multipart: Multipart) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let own = newsroom::article(visit.app.db.reader(), id).await?;
    reporter.owns(&own)?;
    if !own.state.is_writable() {
        let message = Message::new("refused.not_writable").with("state", own.state.code());
        return Err(Error::Refused(message).into());
    }
    let mut parts = Parts::read(multipart, visit.app.settings.limits.upload_bytes).await?;
    let file = parts.take_file()?;
    let manuscript = match read(&visit.app, file.bytes.clone()).await? {
        Ok(manuscript) => manuscript,
        Err(error) => {
            if error == ManuscriptError::ReaderFailed {
                newsroom::keep_manuscript(&visit.app, &reporter, id, file).await?;
            }
            return Err(Error::Upload(refusal(visit.language, error)).into());
        }
    };
    newsroom::keep_manuscript(&visit.app, &reporter, id, file).await?;
    let mut dropped = told(visit.language, &manuscript);
    let mut pictures = Vec::new();
    let mut keys = Vec::new();
    for (n, picture) in manuscript.pictures.iter().enumerate() {
        let caption = picture.caption.clone().unwrap_or_default();
        match keep_one(&visit, &reporter, id, (n + 1, picture.bytes.clone()), &caption).await {
            Ok(line) => {
                keys.push(Some(line.id.clone()));
                pictures.push(line);
            }
            Err(error @ (Error::Upload(_) | Error::Invalid(_))) => {
                let why = detail(visit.language, &error);
                let message = Message::new("dropped.picture").with("n", n + 1).with("why", why);
                dropped.push(visit.say(&message));
                keys.push(None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let suggestion = Suggestion {
        body_html: manuscript.placed(&keys).into_string(),
        authors: bylines(&manuscript),
        title: manuscript.title.unwrap_or_default(),
        pictures,
        dropped,
    };
    reply::json(StatusCode::OK, &suggestion)
}

/// Reads the file, two at a time in the house, off the threads that answer requests.
async fn read(app: &App, bytes: Vec<u8>) -> Result<Result<Manuscript, ManuscriptError>> {
    let permit = app.decoding.acquire().await.map_err(Error::broken)?;
    let done = tokio::task::spawn_blocking(move || UndocReader::default().read(&bytes))
        .await
        .map_err(Error::broken)?;
    drop(permit);
    Ok(done)
}

/// Keeps the `n`th picture of a manuscript; a caption that is too long for the field stays in the text alone.
async fn keep_one(
    visit: &Visit,
    reporter: &Reporter,
    id: ArticleId,
    (n, bytes): (usize, Vec<u8>),
    caption: &str,
) -> Result<PictureLine> {
    let file = NewFile {
        name: format!("picture-{n}"),
        bytes,
    };
    let mut row = newsroom::keep_picture(&visit.app, reporter, id, file).await?;
    let caption: String = caption.chars().filter(|c| !c.is_control()).take(200).collect();
    if !caption.trim().is_empty() {
        newsroom::caption_picture(&visit.app, reporter, &row.key, caption.trim(), "").await?;
        caption.trim().clone_into(&mut row.caption);
    }
    Ok(PictureLine::of(row))
}

/// The names that the text gives.
fn bylines(manuscript: &Manuscript) -> Vec<AuthorLine> {
    let line = |name: &String, role: &str| AuthorLine {
        name: name.clone(),
        role: role.to_owned(),
        share: String::new(),
    };
    let writers = manuscript.authors.iter().map(|name| line(name, "writer"));
    writers
        .chain(
            manuscript
                .photographers
                .iter()
                .map(|name| line(name, "photographer")),
        )
        .collect()
}

/// Why a file was not read, and what to do.
fn refusal(language: Language, error: ManuscriptError) -> Message {
    let key = |code: &str| format!("manuscript.{code}");
    let (code, max) = match error {
        ManuscriptError::TooLarge { max } => ("too_large", max >> 20),
        ManuscriptError::TooManyMembers { max } => ("too_many_members", max),
        ManuscriptError::InflatesTooFar { max } => (
            "inflates_too_far",
            usize::try_from(max >> 20).unwrap_or(usize::MAX),
        ),
        ManuscriptError::TooDeep { max } => ("too_deep", max),
        ManuscriptError::TooSlow { max } => {
            ("too_slow", usize::try_from(max.as_secs()).unwrap_or(usize::MAX))
        }
        ManuscriptError::Doctype => ("doctype", 0),
        ManuscriptError::Macros => ("macros", 0),
        ManuscriptError::Encrypted => ("encrypted", 0),
        ManuscriptError::Broken => ("broken", 0),
        ManuscriptError::ReaderFailed => ("reader_failed", 0),
        ManuscriptError::Foreign(kind) => {
            let what = i18n::t(language, &format!("foreign.{}", foreign(kind)));
            return Message::new("manuscript.foreign").with("what", what);
        }
    };
    let message = Message {
        key: key(code).into(),
        args: Vec::new(),
    };
    message.with("max", max)
}

/// The word for a kind of file that cannot be read.
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

/// What the writer should know about the reading, in words.
fn told(language: Language, manuscript: &Manuscript) -> Vec<String> {
    let notes = manuscript.notes.iter().map(|note| {
        let code = match note {
            ManuscriptNote::ExternalPartsDropped => "external_parts_dropped",
            ManuscriptNote::ChangesAccepted => "changes_accepted",
            ManuscriptNote::FootnotesAtEnd => "footnotes_at_end",
            ManuscriptNote::PictureNotReadable => "picture_not_readable",
        };
        i18n::t(language, &format!("manuscript_note.{code}"))
    });
    let counts = [
        ("dropped.pictures", manuscript.dropped.n_pictures),
        ("dropped.links", manuscript.dropped.n_links),
        ("dropped.embeds", manuscript.dropped.n_embeds),
    ];
    let counts = counts.into_iter().filter(|(_, n)| *n > 0);
    notes
        .chain(counts.map(|(key, n)| i18n::say(language, &Message::new(key).with("n", n))))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_refusal_says_its_reason_in_both_languages() {
        let errors = [
            ManuscriptError::TooLarge { max: 20 << 20 },
            ManuscriptError::TooManyMembers { max: 200 },
            ManuscriptError::InflatesTooFar { max: 50 << 20 },
            ManuscriptError::TooDeep { max: 256 },
            ManuscriptError::TooSlow {
                max: Duration::from_secs(10),
            },
            ManuscriptError::Doctype,
            ManuscriptError::Macros,
            ManuscriptError::Encrypted,
            ManuscriptError::Broken,
            ManuscriptError::ReaderFailed,
            ManuscriptError::Foreign(ForeignKind::Pdf),
            ManuscriptError::Foreign(ForeignKind::Unknown),
        ];
        for error in errors {
            for language in [Language::Chinese, Language::English] {
                let said = i18n::say(language, &refusal(language, error));
                let is_said = !said.contains("manuscript.") && !said.contains("foreign.");
                assert!(is_said && !said.contains("%{"), "{error:?}: {said}");
            }
        }
    }
}
