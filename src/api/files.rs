//! Files of articles: pictures, manuscripts, evidence. What they are is seen from their bytes, whatever their name.

use chrono::{DateTime, Utc};
use entity::{ArticleId, Purpose, file};
use poem::http::header;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json, Response};
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::sent_file::SentFile;
use super::{Family, written};
use crate::app::App;
use crate::newsroom;

/// Files.
pub(super) struct Files(pub App);

/// A file.
#[derive(Clone, Debug, Object)]
pub(super) struct FileRow {
    /// Its number, by which an adoption names its evidence.
    id: i64,
    /// Its public name: `/files/KEY`.
    key: String,
    /// `picture`, `manuscript` or `evidence`.
    purpose: String,
    /// Its name on the sender's machine.
    name: String,
    /// What it is, by its bytes.
    mime: String,
    /// How many bytes.
    n_bytes: i64,
    /// SHA-256 of the bytes.
    sha256: String,
    /// Pixels across.
    width: Option<i64>,
    /// Pixels down.
    height: Option<i64>,
    /// The caption.
    caption: String,
    /// Who took it.
    credit: String,
    /// When it came.
    uploaded_at: DateTime<Utc>,
    /// The version of caption and credit.
    version: i64,
}

/// What stands under a picture.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Caption {
    /// The version that was read before.
    version: i64,
    /// The caption, at most 200 characters.
    caption: String,
    /// Who took it, at most 50 characters.
    credit: String,
}

/// What a manuscript says, for the writer to confirm: nothing of it is in the draft yet.
#[derive(Clone, Debug, Object)]
struct ImportedManuscript {
    /// The office file as it was kept.
    file: FileRow,
    /// The headline, if one was found.
    title: Option<String>,
    /// The body, with its pictures at their stored files.
    body_html: String,
    /// Names of writers that the text gives.
    authors: Vec<String>,
    /// Names of photographers that the text gives.
    photographers: Vec<String>,
    /// What the writer should know, as codes.
    notes: serde_json::Value,
    /// How many pictures could not be taken.
    n_refused: u64,
}

/// A file as a document.
pub(super) fn file_row(row: file::Model) -> FileRow {
    FileRow {
        id: row.id.0,
        key: row.key,
        purpose: row.purpose.code().to_owned(),
        name: row.name,
        mime: row.mime,
        n_bytes: row.n_bytes,
        sha256: row.sha256,
        width: row.width,
        height: row.height,
        caption: row.caption,
        credit: row.credit,
        uploaded_at: row.uploaded_at.utc(),
        version: row.version,
    }
}

#[OpenApi(tag = "Family::Files")]
impl Files {
    /// The pictures of an article; with `purpose` its manuscripts or evidence, for reporter and desk.
    #[oai(
        path = "/articles/:article_id/files",
        method = "get",
        operation_id = "list_files"
    )]
    async fn list_files(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        /// `picture`, `manuscript` or `evidence`; missing: pictures.
        purpose: Query<Option<String>>,
    ) -> Answer<Json<Vec<FileRow>>> {
        let purpose = written::optional_code("purpose", purpose.0.as_deref(), Purpose::from_code)?;
        let purpose = purpose.unwrap_or(Purpose::Picture);
        let id = ArticleId(article_id.0);
        let rows = newsroom::files_for(self.0.db.reader(), &caller.viewer, id, purpose).await?;
        Ok(Json(rows.into_iter().map(file_row).collect()))
    }

    /// The bytes of a file.
    #[oai(path = "/files/:key", method = "get", operation_id = "read_file")]
    async fn read_file(&self, caller: Caller, key: Path<String>) -> Answer<Response<Binary<Vec<u8>>>> {
        let (row, bytes) = newsroom::file_for(&self.0, &caller.viewer, &key.0).await?;
        let name = serde_urlencoded::to_string([("n", &row.name)]).unwrap_or_default();
        let name = name.get(2..).unwrap_or_default().replace('+', "%20");
        let answer = Response::new(Binary(bytes)).header(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        );
        Ok(answer)
    }

    /// Keeps a picture of an article that the caller is writing: JPEG, PNG, WebP or GIF.
    #[oai(
        path = "/articles/:article_id/pictures",
        method = "post",
        operation_id = "upload_picture"
    )]
    async fn upload_picture(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        /// Its name on the sender's machine; missing: the one in the form.
        name: Query<Option<String>>,
        sent: SentFile,
    ) -> Answer<Json<FileRow>> {
        let reporter = caller.viewer.reporter()?;
        let id = ArticleId(article_id.0);
        let new = sent.read(name.0, &self.0.settings.limits).await?;
        let kept = newsroom::keep_picture(&self.0, &reporter, id, new).await?;
        Ok(Json(file_row(kept)))
    }

    /// Writes caption and credit under a picture.
    #[oai(
        path = "/files/:key/caption",
        method = "put",
        operation_id = "caption_picture"
    )]
    async fn caption_picture(
        &self,
        caller: Caller,
        key: Path<String>,
        input: Json<Caption>,
    ) -> Answer<Json<FileRow>> {
        let reporter = caller.viewer.reporter()?;
        let seen = (key.as_str(), input.version);
        let row = newsroom::caption_picture(&self.0, &reporter, seen, &input.caption, &input.credit).await?;
        Ok(Json(file_row(row)))
    }

    /// Reads a .docx, .doc or .wps for an article that the caller is writing, and keeps it.
    #[oai(
        path = "/articles/:article_id/manuscript",
        method = "post",
        operation_id = "import_manuscript"
    )]
    async fn import_manuscript(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        /// Its name on the sender's machine; missing: the one in the form.
        name: Query<Option<String>>,
        sent: SentFile,
    ) -> Answer<Json<ImportedManuscript>> {
        let reporter = caller.viewer.reporter()?;
        let id = ArticleId(article_id.0);
        let new = sent.read(name.0, &self.0.settings.limits).await?;
        let read = newsroom::import_manuscript(&self.0, &reporter, id, new).await?;
        Ok(Json(ImportedManuscript {
            file: file_row(read.file),
            title: read.manuscript.title,
            body_html: read.body_html.as_str().to_owned(),
            authors: read.manuscript.authors,
            photographers: read.manuscript.photographers,
            notes: serde_json::to_value(read.manuscript.notes).map_err(crate::Error::from)?,
            n_refused: read.refused.len() as u64,
        }))
    }

    /// Keeps evidence of an adoption or instruction: a picture or a PDF.
    #[oai(
        path = "/articles/:article_id/evidence",
        method = "post",
        operation_id = "upload_evidence"
    )]
    async fn upload_evidence(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        /// Its name on the sender's machine; missing: the one in the form.
        name: Query<Option<String>>,
        sent: SentFile,
    ) -> Answer<Json<FileRow>> {
        let editor = caller.viewer.editor()?;
        let article =
            newsroom::article_for(self.0.db.reader(), &caller.viewer, ArticleId(article_id.0)).await?;
        let new = sent.read(name.0, &self.0.settings.limits).await?;
        let kept = newsroom::keep_evidence(&self.0, &editor, article.id, new).await?;
        Ok(Json(file_row(kept)))
    }
}
