//! One outlet: its names, what level and class it had since when, its pages and columns, and the forms that change
//! them. A change of level is dated and moves no point that was awarded before.

use askama::Template;
use entity::OutletId;
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::list::lines;
use crate::error::Message;
use crate::newsroom::{self, AdoptionFilter, OutletRow};
use crate::people::policy::{self, Act};
use crate::web::desk::parts::{Choice, Wrong, at, choices, wrong};
use crate::web::fail::WebResult;
use crate::web::form::Form;
use crate::web::{Door, Fail, Page, Visit, reply};
use crate::{Error, Result};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/outlets/:id", Act::ReadOutlets, show_outlet)
        .post("/outlets/:id/rename", Act::KeepOutlets, rename)
        .post("/outlets/:id/aliases", Act::KeepOutlets, add_name)
        .post("/outlets/:id/standings", Act::KeepOutlets, move_on)
        .post("/outlets/:id/pages", Act::KeepOutlets, set_pages)
}

#[derive(Template)]
#[template(path = "outlet.html")]
struct OutletPage {
    p: Page,
    id: OutletId,
    version: i64,
    name: String,
    aliases: Vec<String>,
    pages: Vec<String>,
    standings: Vec<Standing>,
    levels: Vec<Choice>,
    classes: Vec<Choice>,
    n_adoptions: u64,
    may_keep: bool,
    may_read: bool,
    typed: Typed,
    wrong: Vec<Wrong>,
}

/// A level and class since a day.
struct Standing {
    from_on: String,
    rank: i64,
    level: String,
    class: String,
    is_now: bool,
}

/// What stands in the forms.
#[derive(Clone, Default)]
struct Typed {
    name: String,
    alias: String,
    pages: String,
    level: String,
    class: String,
    from_on: String,
}

impl OutletPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[handler]
async fn show_outlet(visit: Visit, Path(id): Path<OutletId>) -> WebResult {
    reply::page(&outlet_page(&visit, id).await?)
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct RenameForm {
    version: String,
    name: String,
}

#[handler]
async fn rename(visit: Visit, Path(id): Path<OutletId>, Form(form): Form<RenameForm>) -> WebResult {
    let viewer = visit.viewer()?;
    let done = match version(&form.version) {
        Ok(version) => newsroom::rename_outlet(&visit.app, viewer, id, version, &form.name).await,
        Err(error) => Err(error),
    };
    answer(&visit, id, done, "outlet.renamed", |typed| typed.name = form.name).await
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct AliasForm {
    alias: String,
}

#[handler]
async fn add_name(visit: Visit, Path(id): Path<OutletId>, Form(form): Form<AliasForm>) -> WebResult {
    let done = newsroom::add_alias(&visit.app, visit.viewer()?, id, &form.alias).await;
    answer(&visit, id, done, "outlet.alias_added", |typed| {
        typed.alias = form.alias;
    })
    .await
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct StandingForm {
    level: String,
    class: String,
    from_on: String,
}

#[handler]
async fn move_on(visit: Visit, Path(id): Path<OutletId>, Form(form): Form<StandingForm>) -> WebResult {
    let viewer = visit.viewer()?;
    let done = match form.from_on.trim().parse() {
        Ok(day) => newsroom::move_outlet(&visit.app, viewer, id, (&form.level, &form.class), day).await,
        Err(_) => Err(Error::invalid("from_on", "outlet.day_missing")),
    };
    answer(&visit, id, done, "outlet.moved", |typed| {
        typed.level = form.level;
        typed.class = form.class;
        typed.from_on = form.from_on;
    })
    .await
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct PagesForm {
    version: String,
    pages: String,
}

#[handler]
async fn set_pages(visit: Visit, Path(id): Path<OutletId>, Form(form): Form<PagesForm>) -> WebResult {
    let viewer = visit.viewer()?;
    let done = match version(&form.version) {
        Ok(version) => newsroom::set_outlet_pages(&visit.app, viewer, id, version, &lines(&form.pages)).await,
        Err(error) => Err(error),
    };
    answer(&visit, id, done, "outlet.pages_set", |typed| {
        typed.pages = form.pages;
    })
    .await
}

fn version(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Error::invalid("version", "fault.form"))
}

/// Back to the outlet with what was done, or the same page with what was typed and why it could not be taken.
async fn answer(
    visit: &Visit,
    id: OutletId,
    done: Result<()>,
    key: &'static str,
    keep: impl FnOnce(&mut Typed),
) -> WebResult {
    match done {
        Ok(()) => {
            let path = format!("/outlets/{id}");
            Ok(reply::to_saying(visit, &path, "ok", &Message::new(key)))
        }
        Err(error @ (Error::Invalid(_) | Error::Stale(_))) => {
            let mut page = outlet_page(visit, id).await?;
            keep(&mut page.typed);
            page.wrong = wrong(visit, &error);
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn outlet_page(visit: &Visit, id: OutletId) -> Result<OutletPage> {
    let (viewer, db) = (visit.viewer()?, visit.app.db.reader());
    let rows = newsroom::outlet_rows(db).await?;
    let row = rows.into_iter().find(|row| row.outlet.id == id);
    let row = row.ok_or(Error::NotFound)?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let p = Page::of(visit, "/outlets").await?;
    let today = visit.app.today();
    let now = row.on(today).cloned();
    let of_outlet = AdoptionFilter {
        outlet: Some(id),
        standing: Some(true),
        ..AdoptionFilter::default()
    };
    let n_adoptions = newsroom::adoption_register(db, viewer, &of_outlet, (0, 1))
        .await?
        .total;
    let OutletRow {
        outlet,
        aliases,
        standings,
    } = row;
    let pages: Vec<String> = serde_json::from_str(&outlet.pages)?;
    let standings = standings.iter().map(|one| Standing {
        from_on: one.from_on.to_string(),
        rank: terms.find("level", &one.level).map_or(0, |term| term.ord),
        level: terms.name("level", &one.level, p.language()).to_owned(),
        class: terms.name("outlet_class", &one.class, p.language()).to_owned(),
        is_now: now.as_ref().is_some_and(|now| now.id == one.id),
    });
    Ok(OutletPage {
        id,
        version: outlet.version,
        standings: standings.collect(),
        levels: choices(&terms, "level", p.language()),
        classes: choices(&terms, "outlet_class", p.language()),
        n_adoptions,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepOutlets).is_ok(),
        may_read: policy::may(visit.viewer.as_ref(), Act::ReadAdoptions).is_ok(),
        typed: Typed {
            name: outlet.name.clone(),
            pages: pages.join("\n"),
            level: now.as_ref().map_or_else(String::new, |now| now.level.clone()),
            class: now.as_ref().map_or_else(String::new, |now| now.class.clone()),
            from_on: today.to_string(),
            ..Typed::default()
        },
        name: outlet.name,
        aliases,
        pages,
        wrong: Vec::new(),
        p,
    })
}
