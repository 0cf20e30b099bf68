//! The page that finds what was filed: one box, filters with counts, results with their passage. Each state of it is an
//! address.

mod asked;
mod groups;
mod pager;
mod rows;

use askama::Template;
use poem::handler;
use poem::http::StatusCode;
use search_index::MAX_OFFSET;

use super::fail::WebResult;
use super::form::{self, Fields};
use super::list::{self, Ask, Filters, Listed, Listing};
use super::{Door, Page, Visit, reply};
use crate::Result;
use crate::archive::{self, Found, Wanted};
use crate::error::{Error, Fault};
use crate::newsroom;
use crate::people::Roster;
use crate::people::policy::Act;
use asked::Asked;
use groups::{Chip, Group, Hidden, Naming};
use pager::Pager;
use rows::Row;

/// Hits that one step of a sheet reads.
const SHEET_HITS: usize = 500;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/search", Act::Search, (show, sheet))
}

/// A way to order results.
struct Order {
    href: String,
    label: String,
    on: bool,
}

/// A line above the results; `kind` as `parts/notice.html` knows it.
struct Told {
    kind: &'static str,
    text: String,
}

/// The form of days: its fields and what else the address holds.
struct Days {
    from: String,
    to: String,
    is_adopted: bool,
    hidden: Vec<Hidden>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    p: Page,
    fault: Option<String>,
    told: Vec<Told>,
    found: String,
    n_adoptions: String,
    points: String,
    adopted_href: String,
    is_counted: bool,
    orders: Vec<Order>,
    groups: Vec<Group>,
    days: Days,
    chips: Vec<Chip>,
    clear_href: String,
    listed: Listed,
    hits: Vec<Row>,
    related: Vec<Row>,
    page: Pager,
    kept: Vec<Hidden>,
    carried: Vec<Hidden>,
}

#[handler]
async fn show(visit: Visit, form::Asked(fields): form::Asked<Vec<(String, String)>>) -> WebResult {
    let viewer = visit.viewer()?;
    let limits = &visit.app.settings.limits;
    let asked = Asked::read(&Fields(fields), limits)?;
    let (status, found, fault) = match archive::search(&visit.app, viewer, &asked.wanted()).await {
        Ok(found) => (StatusCode::OK, found, None),
        Err(Error::Invalid(faults)) => {
            let says: Vec<String> = faults
                .iter()
                .map(|fault: &Fault| visit.say(&fault.message))
                .collect();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            (status, Found::default(), Some(says.join("\n")))
        }
        Err(error) => return Err(error.into()),
    };
    let naming = naming(&visit).await?;
    let p = Page::of(&visit, "/search").await?.with_query(&asked.typed);
    let filters = filters(&p, &asked, &naming);
    let listed = Listed::of(&visit, &p, &filters, found.total.n);
    reply::page_with(status, &page(p, &asked, &found, (fault, listed), &naming))
}

/// Everything that is found as a sheet, as far as pages of results go.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let fields = Fields(list::question(&ask)?);
    let asked = Asked::read(&fields, &visit.app.settings.limits)?;
    let most = list::most(&visit).min(MAX_OFFSET);
    let (mut hits, mut at, mut total) = (Vec::new(), 0, u64::MAX);
    while at < most && (at as u64) < total {
        let wanted = Wanted {
            offset: at,
            limit: SHEET_HITS.min(most - at),
            facets: Vec::new(),
            ..asked.wanted()
        };
        let found = archive::search(&visit.app, visit.viewer()?, &wanted).await?;
        total = found.total.n;
        // What the viewer may no longer read is missing among these hits, so the place is not counted by them.
        at += wanted.limit;
        hits.extend(found.hits);
    }
    let naming = naming(&visit).await?;
    let p = Page::of(&visit, "/search").await?;
    let rows: Vec<Row> = hits.iter().map(|hit| Row::of(&p, hit, &naming)).collect();
    let heading = (p.t("look.search"), filters(&p, &asked, &naming));
    Ok(Listing::of(&visit, &p, heading, rows::COLUMNS, (&rows, total)))
}

async fn naming(visit: &Visit) -> Result<Naming> {
    Ok(Naming {
        language: visit.language,
        roster: Roster::kept(&visit.app.db).await?,
        terms: newsroom::kept_terms(&visit.app.db).await?,
        outlets: groups::outlet_names(&visit.app.db).await?,
    })
}

/// What is looked for and what narrows it, in words.
fn filters(p: &Page, asked: &Asked, naming: &Naming) -> Filters {
    let chips: Vec<String> = groups::chips(p, asked, naming)
        .into_iter()
        .map(|chip| chip.text)
        .collect();
    Filters::default()
        .with(p.t("look.search"), &asked.typed)
        .with(p.t("look.filters"), &chips.join("、"))
}

fn page(
    p: Page,
    asked: &Asked,
    found: &Found,
    (fault, listed): (Option<String>, Listed),
    naming: &Naming,
) -> SearchPage {
    let orders = [
        ("relevance", p.t("search.by_relevance")),
        ("newest", p.t("search.by_newest")),
        ("oldest", p.t("search.by_oldest")),
    ];
    let orders = orders.map(|(code, label)| Order {
        href: asked.ordered(code),
        label,
        on: asked::code_of(found.sort) == code,
    });
    let told = told(&p, found);
    let row = |hit| Row::of(&p, hit, naming);
    SearchPage {
        found: p.t1("search.found", found.total.n),
        n_adoptions: p.t1("search.adopted_times", found.total.n_adoptions),
        points: p.points(found.total.points),
        adopted_href: asked.adopted_only(),
        is_counted: fault.is_none(),
        orders: if fault.is_none() && found.rebuilding.is_none() {
            orders.into()
        } else {
            Vec::new()
        },
        groups: groups::groups(&p, asked, &found.facets, naming),
        days: Days {
            from: asked.from.clone(),
            to: asked.to.clone(),
            is_adopted: asked.is_adopted,
            hidden: asked.hidden(false),
        },
        chips: groups::chips(&p, asked, naming),
        clear_href: asked.cleared(),
        listed,
        hits: found.hits.iter().map(row).collect(),
        related: found.related.iter().map(row).collect(),
        page: Pager::of(asked, found.total.n),
        kept: asked.hidden(true),
        carried: asked.carried(),
        fault,
        told,
        p,
    }
}

fn told(p: &Page, found: &Found) -> Vec<Told> {
    let rebuilding = found.rebuilding.map(|progress| Told {
        kind: "warn",
        text: if progress.n_all == 0 {
            p.t("search.rebuilding_soon")
        } else {
            p.t2("search.rebuilding", progress.n_done, progress.n_all)
        },
    });
    let notices = found.notices.iter().map(|notice| Told {
        kind: "",
        text: crate::i18n::say(p.language(), notice),
    });
    rebuilding.into_iter().chain(notices).collect()
}
