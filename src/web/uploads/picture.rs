//! A picture of one's own article: decoded and written anew by the verb, answered with its address.

use entity::ArticleId;
use poem::http::StatusCode;
use poem::web::{Multipart, Path};
use poem::{Request, handler};
use serde::Serialize;

use super::parts::Parts;
use crate::error::Message;
use crate::newsroom;
use crate::web::fail::WebResult;
use crate::web::{Visit, reply};

/// The picture as write.js takes it in.
#[derive(Serialize)]
struct Taken {
    id: String,
    location: String,
    caption: String,
    credit: String,
}

/// Keeps a picture. A script gets its address; a plain form goes back to the writing page.
#[handler]
pub(super) async fn take_picture(
    visit: Visit,
    Path(id): Path<i64>,
    request: &Request,
    multipart: Multipart,
) -> WebResult {
    let (id, reporter) = (ArticleId(id), visit.viewer()?.reporter()?);
    let mut parts = Parts::read(multipart, visit.app.settings.limits.upload_bytes).await?;
    let row = newsroom::keep_picture(&visit.app, &reporter, id, parts.take_file()?).await?;
    let (caption, credit) = (parts.text("caption").trim(), parts.text("credit").trim());
    if !caption.is_empty() || !credit.is_empty() {
        newsroom::caption_picture(&visit.app, &reporter, (&row.key, row.version), caption, credit).await?;
    }
    let is_script = request
        .header("accept")
        .is_some_and(|accept| accept.contains("json"));
    if !is_script {
        let message = Message::new("writing.picture_kept").with("name", &row.name);
        return Ok(reply::to_saying(
            &visit,
            &format!("/articles/{id}/edit"),
            "ok",
            &message,
        ));
    }
    let taken = Taken {
        location: format!("/files/{}", row.key),
        caption: caption.to_owned(),
        credit: credit.to_owned(),
        id: row.key,
    };
    reply::json(StatusCode::CREATED, &taken)
}
