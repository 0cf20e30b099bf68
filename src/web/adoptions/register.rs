//! 采用台账: the register of all adoptions, with filters in the address and sums that lead to what is behind them.

mod wanted;

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use entity::{ArticleId, Role, adoption};
use poem::handler;

use super::known::{position, rank, source};
use crate::Result;
use crate::ledger::{self, Earned};
use crate::newsroom::{self, AdoptionRegister, OutletRow, Terms};
use crate::people::policy::{self, Act};
use crate::people::{Roster, Viewer};
use crate::sheet::Cell;
use crate::web::desk::parts::{Choice, Pages, page_number};
use crate::web::fail::WebResult;
use crate::web::form::Asked;
use crate::web::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use crate::web::{Door, Page, Visit, reply};
use wanted::{Choices, Wanted};

/// Offers the page of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/adoptions", Act::ReadAdoptions, (show_register, sheet))
}

#[derive(Template)]
#[template(path = "adoptions.html")]
struct RegisterPage {
    p: Page,
    wanted: Wanted,
    is_any: bool,
    is_desk: bool,
    may_record: bool,
    months: Vec<Choice>,
    levels: Vec<Choice>,
    outlets: Vec<Choice>,
    units: Vec<Choice>,
    standings: Vec<Choice>,
    total: u64,
    sums: Vec<Sum>,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Row>,
    pages: Pages,
}

/// How many at a level.
struct Sum {
    label: String,
    n: u64,
    href: String,
}

struct Row {
    on: String,
    outlet: String,
    outlet_href: String,
    rank: i64,
    level: String,
    position: String,
    title: String,
    href: String,
    printed: Option<String>,
    page: String,
    url: String,
    who: String,
    hundredths: Option<i64>,
    points: Option<String>,
    points_href: String,
    withdrawn: Option<String>,
}

/// The columns.
const COLUMNS: &[Column<Row>] = &[
    Column::text("look.date", |row| Cell::text(&row.on)),
    Column::text("look.article", |row| Cell::text(&row.title)),
    Column::below("list.whose", |row| Cell::text(&row.who)),
    Column::below("list.printed", |row| {
        Cell::text(row.printed.as_deref().unwrap_or_default())
    }),
    Column::below("adoption.withdrawn", |row| {
        Cell::text(row.withdrawn.as_deref().unwrap_or_default())
    }),
    Column::text("look.outlet", |row| Cell::text(&row.outlet)),
    Column::text("look.level", |row| Cell::text(&row.level)),
    Column::text("look.position", |row| Cell::text(&row.position)),
    Column::below("list.page", |row| Cell::text(&row.page)),
    Column::number("look.points", |row| {
        row.hundredths.map_or_else(|| Cell::text(""), Cell::Signed)
    }),
];

/// With what the rows are read.
struct Reading<'a> {
    p: &'a Page,
    viewer: &'a Viewer,
    is_desk: bool,
    terms: &'a Terms,
    roster: &'a Roster,
    outlets: &'a [OutletRow],
    earned: &'a HashMap<String, Earned>,
}

#[handler]
async fn show_register(visit: Visit, Asked(wanted): Asked<Wanted>) -> WebResult {
    reply::page(&register_page(&visit, wanted).await?)
}

/// The whole register as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let read = read(&visit, &list::question(&ask)?, list::whole(&visit)).await?;
    let heading = (read.p.t("adoption.register"), read.said.clone());
    let total = read.register.total;
    Ok(Listing::of(
        &visit,
        &read.p,
        heading,
        COLUMNS,
        (&read.rows, total),
    ))
}

/// The register as it was read.
struct Read {
    p: Page,
    is_desk: bool,
    terms: Arc<Terms>,
    register: AdoptionRegister,
    rows: Vec<Row>,
    choices: Choices,
    said: Filters,
}

async fn read(visit: &Visit, wanted: &Wanted, span: (u64, u64)) -> Result<Read> {
    let (viewer, db) = (visit.viewer()?, visit.app.db.reader());
    let p = Page::of(visit, "/adoptions").await?;
    let filter = wanted.filter(visit).await?;
    let register = newsroom::adoption_register(db, viewer, &filter, span).await?;
    let (terms, roster) = (
        newsroom::kept_terms(&visit.app.db).await?,
        Roster::kept(&visit.app.db).await?,
    );
    let outlets = newsroom::kept_outlets(&visit.app.db).await?;
    let is_desk = [Role::Editor, Role::Office, Role::Supervisor]
        .into_iter()
        .any(|role| viewer.is(role));
    let sources: Vec<String> = register.rows.iter().map(|row| source(row.id)).collect();
    let ids: Vec<ArticleId> = register.articles.keys().copied().collect();
    let earned = ledger::earned(db, &ids, &sources).await?;
    let reading = Reading {
        p: &p,
        viewer,
        is_desk,
        terms: &terms,
        roster: &roster,
        outlets: &outlets,
        earned: &earned,
    };
    let rows = register
        .rows
        .iter()
        .map(|one| row(&reading, &register, one))
        .collect();
    let choices = Choices::load(visit, &p, (&terms, &outlets)).await?;
    Ok(Read {
        is_desk,
        terms,
        register,
        rows,
        said: choices.said(&p, wanted),
        choices,
        p,
    })
}

async fn register_page(visit: &Visit, wanted: Wanted) -> Result<RegisterPage> {
    let n = visit.app.settings.limits.page_rows;
    let page = page_number(&wanted.page);
    let read = read(visit, &wanted, ((page - 1) * n, n)).await?;
    let total = read.register.total;
    let at = |page: u64| {
        Wanted {
            page: page.to_string(),
            ..wanted.clone()
        }
        .href()
    };
    Ok(RegisterPage {
        heads: list::heads(&read.p, COLUMNS),
        listed: Listed::of(visit, &read.p, &read.said, total),
        total,
        sums: sums(&read.p, &read.terms, &wanted, &read.register),
        pages: Pages::of(total, page, n, at),
        is_any: wanted.is_any(),
        may_record: policy::may(visit.viewer.as_ref(), Act::RecordAdoption).is_ok(),
        is_desk: read.is_desk,
        months: read.choices.months,
        levels: read.choices.levels,
        outlets: read.choices.outlets,
        units: read.choices.units,
        standings: read.choices.standings,
        rows: read.rows,
        wanted,
        p: read.p,
    })
}

fn row(reading: &Reading<'_>, register: &AdoptionRegister, row: &adoption::Model) -> Row {
    let p = reading.p;
    let article = register.articles.get(&row.article_id);
    let outlet = reading.outlets.iter().find(|one| one.outlet.id == row.outlet_id);
    let is_own = article.is_some_and(|article| article.reporter_id == reading.viewer.id());
    let points = reading
        .earned
        .get(&source(row.id))
        .map_or(0, |earned| earned.points);
    let title = article.map_or_else(String::new, |article| article.title.clone());
    Row {
        on: row.adopted_on.to_string(),
        outlet: outlet.map_or_else(String::new, |one| one.outlet.name.clone()),
        outlet_href: format!("/outlets/{}", row.outlet_id),
        rank: rank(reading.terms, &row.level),
        level: reading.terms.name("level", &row.level, p.language()).to_owned(),
        position: position(p, reading.terms, row),
        printed: (row.headline != title).then(|| row.headline.clone()),
        title,
        href: format!("/articles/{}", row.article_id),
        page: row.page.clone(),
        url: row.url.clone(),
        who: article.map_or_else(String::new, |article| {
            format!(
                "{} · {}",
                reading.roster.unit(article.organisation_id),
                reading.roster.person(article.reporter_id)
            )
        }),
        hundredths: (reading.is_desk || is_own).then_some(points),
        points: (reading.is_desk || is_own).then(|| Cell::Signed(points).shown()),
        points_href: format!("/articles/{}#points", row.article_id),
        withdrawn: row.withdrawn_at.map(|at| {
            let reason = row.withdrawn_reason.clone().unwrap_or_default();
            p.t2("adoption.withdrawn_because", p.time(at), reason)
        }),
    }
}

/// The sums by level, in the dictionary's order, each leading to its rows.
fn sums(p: &Page, terms: &Terms, wanted: &Wanted, register: &AdoptionRegister) -> Vec<Sum> {
    let mut levels: Vec<&(String, u64)> = register.by_level.iter().collect();
    levels.sort_by_key(|(level, _)| rank(terms, level));
    levels
        .into_iter()
        .map(|(level, n)| Sum {
            label: terms.name("level", level, p.language()).to_owned(),
            n: *n,
            href: Wanted {
                level: level.clone(),
                page: String::new(),
                ..wanted.clone()
            }
            .href(),
        })
        .collect()
}
