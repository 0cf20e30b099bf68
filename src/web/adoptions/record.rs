//! 采用登记: several adoptions of one article in one form. What can be recorded is recorded; a row that cannot stays in
//! the form with its fault. The answer says what each recorded one earned, and by which rule.

use askama::Template;
use entity::{AdoptionId, ArticleId, Purpose, article};
use poem::handler;
use poem::http::StatusCode;
use poem::web::Path;
use serde::{Deserialize, Serialize};

use super::known::{Known, known};
use super::row::RowInput;
use crate::newsroom::{self, OutletRow, Terms};
use crate::people::policy::Act;
use crate::people::{self, Editor};
use crate::web::desk::parts::{Choice, Wrong, choices, with_any, wrong};
use crate::web::fail::WebResult;
use crate::web::form::{Asked, Fields};
use crate::web::{Door, Page, Visit, reply};
use crate::{Error, Result};

/// Rows that one form may send.
const ROWS_MAX: usize = 50;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/articles/:id/adoptions/new", Act::ReadDesk, show_rows)
        .post("/articles/:id/adoptions", Act::RecordAdoption, record_rows)
}

#[derive(Template)]
#[template(path = "adopt.html")]
struct AdoptPage {
    p: Page,
    a: AdoptView,
}

struct AdoptView {
    id: ArticleId,
    title: String,
    meta: String,
    href: String,
    is_open: bool,
    outlets_json: String,
    outlets: Vec<String>,
    positions: Vec<Choice>,
    forms: Vec<Choice>,
    origins: Vec<Choice>,
    types: Vec<Choice>,
    approvals: Vec<Choice>,
    evidence: Vec<Choice>,
    blank: RowInput,
    rows: Vec<RowInput>,
    errors: Vec<Wrong>,
    known: Vec<Known>,
    n_done: usize,
}

/// An outlet as the script looks it up.
#[derive(Serialize)]
struct OutletHint<'a> {
    id: i64,
    name: &'a str,
    level: &'a str,
    aliases: &'a [String],
    pages: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct After {
    done: String,
}

#[handler]
async fn show_rows(visit: Visit, Path(id): Path<ArticleId>, Asked(after): Asked<After>) -> WebResult {
    let article = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    let done: Vec<AdoptionId> = after.done.split(',').filter_map(|id| id.parse().ok()).collect();
    let a = view(&visit, &article, Vec::new(), &done).await?;
    let p = Page::of(&visit, "/adoptions").await?;
    reply::page(&AdoptPage { p, a })
}

#[handler]
async fn record_rows(visit: Visit, Path(id): Path<ArticleId>, fields: Fields) -> WebResult {
    let article = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    let editor = visit.viewer()?.editor()?;
    let rows = RowInput::all(&fields);
    let n_rows = rows.len();
    let (done, left) = if n_rows > ROWS_MAX {
        (Vec::new(), rows)
    } else {
        record_each(&visit, &editor, id, rows).await?
    };
    if left.is_empty() && !done.is_empty() {
        let ids: Vec<String> = done.iter().map(ToString::to_string).collect();
        let path = format!("/articles/{id}/adoptions/new?done={}", ids.join(","));
        return Ok(reply::to(&path));
    }
    let mut a = view(&visit, &article, left, &done).await?;
    if n_rows == 0 || n_rows > ROWS_MAX {
        let key = if n_rows == 0 {
            "adoption.no_rows"
        } else {
            "adoption.too_many_rows"
        };
        a.errors = vec![Wrong {
            id: "".into(),
            text: visit.t(key),
        }];
    }
    let p = Page::of(&visit, "/adoptions").await?;
    reply::page_with(StatusCode::UNPROCESSABLE_ENTITY, &AdoptPage { p, a })
}

/// Records each row by itself; returns what was recorded and the rows that were not, with their faults.
async fn record_each(
    visit: &Visit,
    editor: &Editor,
    id: ArticleId,
    rows: Vec<RowInput>,
) -> Result<(Vec<AdoptionId>, Vec<RowInput>)> {
    let (mut done, mut left) = (Vec::new(), Vec::new());
    for row in rows {
        let outcome = match row.meant(visit, id).await {
            Ok(new) => newsroom::adopt(&visit.app, editor, &new).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok((adoption, _)) => done.push(adoption.id),
            Err(
                error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale(_) | Error::Unavailable(_)),
            ) => {
                left.push(RowInput {
                    wrong: wrong(visit, &error),
                    ..row
                });
            }
            Err(error) => return Err(error),
        }
    }
    Ok((done, left))
}

async fn view(
    visit: &Visit,
    article: &article::Model,
    mut left: Vec<RowInput>,
    done: &[AdoptionId],
) -> Result<AdoptView> {
    for (at, row) in left.iter_mut().enumerate() {
        row.mark = format!("row-{at}");
    }
    let db = visit.app.db.reader();
    let p = Page::of(visit, "/adoptions").await?;
    let (outlets, terms) = (
        newsroom::kept_outlets(&visit.app.db).await?,
        newsroom::kept_terms(&visit.app.db).await?,
    );
    let unit = people::organisation(db, article.organisation_id).await?;
    let reporter = people::person(db, article.reporter_id).await?;
    let files = newsroom::files_of(db, article.id, Purpose::Evidence).await?;
    let known = known(visit, &p, (article, &outlets, &terms), done).await?;
    let blank = RowInput {
        on: visit.app.today().to_string(),
        position: "plain".to_owned(),
        form: "alone".to_owned(),
        ..RowInput::default()
    };
    let errors = left
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.wrong.iter().map(move |one| (at, one)))
        .map(|(at, one)| Wrong {
            id: format!("row-{at}").into(),
            text: p.t2("adoption.row_wrong", at + 1, &one.text),
        })
        .collect();
    let named = |all: [(&str, &str); 2]| {
        let choice = |(value, key): (&str, &str)| Choice {
            value: value.to_owned(),
            label: p.t(key),
        };
        all.into_iter().map(choice).collect::<Vec<_>>()
    };
    Ok(AdoptView {
        id: article.id,
        title: article.title.clone(),
        meta: format!("{} · {}", unit.short_name, reporter.name),
        href: format!("/desk?queue=accepted&article={}", article.id),
        is_open: article.state == entity::ArticleState::Accepted,
        outlets_json: outlets_json(visit, &outlets, &terms)?,
        outlets: outlets
            .iter()
            .filter(|row| row.outlet.is_active)
            .flat_map(|row| std::iter::once(&row.outlet.name).chain(&row.aliases))
            .cloned()
            .collect(),
        positions: choices(&terms, "position", p.language()),
        forms: choices(&terms, "form", p.language()),
        origins: named([("", "adoption.original"), ("repost", "adoption.repost")]),
        types: with_any(p.t("adoption.own_type"), choices(&terms, "type", p.language())),
        approvals: named([("", "adoption.not_late"), ("true", "adoption.late_approved")]),
        evidence: files
            .iter()
            .map(|file| Choice {
                value: file.id.to_string(),
                label: file.name.clone(),
            })
            .collect(),
        rows: if left.is_empty() {
            vec![blank.clone()]
        } else {
            left
        },
        blank,
        errors,
        n_done: known.iter().filter(|one| one.is_new).count(),
        known,
    })
}

/// The outlets for the script, each with its level of today.
fn outlets_json(visit: &Visit, outlets: &[OutletRow], terms: &Terms) -> Result<String> {
    let today = visit.app.today();
    let hints: Vec<OutletHint<'_>> = outlets
        .iter()
        .filter(|row| row.outlet.is_active)
        .map(|row| OutletHint {
            id: row.outlet.id.0,
            name: &row.outlet.name,
            level: row.on(today).map_or("", |standing| {
                terms.name("level", &standing.level, visit.language)
            }),
            aliases: &row.aliases,
            pages: serde_json::from_str(&row.outlet.pages).unwrap_or_default(),
        })
        .collect();
    Ok(serde_json::to_string(&hints)?)
}
