//! Evidence of an adoption or instruction: uploaded by itself, then chosen in a row. A script gets a document, a plain
//! form goes back to where it was.

use entity::ArticleId;
use poem::http::{StatusCode, header};
use poem::web::{Multipart, Path};
use poem::{Request, handler};

use crate::error::Message;
use crate::newsroom::{self, NewFile};
use crate::people::policy::Act;
use crate::web::fail::WebResult;
use crate::web::{Door, Fail, Visit, reply};
use crate::{Error, Result};

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
    let (new, back) = read(parts).await?;
    let kept = newsroom::keep_evidence(&visit.app, &editor, id, new).await;
    let is_script = request
        .header(header::ACCEPT)
        .is_some_and(|accept| accept.contains("json"));
    let back = match &*back {
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
        Err(error) => Err(Fail(error)),
    }
}

/// The file of the form, and the name of the page that it came from.
async fn read(mut parts: Multipart) -> Result<(NewFile, String)> {
    let unreadable = |_| Error::invalid("file", "fault.form");
    let (mut file, mut back) = (None, String::new());
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = part
                    .bytes()
                    .await
                    .map_err(|_| Error::invalid("file", "fault.form"))?;
                file = Some(NewFile { name, bytes });
            }
            Some("back") => {
                back = part
                    .text()
                    .await
                    .map_err(|_| Error::invalid("back", "fault.form"))?;
            }
            _ => {}
        }
    }
    let file = file.filter(|file| !file.bytes.is_empty());
    let file = file.ok_or_else(|| Error::Upload(Message::new("upload.evidence")))?;
    Ok((file, back))
}
