//! Evidence of an adoption or instruction: uploaded by itself, then chosen in a row. A script gets a document, a plain
//! form goes back to where it was.

use entity::ArticleId;
use poem::http::{StatusCode, header};
use poem::web::{Multipart, Path};
use poem::{Request, handler};

use crate::Error;
use crate::error::Message;
use crate::newsroom;
use crate::people::policy::Act;
use crate::web::fail::WebResult;
use crate::web::uploads::parts::Parts;
use crate::web::{Door, Fail, Visit, reply};

/// Offers the action of this file.
pub(super) fn open(door: Door) -> Door {
    door.post("/articles/:id/evidence", Act::RecordAdoption, keep_file)
}

#[handler]
async fn keep_file(
    request: &Request,
    visit: Visit,
    Path(id): Path<ArticleId>,
    parts: Multipart,
) -> WebResult {
    let editor = visit.viewer()?.editor()?;
    newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    let mut parts = Parts::read(parts, visit.app.settings.limits.upload_bytes).await?;
    let kept = match parts.take_file() {
        Ok(new) => newsroom::keep_evidence(&visit.app, &editor, id, new).await,
        Err(error) => Err(error),
    };
    let is_script = request
        .header(header::ACCEPT)
        .is_some_and(|accept| accept.contains("json"));
    let back = match parts.text("back") {
        "instructions" => format!("/articles/{id}/instructions/new"),
        _ => format!("/articles/{id}/adoptions/new"),
    };
    match kept {
        Ok(file) if is_script => {
            let document = serde_json::json!({ "id": file.id, "name": file.name, "sha256": file.sha256 });
            reply::json(StatusCode::CREATED, &document)
        }
        Ok(file) => {
            let said = Message::new("adoption.evidence_kept").with("name", &file.name);
            Ok(reply::to_saying(&visit, &back, "ok", &said))
        }
        Err(Error::Upload(message)) if !is_script => Ok(reply::to_saying(&visit, &back, "bad", &message)),
        Err(Error::Invalid(faults)) if !is_script && !faults.is_empty() => {
            Ok(reply::to_saying(&visit, &back, "bad", &faults[0].message))
        }
        Err(error) => Err(Fail(error)),
    }
}
