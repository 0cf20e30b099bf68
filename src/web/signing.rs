//! 审签: what waits for a signature in the viewer's units, and the two answers to it. Made for a phone and two minutes.

use askama::Template;
use chrono::{NaiveDate, TimeDelta};
use entity::{ArticleId, ArticleState, Role, article};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;
use serde::Deserialize;

use super::article::length;
use super::fail::WebResult;
use super::faults::FormFaults;
use super::form::{Asked, Fields};
use super::list::{self, Ask, Column, Filters, Listed, Listing};
use super::{Door, Page, Visit, reply};
use crate::error::Message;
use crate::newsroom::{self, ArticleFilter, ArticleOrder, Remark};
use crate::people::policy::Act;
use crate::people::{self, Roster};
use crate::sheet::Cell;
use crate::{Error, Result};

/// Rows on a page: few, so that the page is quick on a phone.
const ROWS: u64 = 20;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/sign", Act::ReadUnitQueue, (show_queue, sheet))
        .post("/articles/:id/sign", Act::SignArticle, sign)
        .get("/articles/:id/return-from-unit", Act::ReadUnitQueue, show_return)
        .post(
            "/articles/:id/return-from-unit",
            Act::ReturnArticle,
            return_article,
        )
}

/// One article that waits.
struct Row {
    id: ArticleId,
    title: String,
    unit: String,
    authors: String,
    type_name: String,
    n_words: i64,
    waited: String,
    at: String,
    iso: String,
    is_own: bool,
}

/// The columns of the sheet; the screen prints them as one entry.
const COLUMNS: &[Column<Row>] = &[
    Column::text("look.title", |row| Cell::text(&row.title)),
    Column::text("desk.unit", |row| Cell::text(&row.unit)),
    Column::text("list.authors", |row| Cell::text(&row.authors)),
    Column::text("look.type", |row| Cell::text(&row.type_name)),
    Column::number("writing.words", |row| Cell::Count(row.n_words)),
    Column::text("list.since", |row| Cell::text(&row.at)),
];

#[derive(Template)]
#[template(path = "sign.html")]
struct QueuePage {
    p: Page,
    listed: Listed,
    rows: Vec<Row>,
    total: u64,
    prev: Option<String>,
    next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asking {
    page: String,
}

#[handler]
async fn show_queue(visit: Visit, Asked(asked): Asked<Asking>) -> WebResult {
    let page = asked.page.parse::<u64>().unwrap_or(1).clamp(1, 10_000);
    let p = Page::of(&visit, "/sign").await?;
    let (rows, total) = rows(&visit, &p, ((page - 1) * ROWS, ROWS)).await?;
    reply::page(&QueuePage {
        listed: Listed::of(&visit, &p, &Filters::default(), total),
        rows,
        total,
        prev: (page > 1).then(|| format!("/sign?page={}", page - 1)),
        next: (page * ROWS < total).then(|| format!("/sign?page={}", page + 1)),
        p,
    })
}

/// The whole queue as a sheet.
async fn sheet(visit: Visit, _ask: Ask) -> Result<Listing> {
    let p = Page::of(&visit, "/sign").await?;
    let (rows, total) = rows(&visit, &p, list::whole(&visit)).await?;
    let heading = (p.t("sign.heading"), Filters::default());
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Some of what waits, the oldest first, and how much there is.
async fn rows(visit: &Visit, p: &Page, span: (u64, u64)) -> Result<(Vec<Row>, u64)> {
    let (viewer, db) = (visit.viewer()?, visit.app.db.reader());
    let found = newsroom::list(&visit.app.db, &waiting_for(viewer), span).await?;
    let ids: Vec<ArticleId> = found.rows.iter().map(|row| row.id).collect();
    let authors = newsroom::authors_of_many(db, &ids).await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let now = visit.app.clock.now();
    let row = |article: &article::Model| {
        let at = article.submitted_at.unwrap_or(article.updated_at);
        let of = authors.iter().filter(|one| one.article_id == article.id);
        Row {
            id: article.id,
            title: article.title.clone(),
            unit: roster.unit(article.organisation_id).to_owned(),
            authors: of.map(|one| one.name.as_str()).collect::<Vec<_>>().join("、"),
            type_name: terms.name("type", &article.r#type, p.language()).to_owned(),
            n_words: article.n_words,
            waited: length(p, now.since(at)),
            at: p.time(at),
            iso: at.utc().to_rfc3339(),
            is_own: article.reporter_id == viewer.id(),
        }
    };
    Ok((found.rows.iter().map(row).collect(), found.total))
}

fn waiting_for(viewer: &people::Viewer) -> ArticleFilter {
    ArticleFilter {
        units: Some(viewer.organisations(Role::UnitReviewer).collect()),
        states: vec![ArticleState::UnitReview],
        order: ArticleOrder::Waiting,
        ..ArticleFilter::default()
    }
}

#[handler]
async fn sign(visit: Visit, Path(id): Path<ArticleId>, fields: Fields) -> WebResult {
    let reviewer = visit.viewer()?.unit_reviewer()?;
    let version = fields.parse("version")?;
    let article = newsroom::sign(&visit.app, &reviewer, id, version, fields.get("remark")).await?;
    let said = Message::new("sign.signed").with("title", article.title);
    Ok(reply::to_saying(&visit, "/sign", "ok", &said))
}

/// A reason to choose.
struct Choice {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "sign_return.html")]
struct ReturnPage {
    p: Page,
    id: ArticleId,
    version: String,
    title: String,
    meta: String,
    reasons: Vec<Choice>,
    reason: String,
    remark: String,
    due_on: String,
    today: String,
    faults: FormFaults,
}

#[handler]
async fn show_return(visit: Visit, Path(id): Path<ArticleId>) -> WebResult {
    let app = &visit.app;
    let due_on = app.today() + TimeDelta::days(app.settings.newsroom.return_days);
    let typed = Typed {
        due_on: due_on.to_string(),
        ..Typed::default()
    };
    reply::page(&return_page(&visit, id, typed, FormFaults::default()).await?)
}

#[handler]
async fn return_article(visit: Visit, Path(id): Path<ArticleId>, fields: Fields) -> WebResult {
    let reviewer = visit.viewer()?.unit_reviewer()?;
    let asked = || -> Result<(i64, Remark)> {
        let remark = Remark {
            reason: fields.get("reason").to_owned(),
            remark: fields.get("remark").to_owned(),
            internal_note: String::new(),
            due_on: fields.parse_optional::<NaiveDate>("due_on")?,
        };
        Ok((fields.parse("version")?, remark))
    };
    let done = match asked() {
        Ok((version, remark)) => {
            newsroom::return_from_unit(&visit.app, &reviewer, id, version, &remark).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(article) => {
            let said = Message::new("sign.returned").with("title", article.title);
            Ok(reply::to_saying(&visit, "/sign", "ok", &said))
        }
        Err(Error::Invalid(faults)) => {
            let typed = Typed {
                version: fields.get("version").to_owned(),
                reason: fields.get("reason").to_owned(),
                remark: fields.get("remark").to_owned(),
                due_on: fields.get("due_on").to_owned(),
            };
            let faults = FormFaults::of(&visit, &faults);
            let page = return_page(&visit, id, typed, faults).await?;
            reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed into the form; the version is the article's own before it is sent.
#[derive(Default)]
struct Typed {
    version: String,
    reason: String,
    remark: String,
    due_on: String,
}

async fn return_page(visit: &Visit, id: ArticleId, typed: Typed, faults: FormFaults) -> Result<ReturnPage> {
    let reviewer = visit.viewer()?.unit_reviewer()?;
    let db = visit.app.db.reader();
    let article = newsroom::article_for(db, reviewer.viewer(), id).await?;
    reviewer.signs_for(&article)?;
    if article.state != ArticleState::UnitReview {
        return Err(Error::refused("refused.left_unit"));
    }
    let p = Page::of(visit, "/sign").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let unit = people::organisation(db, article.organisation_id).await?;
    let authors = newsroom::authors_of(db, id).await?;
    let names: Vec<&str> = authors.iter().map(|one| one.name.as_str()).collect();
    Ok(ReturnPage {
        id,
        version: if typed.version.is_empty() {
            article.version.to_string()
        } else {
            typed.version
        },
        meta: format!("{} · {}", unit.short_name, names.join("、")),
        title: article.title,
        reasons: terms
            .of("return_reason")
            .map(|term| Choice {
                value: term.code.clone(),
                label: terms.name("return_reason", &term.code, p.language()).to_owned(),
            })
            .collect(),
        reason: typed.reason,
        remark: typed.remark,
        due_on: typed.due_on,
        today: visit.app.today().to_string(),
        faults,
        p,
    })
}
