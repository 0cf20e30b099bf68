//! 编辑修改: an editor's change to a filed text. Where somebody saved in between, both texts stand on the page and the
//! editor's own stays in the form.

use askama::Template;
use entity::{ArticleId, article};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;
use serde::Deserialize;

use super::parts::{Wrong, at, wrong};
use super::queue::Place;
use crate::error::Message;
use crate::newsroom;
use crate::people::policy::Act;
use crate::text::{CleanHtml, normalise};
use crate::web::fail::WebResult;
use crate::web::form::Form;
use crate::web::{Door, Fail, Page, Visit, reply};
use crate::{Error, Result};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/articles/:id/edit-text", Act::ReadDesk, show_text)
        .post("/articles/:id/edit-text", Act::EditArticle, save_text)
}

#[derive(Template)]
#[template(path = "edit_text.html")]
struct EditPage {
    p: Page,
    id: ArticleId,
    version: i64,
    title: String,
    /// The cleaned HTML as a source text: without scripts the editor works on it, and nothing is lost.
    body_html: String,
    wrong: Vec<Wrong>,
    theirs: Option<Theirs>,
    back: String,
}

/// What stands in the article now, beside what the editor typed.
struct Theirs {
    title: String,
    body: CleanHtml,
    by: String,
    at: String,
}

impl EditPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct EditForm {
    version: String,
    title: String,
    body_html: String,
}

#[handler]
async fn show_text(visit: Visit, Path(id): Path<ArticleId>) -> WebResult {
    let article = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    reply::writing_page(StatusCode::OK, &edit_page(&visit, &article).await?)
}

#[handler]
async fn save_text(visit: Visit, Path(id): Path<ArticleId>, Form(form): Form<EditForm>) -> WebResult {
    let seen = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    let saved = save(&visit, id, &form).await;
    match saved {
        Ok(()) => {
            let href = Place::default().at(Some(id)).href();
            Ok(reply::to_saying(
                &visit,
                &href,
                "ok",
                &Message::new("desk.text_saved"),
            ))
        }
        Err(error @ (Error::Invalid(_) | Error::Stale(_) | Error::Refused(_))) => {
            let mut page = edit_page(&visit, &seen).await?;
            if matches!(error, Error::Stale(_)) {
                page.theirs = Some(theirs(&visit, &seen).await?);
            }
            page.title = form.title;
            page.body_html = normalise(&form.body_html).into_string();
            page.wrong = wrong(&visit, &error);
            reply::writing_page(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn save(visit: &Visit, id: ArticleId, form: &EditForm) -> Result<()> {
    let editor = visit.viewer()?.editor()?;
    let version = form
        .version
        .parse()
        .map_err(|_| Error::invalid("version", "fault.form"))?;
    let text = (&*form.title, &*form.body_html, None);
    newsroom::edit(&visit.app, &editor, id, version, text).await?;
    Ok(())
}

async fn edit_page(visit: &Visit, article: &article::Model) -> Result<EditPage> {
    let head = newsroom::revision(visit.app.db.reader(), article.id, article.head).await?;
    Ok(EditPage {
        p: Page::of(visit, "/desk").await?,
        id: article.id,
        version: article.version,
        title: head.title,
        body_html: head.body_html,
        wrong: Vec::new(),
        theirs: None,
        back: Place::default().at(Some(article.id)).href(),
    })
}

async fn theirs(visit: &Visit, article: &article::Model) -> Result<Theirs> {
    let db = visit.app.db.reader();
    let head = newsroom::revision(db, article.id, article.head).await?;
    Ok(Theirs {
        title: head.title,
        body: CleanHtml::from_stored(head.body_html),
        by: crate::people::person(db, head.made_by).await?.name,
        at: crate::calendar::local_time(head.made_at.0),
    })
}
