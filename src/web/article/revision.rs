//! One revision, as it was cut: it never changes, and its digest shows that it did not.

use askama::Template;
use entity::Craft;
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::people_named::{Names, unit_name};
use super::show::{Name, craft};
use super::wording::share;
use crate::text::CleanHtml;
use crate::web::fail::WebResult;
use crate::web::{Page, Visit, reply};
use crate::{Result, newsroom};

/// A revision as its page shows it.
struct Cut {
    id: entity::ArticleId,
    n: i64,
    head: i64,
    title: String,
    number: String,
    unit: String,
    authors: Vec<Name>,
    type_name: String,
    n_words: i64,
    cause: String,
    by: String,
    at: String,
    note: String,
    digest: String,
    body: CleanHtml,
}

#[derive(Template)]
#[template(path = "revision.html")]
struct RevisionPage {
    p: Page,
    r: Cut,
}

/// An author as a revision keeps them.
#[derive(Deserialize)]
struct KeptAuthor {
    name: String,
    craft: Craft,
    share_bp: Option<i64>,
}

#[handler]
pub(super) async fn show_revision(visit: Visit, Path((id, n)): Path<(entity::ArticleId, i64)>) -> WebResult {
    let viewer = visit.viewer()?;
    let db = visit.app.db.reader();
    let article = newsroom::history_for(db, viewer, id).await?;
    let revision = newsroom::revision(db, id, n).await?;
    let p = Page::of(&visit, "").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let names = Names::load(db, &[revision.made_by]).await?;
    reply::page(&RevisionPage {
        r: Cut {
            id,
            n,
            head: article.head,
            title: revision.title,
            number: article.number.unwrap_or_default(),
            unit: unit_name(db, article.organisation_id).await?,
            authors: kept_authors(&p, &revision.authors)?,
            type_name: terms.name("type", &revision.r#type, p.language()).to_owned(),
            n_words: revision.n_words,
            cause: p.t(&format!("cause.{}", revision.cause.code())),
            by: names.of(revision.made_by),
            at: p.time(revision.made_at),
            note: revision.note,
            digest: revision.digest,
            body: CleanHtml::from_stored(revision.body_html),
        },
        p,
    })
}

/// The authors that a revision keeps, as a byline.
pub(super) fn kept_authors(p: &Page, json: &str) -> Result<Vec<Name>> {
    let kept: Vec<KeptAuthor> = serde_json::from_str(json)?;
    Ok(kept
        .into_iter()
        .map(|one| Name {
            name: one.name,
            craft: craft(p, one.craft),
            share: one.share_bp.map_or_else(String::new, share),
        })
        .collect())
}
