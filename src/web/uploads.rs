//! Files in and out: pictures and manuscripts of one's own article, and whatever an article's reader may open.

mod manuscript;
pub(super) mod parts;
mod picture;
mod serve;

use super::Door;
use crate::people::policy::Act;

pub(super) use parts::Parts;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.post("/articles/:id/pictures", Act::UploadFile, picture::take_picture)
        .post(
            "/articles/:id/manuscript",
            Act::WriteArticle,
            manuscript::take_manuscript,
        )
        .get("/files/:key", Act::ReadArticle, serve::give)
}
