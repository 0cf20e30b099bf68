//! 考核事项: what happened that is no article and no adoption and counts all the same. The register with its filters;
//! recording one and one alone are the files below.

mod one;
mod record;
mod wording;

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;
use entity::{ArticleId, OccurrenceKind, occurrence};
use poem::handler;
use serde::{Deserialize, Serialize};

use super::desk::parts::{Choice, Pages, page_number, with_any};
use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::months::{latest, standings};
use super::{Door, Page, Visit, reply};
use crate::Result;
use crate::calendar::Month;
use crate::newsroom::{self, OccurrenceFilter};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::sheet::Cell;

pub(super) use wording::Words;

/// Offers the pages of these files.
pub(super) fn open(door: Door) -> Door {
    let door = door.list("/occurrences", Act::ListOccurrences, (show_register, sheet));
    one::open(record::open(door))
}

/// The page of a record.
pub(super) fn path_of(id: entity::OccurrenceId) -> String {
    format!("/occurrences/{id}")
}

/// The filters, as the address says them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Wanted {
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    month: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    standing: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    article: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    page: String,
}

impl Wanted {
    fn href(&self) -> String {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        format!("/occurrences?{query}")
    }

    fn is_any(&self) -> bool {
        [&self.kind, &self.month, &self.standing, &self.article]
            .into_iter()
            .all(String::is_empty)
    }

    fn filter(&self) -> OccurrenceFilter {
        let month: Option<Month> = self.month.parse().ok();
        OccurrenceFilter {
            kind: OccurrenceKind::from_code(&self.kind),
            article: self.article.parse().ok(),
            from_on: month.map(Month::first_day),
            until_on: month.map(Month::last_day),
            standing: match self.standing.as_str() {
                "standing" => Some(true),
                "withdrawn" => Some(false),
                _ => None,
            },
            ..OccurrenceFilter::default()
        }
    }
}

#[derive(Template)]
#[template(path = "occurrences.html")]
struct RegisterPage {
    p: Page,
    wanted: Wanted,
    is_any: bool,
    may_record: bool,
    kinds: Vec<Choice>,
    months: Vec<Choice>,
    standings: Vec<Choice>,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Row>,
    pages: Pages,
}

/// A record as a row.
struct Row {
    on: NaiveDate,
    days: String,
    kind: String,
    what: String,
    href: String,
    /// Whom or which article it concerns.
    whom: String,
    note: String,
    by: String,
    withdrawn: Option<String>,
}

/// The columns.
const COLUMNS: &[Column<Row>] = &[
    Column::text("look.date", |row| Cell::Day(row.on)),
    Column::text("occurrence.kind", |row| Cell::text(&row.kind)),
    Column::below("occurrence.what", |row| Cell::text(&row.what)),
    Column::text("occurrence.whom", |row| Cell::text(&row.whom)),
    Column::text("occurrence.note", |row| Cell::text(&row.note)),
    Column::text("occurrence.recorded", |row| Cell::text(&row.by)),
    Column::below("adoption.state", |row| {
        Cell::text(row.withdrawn.as_deref().unwrap_or_default())
    }),
];

#[handler]
async fn show_register(visit: Visit, Asked(wanted): Asked<Wanted>) -> WebResult {
    let n = visit.app.settings.limits.page_rows;
    let page = page_number(&wanted.page);
    let p = Page::of(&visit, "/occurrences").await?;
    let (rows, total) = rows(&visit, &p, &wanted, ((page - 1) * n, n)).await?;
    let kinds = kinds(&p);
    let months = latest(&visit, &p);
    let standings = standings(&p);
    let at = |page: u64| {
        let page = page.to_string();
        Wanted {
            page,
            ..wanted.clone()
        }
        .href()
    };
    reply::page(&RegisterPage {
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(
            &visit,
            &p,
            &said(&p, &wanted, (&kinds, &months, &standings)),
            total,
        ),
        pages: Pages::of(total, page, n, at),
        is_any: wanted.is_any(),
        may_record: policy::may(visit.viewer.as_ref(), Act::RecordOccurrence).is_ok(),
        kinds,
        months,
        standings,
        rows,
        wanted,
        p,
    })
}

/// The whole register as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let wanted: Wanted = list::question(&ask)?;
    let p = Page::of(&visit, "/occurrences").await?;
    let (rows, total) = rows(&visit, &p, &wanted, list::whole(&visit)).await?;
    let filters = said(&p, &wanted, (&kinds(&p), &latest(&visit, &p), &standings(&p)));
    let heading = (p.t("menu.occurrences"), filters);
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

fn said(p: &Page, wanted: &Wanted, (kinds, months, standings): (&[Choice], &[Choice], &[Choice])) -> Filters {
    let named = [
        ("occurrence.kind", kinds, &wanted.kind),
        ("occurrence.month", months, &wanted.month),
        ("adoption.state", standings, &wanted.standing),
    ];
    named
        .into_iter()
        .fold(Filters::default(), |filters, (key, choices, value)| {
            let choices = choices.iter().map(|one| (&one.value, &one.label));
            filters.chosen(p.t(key), choices, value)
        })
        .with(p.t("look.article"), &wanted.article)
}

/// Every kind, below one that stands for all.
fn kinds(p: &Page) -> Vec<Choice> {
    let kinds = OccurrenceKind::ALL.iter().map(|kind| Choice {
        value: kind.code().to_owned(),
        label: wording::kind(p, *kind),
    });
    with_any(p.t("occurrence.any_kind"), kinds.collect())
}

async fn rows(visit: &Visit, p: &Page, wanted: &Wanted, span: (u64, u64)) -> Result<(Vec<Row>, u64)> {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let (found, total) = newsroom::occurrences(db, &wanted.filter(), span).await?;
    let ids: Vec<ArticleId> = found.iter().filter_map(|row| row.article_id).collect();
    let titles = newsroom::titles_for(db, viewer, &ids).await?;
    let titles: HashMap<ArticleId, String> = titles.into_iter().map(|(id, (title, _))| (id, title)).collect();
    let roster = Roster::kept(&visit.app.db).await?;
    let words = Words { p, roster: &roster };
    let rows = found.iter().map(|one| row(&words, one, &titles)).collect();
    Ok((rows, total))
}

fn row(words: &Words<'_>, one: &occurrence::Model, titles: &HashMap<ArticleId, String>) -> Row {
    let p = words.p;
    let article = one.article_id.and_then(|id| titles.get(&id));
    let article = article.map(|title| format!("《{title}》"));
    let whom: Vec<String> = words.whom(one).into_iter().chain(article).collect();
    Row {
        on: one.happened_on,
        days: words.days(one),
        kind: wording::kind(p, one.kind),
        what: words.what(one),
        href: path_of(one.id),
        whom: whom.join(" · "),
        note: one.note.clone(),
        by: p.t2(
            "adjust.entered_by",
            words.roster.person(one.recorded_by),
            p.time(one.recorded_at),
        ),
        withdrawn: words.withdrawn(one),
    }
}
