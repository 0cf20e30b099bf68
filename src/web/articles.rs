//! 我的稿件: a reporter's own articles by state, week or month, each row with its next step. Everything that narrows
//! the list is in its address, so that each figure of the home page can be opened.

mod pager;
mod tabs;

use askama::Template;
use entity::{ArticleState, Instant, article};
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::{Door, Page, Visit, reply};
use crate::calendar::{Month, Week, first_instant};
use crate::newsroom::{self, ArticleFilter};
use crate::people::policy::Act;
use crate::sheet::Cell;
use crate::{Error, Result};
use pager::Pager;
use tabs::Tab;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/articles", Act::ReadOwnArticles, (my_articles, sheet))
}

/// What the address asks for.
#[derive(Clone, Debug, Deserialize, Default)]
#[serde(default)]
pub(super) struct Wish {
    /// The tab.
    pub state: String,
    /// Part of a title or number.
    pub q: String,
    /// A reporting week, `2026-W47`.
    pub week: String,
    /// A month of first filing, `2026-11`.
    pub filed: String,
    /// A month of adoption, `2026-11`.
    pub adopted: String,
    page: u64,
    size: u64,
}

impl Wish {
    /// The address of this list with some parts changed; empty parts are left out.
    fn href(&self, changes: &[(&str, &str)]) -> String {
        let (page, size) = (self.page.to_string(), self.size.to_string());
        let parts = [
            ("state", self.state.as_str()),
            ("q", &self.q),
            ("week", &self.week),
            ("filed", &self.filed),
            ("adopted", &self.adopted),
            ("page", if self.page > 1 { &page } else { "" }),
            ("size", if self.size > 0 { &size } else { "" }),
        ];
        let parts = parts.map(|(name, value)| {
            let changed = changes.iter().find(|(one, _)| *one == name);
            (name, changed.map_or(value, |(_, value)| *value))
        });
        let kept: Vec<_> = parts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(kept).unwrap_or_default();
        if query.is_empty() {
            "/articles".to_owned()
        } else {
            format!("/articles?{query}")
        }
    }
}

/// A removable condition.
struct Chip {
    text: String,
    href: String,
}

/// One article of the list.
struct Row {
    href: String,
    title: String,
    type_: String,
    state: &'static str,
    state_name: String,
    number: String,
    week: String,
    n_words: i64,
    iso: String,
    at: String,
    due: Option<String>,
    step: Option<NextStep>,
    /// The article and its version, where it can be withdrawn.
    withdraw: Option<(i64, i64)>,
}

/// The columns; on the screen the next step follows.
const COLUMNS: &[Column<Row>] = &[
    Column::text("look.title", |row| Cell::text(&row.title)),
    Column::below("list.number", |row| Cell::text(&row.number)),
    Column::text("writing.state", |row| Cell::text(&row.state_name)),
    Column::below("list.due", |row| {
        Cell::text(row.due.as_deref().unwrap_or_default())
    }),
    Column::text("look.type", |row| Cell::text(&row.type_)),
    Column::text("writing.week", |row| Cell::text(&row.week)),
    Column::number("writing.words", |row| Cell::Count(row.n_words)),
    Column::text("writing.updated", |row| Cell::text(&row.at)),
];

/// The next step of a row.
struct NextStep {
    href: String,
    label: String,
    is_main: bool,
}

/// Askama hands a macro a field of a field, not a field of the page itself.
struct Paged {
    pager: Pager,
}

#[derive(Template)]
#[template(path = "articles.html")]
struct MyArticles {
    p: Page,
    tabs: Vec<Tab>,
    wish: Wish,
    chips: Vec<Chip>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    listed: Listed,
    g: Paged,
    is_narrowed: bool,
    clear: String,
}

#[handler]
async fn my_articles(visit: Visit, Asked(wish): Asked<Wish>) -> WebResult {
    let p = Page::of(&visit, "/articles").await?;
    let base = base_filter(&visit, &wish)?;
    let limits = &visit.app.settings.limits;
    let size = match wish.size {
        0 => limits.page_rows,
        asked => asked.min(limits.page_rows_max),
    };
    let first = wish.page.clamp(1, 1_000_000).saturating_sub(1) * size;
    let (rows, total) = rows(&visit, &p, &wish, (first, size)).await?;
    let page = MyArticles {
        heads: list::heads(&p, COLUMNS),
        rows,
        listed: Listed::of(&visit, &p, &filters(&p, &wish), total),
        tabs: tabs::tabs(&visit, &base, &wish).await?,
        chips: chips(&p, &wish),
        g: Paged {
            pager: Pager::of(total, wish.page.max(1), size, |change| wish.href(change)),
        },
        is_narrowed: [&wish.q, &wish.week, &wish.state, &wish.filed, &wish.adopted]
            .iter()
            .any(|narrowing| !narrowing.is_empty()),
        clear: "/articles".to_owned(),
        wish,
        p,
    };
    reply::page(&page)
}

/// The whole list as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let wish: Wish = list::question(&ask)?;
    let p = Page::of(&visit, "/articles").await?;
    let (rows, total) = rows(&visit, &p, &wish, list::whole(&visit)).await?;
    let heading = (p.t("menu.articles"), filters(&p, &wish));
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Some rows of the list, and how many there are.
async fn rows(visit: &Visit, p: &Page, wish: &Wish, span: (u64, u64)) -> Result<(Vec<Row>, u64)> {
    let filter = tabs::narrow(base_filter(visit, wish)?, &wish.state)?;
    let found = newsroom::list(&visit.app.db, &filter, span).await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let today = visit.app.today();
    let rows = found.rows.iter().map(|one| {
        let type_name = terms.name("type", &one.r#type, visit.language).to_owned();
        let due = one.due_on.filter(|_| one.state == ArticleState::Returned);
        let due = due.map(|day| {
            if day < today {
                p.t1("writing.overdue", p.day(day))
            } else {
                p.t1("writing.due_on", p.day(day))
            }
        });
        row(visit, one, type_name, due)
    });
    Ok((rows.collect(), found.total))
}

/// What narrows the list, in words.
fn filters(p: &Page, wish: &Wish) -> Filters {
    let tab = if wish.state.is_empty() {
        String::new()
    } else {
        p.t(&format!("tab.{}", wish.state))
    };
    Filters::default()
        .with(p.t("writing.state"), &tab)
        .with(p.t("writing.week"), &wish.week)
        .with(p.t("list.filed_in"), &wish.filed)
        .with(p.t("list.adopted_in"), &wish.adopted)
        .with(p.t("list.words"), &wish.q)
}

/// What the address asks for, but for the tab.
fn base_filter(visit: &Visit, wish: &Wish) -> Result<ArticleFilter> {
    let bad = |_| Error::invalid("query", "fault.query");
    let week: Option<Week> = (!wish.week.is_empty())
        .then(|| wish.week.parse().map_err(bad))
        .transpose()?;
    let month = |text: &str| {
        (!text.is_empty())
            .then(|| text.parse::<Month>().map_err(bad))
            .transpose()
    };
    Ok(ArticleFilter {
        reporter: Some(visit.viewer()?.id()),
        week: week.map(|week| week.to_string()),
        filed: month(&wish.filed)?.map(instants),
        adopted_on: month(&wish.adopted)?.map(|month| (month.first_day(), month.last_day())),
        words: wish
            .q
            .chars()
            .take(visit.app.settings.limits.search_chars)
            .collect(),
        ..ArticleFilter::default()
    })
}

/// The instants of a month in Asia/Shanghai, half open.
pub(super) fn instants(month: Month) -> (Instant, Instant) {
    let at = |month: Month| Instant(first_instant(month.first_day()));
    (at(month), at(month.plus(1)))
}

fn chips(p: &Page, wish: &Wish) -> Vec<Chip> {
    let parts = [
        ("week", &wish.week, "writing.chip_week"),
        ("filed", &wish.filed, "writing.chip_filed"),
        ("adopted", &wish.adopted, "writing.chip_adopted"),
    ];
    let given = parts.into_iter().filter(|(_, value, _)| !value.is_empty());
    given
        .map(|(name, value, key)| Chip {
            text: p.t1(key, value),
            href: wish.href(&[(name, ""), ("page", "")]),
        })
        .collect()
}

fn row(visit: &Visit, one: &article::Model, type_: String, due: Option<String>) -> Row {
    use ArticleState as S;
    let step = |key: &str, tail: &str, is_main| {
        Some(NextStep {
            href: format!("/articles/{}{tail}", one.id),
            label: visit.t(key),
            is_main,
        })
    };
    let (next, may_withdraw) = match one.state {
        S::Draft => (step("writing.go_on", "/edit", true), false),
        S::Returned => (step("writing.go_correct", "/edit", true), true),
        S::Withdrawn => (step("writing.go_again", "/edit", false), false),
        S::UnitReview | S::Submitted | S::InReview | S::Held => (step("writing.see", "", false), true),
        S::Declined | S::Accepted => (step("writing.see", "", false), false),
    };
    let is_adopted = one.state == S::Accepted && one.n_adoptions > 0;
    let untitled = || visit.t("writing.untitled");
    Row {
        href: format!(
            "/articles/{}{}",
            one.id,
            if one.state == S::Draft { "/edit" } else { "" }
        ),
        title: if one.title.is_empty() {
            untitled()
        } else {
            one.title.clone()
        },
        type_,
        state: if is_adopted { "adopted" } else { one.state.code() },
        state_name: if is_adopted {
            visit.t("look.state_adopted")
        } else {
            visit.t(&format!("state.{}", one.state.code()))
        },
        number: one.number.clone().unwrap_or_default(),
        week: one.week.clone().unwrap_or_default(),
        n_words: one.n_words,
        iso: one.updated_at.utc().to_rfc3339(),
        at: crate::calendar::local_time(one.updated_at.0),
        due,
        step: next,
        withdraw: may_withdraw.then_some((one.id.0, one.version)),
    }
}
