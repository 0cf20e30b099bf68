//! Files of an article: pictures with caption and credit, the manuscript it was imported from, evidence of
//! adoptions. Pictures are decoded and written anew, so that nothing hidden in them survives (QUALITY T2, T4).

use entity::{ArticleId, FileId, Purpose, file};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::{article, article_for, authors_of, draft_of, revisions_of};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::people::{self, Editor, Reporter, Viewer};
use crate::picture::{PictureError, PictureLimits};
use crate::text::{CleanHtml, Headline, Line, file_ids};
use crate::{Result, db, files, picture};

/// A file as it was uploaded.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Its name on the sender's machine.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Keeps a picture of an article that the reporter is writing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] while it cannot be written in; [`Error::Upload`] for what is no picture or
/// too large; [`Error::Invalid`] for a picture that is damaged, has too many pixels, or is one too many.
pub async fn keep_picture(
    app: &App,
    reporter: &Reporter,
    id: ArticleId,
    new: NewFile,
) -> Result<file::Model> {
    let own = article(app.db.reader(), id).await?;
    reporter.owns(&own)?;
    if !own.state.is_writable() {
        return Err(Error::Refused(
            Message::new("refused.not_writable").with("state", own.state.code()),
        ));
    }
    let of = file::Entity::find().filter(file::Column::ArticleId.eq(id));
    let n = of
        .filter(file::Column::Purpose.eq(Purpose::Picture))
        .count(app.db.reader())
        .await?;
    if n >= app.settings.limits.pictures as u64 {
        let message = Message::new("upload.too_many").with("max", app.settings.limits.pictures);
        return Err(Error::Invalid(vec![Fault::new("file", message)]));
    }
    let permit = app.decoding.acquire().await.map_err(Error::broken)?;
    let bytes = new.bytes;
    let done = tokio::task::spawn_blocking(move || picture::recode(&bytes, &PictureLimits::default()))
        .await
        .map_err(Error::broken)?;
    drop(permit);
    let picture = done.map_err(refused)?;
    let size = (i64::from(picture.screen.width), i64::from(picture.screen.height));
    let kept = Kept {
        purpose: Purpose::Picture,
        mime: picture.screen.mime,
        size: Some(size),
    };
    store(
        app,
        reporter.viewer(),
        id,
        (&new.name, picture.screen.bytes),
        kept,
    )
    .await
}

/// Keeps the office file that a draft was imported from.
///
/// # Errors
/// As for the disk and the database.
pub async fn keep_manuscript(
    app: &App,
    reporter: &Reporter,
    id: ArticleId,
    new: NewFile,
) -> Result<file::Model> {
    reporter.owns(&article(app.db.reader(), id).await?)?;
    let kept = Kept {
        purpose: Purpose::Manuscript,
        mime: "application/octet-stream",
        size: None,
    };
    store(app, reporter.viewer(), id, (&new.name, new.bytes), kept).await
}

/// Keeps evidence of an adoption or instruction: a picture or a PDF.
///
/// # Errors
/// [`Error::Upload`] for anything else; [`Error::Invalid`] for a picture that is damaged or has too many pixels.
pub async fn keep_evidence(app: &App, editor: &Editor, id: ArticleId, new: NewFile) -> Result<file::Model> {
    article(app.db.reader(), id).await?;
    let kind = infer::get(&new.bytes).map(|kind| kind.mime_type());
    if kind == Some("application/pdf") {
        let kept = Kept {
            purpose: Purpose::Evidence,
            mime: "application/pdf",
            size: None,
        };
        return store(app, editor.viewer(), id, (&new.name, new.bytes), kept).await;
    }
    let permit = app.decoding.acquire().await.map_err(Error::broken)?;
    let bytes = new.bytes;
    let done = tokio::task::spawn_blocking(move || picture::recode(&bytes, &PictureLimits::default()))
        .await
        .map_err(Error::broken)?;
    drop(permit);
    let picture = done.map_err(|error| match error {
        PictureError::Heic | PictureError::ActiveContent | PictureError::Unsupported => {
            Error::Upload(Message::new("upload.evidence"))
        }
        PictureError::TooLarge { .. } | PictureError::TooManyPixels { .. } | PictureError::Broken => {
            refused(error)
        }
    })?;
    let size = (i64::from(picture.screen.width), i64::from(picture.screen.height));
    let kept = Kept {
        purpose: Purpose::Evidence,
        mime: picture.screen.mime,
        size: Some(size),
    };
    store(app, editor.viewer(), id, (&new.name, picture.screen.bytes), kept).await
}

/// Writes caption and credit under a picture of the reporter's own article, at the version that the caller saw.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Stale`] where somebody wrote them meanwhile.
pub async fn caption_picture(
    app: &App,
    reporter: &Reporter,
    (key, version): (&str, i64),
    caption: &str,
    credit: &str,
) -> Result<file::Model> {
    let line = |field, text: &str, max| {
        Line::parse_optional(text, max)
            .map(|line| line.map_or_else(String::new, Line::into_string))
            .map_err(|_| Error::invalid(field, "fault.caption"))
    };
    let (caption, credit) = (line("caption", caption, 200)?, line("credit", credit, 50)?);
    let tx = db::write(&app.db).await?;
    let row = file::Entity::find()
        .filter(file::Column::Key.eq(key))
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    let id = row.article_id.ok_or(Error::NotFound)?;
    reporter.owns(&article(&tx, id).await?)?;
    if row.version != version {
        return Err(Error::Stale(row.version));
    }
    let mut row = row.into_active_model();
    row.caption = Set(caption);
    row.credit = Set(credit);
    row.version = Set(version + 1);
    let row = row.update(&tx).await?;
    tx.commit().await?;
    Ok(row)
}

/// Drops the pictures that the reporter took off the page: those of the article that are neither in `keep` nor shown by
/// its draft or by any of its revisions.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] while it cannot be written in.
pub async fn drop_pictures(app: &App, reporter: &Reporter, id: ArticleId, keep: &[String]) -> Result<()> {
    let tx = db::write(&app.db).await?;
    let own = article(&tx, id).await?;
    reporter.owns(&own)?;
    if !own.state.is_writable() {
        return Err(Error::Refused(
            Message::new("refused.not_writable").with("state", own.state.code()),
        ));
    }
    let revisions = revisions_of(&tx, id).await?.into_iter().map(|row| row.body_html);
    let texts: Vec<CleanHtml> = revisions
        .chain(draft_of(&tx, id).await?.map(|row| row.body_html))
        .map(CleanHtml::from_stored)
        .collect();
    let shown: Vec<String> = texts.iter().flat_map(file_ids).collect();
    for row in files_of(&tx, id, Purpose::Picture).await? {
        if keep.contains(&row.key) || shown.contains(&row.key) {
            continue;
        }
        let deed = Deed::done("drop_file", "file", FileId::to_string(&row.id));
        file::Entity::delete_by_id(row.id).exec(&tx).await?;
        audit::note(&tx, reporter.actor(), deed, app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A file that the viewer may read: one of an article that they may read; manuscripts only for reporter and desk.
///
/// # Errors
/// [`Error::NotFound`]: a foreign file is no different from a missing one.
pub async fn file_for(app: &App, viewer: &Viewer, key: &str) -> Result<(file::Model, Vec<u8>)> {
    let db = app.db.reader();
    let row = file::Entity::find()
        .filter(file::Column::Key.eq(key))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    let id = row.article_id.ok_or(Error::NotFound)?;
    let owner = article(db, id).await?;
    if row.purpose != Purpose::Picture && owner.reporter_id != viewer.id() {
        let authors: Vec<_> = authors_of(db, id)
            .await?
            .into_iter()
            .filter_map(|author| author.person_id)
            .collect();
        let desk = people::viewer_terms(viewer).contains(&"desk".to_owned());
        if !desk || !people::article_terms(&owner, &authors, &[]).contains(&"desk".to_owned()) {
            return Err(Error::NotFound);
        }
    }
    article_for(db, viewer, id).await?;
    let bytes = files::read(app, &row.sha256).await?;
    Ok((row, bytes))
}

/// The files of an article, in the order in which they came.
///
/// # Errors
/// Whatever the database answers.
pub async fn files_of(
    db: &impl ConnectionTrait,
    id: ArticleId,
    purpose: Purpose,
) -> Result<Vec<file::Model>> {
    let of = file::Entity::find()
        .filter(file::Column::ArticleId.eq(id))
        .filter(file::Column::Purpose.eq(purpose));
    Ok(of.order_by_asc(file::Column::Id).all(db).await?)
}

/// A picture that cannot be taken: too large (413), another kind of file (415), or a fault of the file (422).
fn refused(error: PictureError) -> Error {
    let message = Message {
        key: format!("upload.{}", error.to_string().replace('-', "_")).into(),
        args: Vec::new(),
    };
    match error {
        PictureError::TooManyPixels { .. } | PictureError::Broken => {
            Error::Invalid(vec![Fault::new("file", message)])
        }
        PictureError::TooLarge { .. }
        | PictureError::Heic
        | PictureError::ActiveContent
        | PictureError::Unsupported => Error::Upload(message),
    }
}

/// What a stored file is.
struct Kept {
    purpose: Purpose,
    mime: &'static str,
    size: Option<(i64, i64)>,
}

async fn store(
    app: &App,
    viewer: &Viewer,
    id: ArticleId,
    (name, bytes): (&str, Vec<u8>),
    kept: Kept,
) -> Result<file::Model> {
    let sha256 = files::keep(app, &bytes).await?;
    let now = app.clock.now();
    let own_part = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let short: String = own_part.chars().take(Headline::MAX).collect();
    let name = Headline::parse(&short).map_or_else(|_| "file".to_owned(), Headline::into_string);
    let row = file::ActiveModel {
        id: NotSet,
        key: Set(files::unique()?),
        purpose: Set(kept.purpose),
        name: Set(name),
        mime: Set(kept.mime.to_owned()),
        n_bytes: Set(i64::try_from(bytes.len()).unwrap_or(i64::MAX)),
        sha256: Set(sha256),
        width: Set(kept.size.map(|size| size.0)),
        height: Set(kept.size.map(|size| size.1)),
        caption: Set(String::new()),
        credit: Set(String::new()),
        article_id: Set(Some(id)),
        uploaded_by: Set(viewer.id()),
        uploaded_at: Set(now),
        version: Set(1),
    };
    let tx = db::write(&app.db).await?;
    let row = row.insert(&tx).await?;
    let deed = Deed::done("upload_file", "file", FileId::to_string(&row.id));
    audit::note(&tx, &viewer.actor, deed, now).await?;
    tx.commit().await?;
    Ok(row)
}
