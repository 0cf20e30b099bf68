//! Circulars of closed months (通报) and the template that they are written in.

use chrono::{DateTime, Utc};
use poem::http::header;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json, Response};
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::sent_file::SentFile;
use super::{Family, written};
use crate::app::App;
use crate::calendar::Month;
use crate::newsroom::{self, CircularTemplate, Exported};

/// Circulars.
pub(super) struct Circulars(pub App);

/// The office's template of the circular.
#[derive(Clone, Debug, Object)]
struct Template {
    /// Its name on the sender's machine.
    name: String,
    /// SHA-256 of what is kept.
    sha256: String,
    /// Who gave it.
    uploaded_by: i64,
    /// When.
    uploaded_at: DateTime<Utc>,
}

fn template_document(own: CircularTemplate) -> Template {
    Template {
        name: own.name,
        sha256: own.sha256,
        uploaded_by: own.uploaded_by.0,
        uploaded_at: own.uploaded_at.utc(),
    }
}

/// A Word document to be saved under that name.
fn word(name: &str, bytes: Vec<u8>) -> Response<Binary<Vec<u8>>> {
    Response::new(Binary(bytes)).header(
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{name}.docx\""),
    )
}

#[OpenApi(tag = "Family::Points")]
impl Circulars {
    /// The circular of a closed month as a .docx; the same close and template are the same bytes.
    #[oai(
        path = "/circulars/:period/document",
        method = "get",
        operation_id = "read_circular"
    )]
    async fn read_circular(
        &self,
        caller: Caller,
        /// The month, `2026-03`.
        period: Path<String>,
    ) -> Answer<Response<Binary<Vec<u8>>>> {
        let month: Month = written::value("period", &period.0)?;
        newsroom::may_export(&self.0, &caller.viewer).await?;
        let bytes = newsroom::circular_document(&self.0, month).await?;
        let exported = Exported {
            list: format!("/circulars/{month}/document"),
            filters: String::new(),
            n_rows: 1,
            total: 1,
        };
        newsroom::note_export(&self.0, &caller.viewer, &exported).await?;
        Ok(word(&format!("circular-{month}"), bytes))
    }

    /// The template in force as a .docx, to be changed and given back.
    #[oai(
        path = "/circular-template",
        method = "get",
        operation_id = "read_circular_template"
    )]
    async fn read_circular_template(&self, _caller: Caller) -> Answer<Response<Binary<Vec<u8>>>> {
        let bytes = newsroom::template_in_force(self.0.db.reader()).await?;
        Ok(word("circular-template", bytes))
    }

    /// Puts a .docx in force as the template; a name in it that is none is pointed out.
    #[oai(
        path = "/circular-template",
        method = "post",
        operation_id = "set_circular_template"
    )]
    async fn set_circular_template(
        &self,
        caller: Caller,
        /// Its name on the sender's machine; missing: the one in the form.
        name: Query<Option<String>>,
        sent: SentFile,
    ) -> Answer<Json<Template>> {
        let office = caller.viewer.office()?;
        let new = sent.read(name.0, &self.0.settings.limits).await?;
        let own = newsroom::set_circular_template(&self.0, &office, new).await?;
        Ok(Json(template_document(own)))
    }
}
