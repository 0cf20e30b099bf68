//! A Word or WPS file of one's own article: read and kept by the verb, and what was read handed to the writer to
//! confirm. The draft itself is not touched here.

use entity::{ArticleId, Language};
use poem::handler;
use poem::http::StatusCode;
use poem::web::{Multipart, Path};
use serde::Serialize;

use super::parts::Parts;
use crate::error::Message;
use crate::i18n::{self, detail};
use crate::manuscript::{Manuscript, ManuscriptNote};
use crate::newsroom;
use crate::web::fail::WebResult;
use crate::web::writing::{AuthorLine, PictureLine};
use crate::web::{Visit, reply};

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
    let mut parts = Parts::read(multipart, visit.app.settings.limits.upload_bytes).await?;
    let read = newsroom::import_manuscript(&visit.app, &reporter, id, parts.take_file()?).await?;
    let mut dropped = told(visit.language, &read.manuscript);
    for (n, error) in &read.refused {
        let why = detail(visit.language, error);
        let message = Message::new("dropped.picture").with("n", n).with("why", why);
        dropped.push(visit.say(&message));
    }
    let suggestion = Suggestion {
        body_html: read.body_html.into_string(),
        authors: bylines(&read.manuscript),
        title: read.manuscript.title.unwrap_or_default(),
        pictures: read.pictures.into_iter().map(PictureLine::of).collect(),
        dropped,
    };
    reply::json(StatusCode::OK, &suggestion)
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
