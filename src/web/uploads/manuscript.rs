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
use crate::manuscript::{Manuscript, ManuscriptError, ManuscriptNote, ManuscriptReader, UndocReader};
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
            return Err(newsroom::unreadable(error).into());
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
