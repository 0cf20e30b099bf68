//! 趋势: acceptance, time to decision and adoptions over twelve months, each drawing with its table and its address.

use std::collections::BTreeSet;

use askama::Template;
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Column, Filters, Listed, Listing};
use super::standings::periods::{self, Choice};
use super::statements::Bar;
use super::{Door, Page, Visit, links, reply};
use crate::Result;
use crate::calendar::{Month, Period};
use crate::error::Error;
use crate::newsroom::{self, DECIDED, MonthTrend};
use crate::people::policy::Act;
use crate::sheet::Cell;

/// Months of a drawing.
const MONTHS: u32 = 12;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/trends", Act::ReadTrends, (show, sheet))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    until: String,
}

impl Question {
    /// The last month that is shown: this one unless another is asked for.
    fn until(&self, visit: &Visit) -> Result<Month> {
        match self.until.as_str() {
            "" => Ok(Month::of(visit.app.today())),
            text => text.parse().map_err(|_| Error::NotFound),
        }
    }
}

/// A figure that leads to what it counts; none where there is nothing.
struct Figure {
    text: String,
    href: Option<String>,
}

impl Figure {
    fn of(n: i64, href: String) -> Self {
        Self {
            text: n.to_string(),
            href: (n != 0).then_some(href),
        }
    }
}

/// A month in the tables.
struct Row {
    name: String,
    filed: Figure,
    accepted: Figure,
    declined: Figure,
    rate: String,
    decided: Figure,
    wait: String,
    levels: Vec<Figure>,
    adopted: Figure,
    trend: MonthTrend,
    /// What media adopted by level, in words.
    in_words: String,
}

/// The columns of the sheet: all three tables in one.
const COLUMNS: &[Column<Row>] = &[
    Column::text("import.month", |row| Cell::text(&row.name)),
    Column::number("trend.filed", |row| Cell::Count(row.trend.filed)),
    Column::number("trend.accepted", |row| Cell::Count(row.trend.accepted)),
    Column::number("trend.declined", |row| Cell::Count(row.trend.declined)),
    Column::number("trend.rate", |row| {
        row.trend
            .acceptance()
            .map_or_else(|| Cell::text("—"), Cell::PerMille)
    }),
    Column::text("trend.wait", |row| Cell::text(&row.wait)),
    Column::number("trend.adopted", |row| Cell::Count(row.trend.n_adopted())),
    Column::text("trend.by_level", |row| Cell::text(&row.in_words)),
];

#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage {
    p: Page,
    months: Vec<Choice>,
    until: String,
    listed: Listed,
    rates: Vec<Bar>,
    waits: Vec<Bar>,
    adoptions: Vec<Bar>,
    levels: Vec<String>,
    rows: Vec<Row>,
}

#[handler]
async fn show(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let (p, until) = (Page::of(&visit, "/trends").await?, asked.until(&visit)?);
    let (levels, rows) = rows(&visit, &p, until).await?;
    let bars = |of: &dyn Fn(&Row) -> Drawn| bars(&p, &rows, of);
    reply::page(&TrendsPage {
        months: months(&visit, &p),
        until: until.to_string(),
        listed: Listed::of(&visit, &p, &Filters::default(), u64::from(MONTHS)),
        rates: bars(&|row| {
            let href = links::standing_in(row.trend.month, DECIDED);
            (row.trend.acceptance(), row.rate.clone(), href)
        }),
        waits: bars(&|row| {
            let href = links::standing_in(row.trend.month, DECIDED);
            (row.trend.wait_ms, row.wait.clone(), href)
        }),
        adoptions: bars(&|row| {
            let n = row.trend.n_adopted();
            (Some(n), n.to_string(), links::register(row.trend.month, ""))
        }),
        levels,
        rows,
        p,
    })
}

/// The three tables as one sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let (p, until) = (Page::of(&visit, "/trends").await?, asked.until(&visit)?);
    let (_, rows) = rows(&visit, &p, until).await?;
    let heading = (
        p.t1("trend.until", periods::name(&p, Period::month(until))),
        Filters::default(),
    );
    let total = rows.len() as u64;
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// This month and the thirty-five before.
fn months(visit: &Visit, p: &Page) -> Vec<Choice> {
    let this = Month::of(visit.app.today());
    let months = (0..36).map(|back| this.minus(back));
    months
        .map(|month| Choice::of(month.to_string(), periods::name(p, Period::month(month))))
        .collect()
}

/// The names of the levels, and the months, the newest last.
async fn rows(visit: &Visit, p: &Page, until: Month) -> Result<(Vec<String>, Vec<Row>)> {
    let trends = newsroom::trends(&visit.app.db, until, MONTHS).await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    // Every level of which there is something, one that is used no more among them; the highest first.
    let codes: BTreeSet<&str> = trends
        .iter()
        .flat_map(|one| one.adopted.iter().map(|(code, _)| code.as_str()))
        .collect();
    let mut levels: Vec<(i64, String, String)> = codes
        .into_iter()
        .map(|code| {
            let ord = terms.find("level", code).map_or(0, |term| term.ord);
            (
                ord,
                code.to_owned(),
                terms.name("level", code, visit.language).to_owned(),
            )
        })
        .collect();
    levels.sort_by_key(|(ord, ..)| std::cmp::Reverse(*ord));
    let levels: Vec<(String, String)> = levels.into_iter().map(|(_, code, name)| (code, name)).collect();
    let rows = trends.into_iter().map(|trend| row(p, trend, &levels)).collect();
    Ok((levels.into_iter().map(|(_, name)| name).collect(), rows))
}

fn row(p: &Page, trend: MonthTrend, levels: &[(String, String)]) -> Row {
    use entity::ArticleState::{Accepted, Declined};
    let month = trend.month;
    let of_level = |code: &str| {
        let found = trend.adopted.iter().find(|(level, _)| level == code);
        found.map_or(0, |(_, n)| *n)
    };
    let words = levels.iter().filter(|(code, _)| of_level(code) != 0);
    Row {
        name: periods::name(p, Period::month(month)),
        filed: Figure::of(trend.filed, links::filed_in(month)),
        accepted: Figure::of(trend.accepted, links::standing_in(month, &[Accepted])),
        declined: Figure::of(trend.declined, links::standing_in(month, &[Declined])),
        rate: trend
            .acceptance()
            .map_or_else(|| "—".to_owned(), |rate| Cell::PerMille(rate).shown()),
        decided: Figure::of(trend.decided(), links::standing_in(month, DECIDED)),
        wait: trend
            .wait_ms
            .map_or_else(|| "—".to_owned(), |wait| waited(p, wait)),
        levels: levels
            .iter()
            .map(|(code, _)| Figure::of(of_level(code), links::register(month, code)))
            .collect(),
        adopted: Figure::of(trend.n_adopted(), links::register(month, "")),
        in_words: words
            .map(|(code, name)| format!("{name} {}", of_level(code)))
            .collect::<Vec<_>>()
            .join("，"),
        trend,
    }
}

/// How long something took: hours below two days, then days, with one decimal.
fn waited(p: &Page, wait_ms: i64) -> String {
    const HOUR_MS: i64 = 3_600_000;
    let tenths = |unit_ms: i64| {
        let tenths = (wait_ms * 10 + unit_ms / 2) / unit_ms;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    if wait_ms < 48 * HOUR_MS {
        p.t1("trend.hours", tenths(HOUR_MS))
    } else {
        p.t1("trend.days", tenths(24 * HOUR_MS))
    }
}

/// What is drawn of a month, what is said, where it leads.
type Drawn = (Option<i64>, String, String);

/// Bars of the months.
fn bars(p: &Page, rows: &[Row], of: &dyn Fn(&Row) -> Drawn) -> Vec<Bar> {
    let most = rows.iter().filter_map(|row| of(row).0).max().unwrap_or(0).max(1);
    let last = rows.len().saturating_sub(1);
    let bar = |(n, row): (usize, &Row)| {
        let (value, text, href) = of(row);
        Bar {
            label: p.t1("ledger.short_month", row.trend.month.number()),
            text,
            height: (value.unwrap_or(0) * 100 / most).clamp(0, 100),
            now: n == last,
            href,
        }
    };
    rows.iter().enumerate().map(bar).collect()
}
