//! The home page: a section for each role that the viewer holds, in one order, each once. Every figure is a link to
//! the list behind it.

mod admin;
mod desk;
mod office;
mod reporter;
mod standing;
mod supervisor;
mod unit;
mod weeks;

use askama::Template;
use chrono::Timelike;
use entity::{ArticleId, PersonId, Role, SubjectKind};
use poem::handler;

use super::fail::WebResult;
use super::{Door, Page, Visit, reply};
use crate::newsroom::{self, AdoptedArticle};
use crate::people::Viewer;
use crate::people::policy::Act;
use crate::{Result, calendar, ledger};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/", Act::ReadHome, home)
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    p: Page,
    top: Top,
    reporter: Option<reporter::ReporterHome>,
    desk: Option<desk::DeskHome>,
    units: Vec<unit::UnitHome>,
    office: Option<office::OfficeHome>,
    supervisor: Option<supervisor::SupervisorHome>,
    admin: Option<admin::AdminHome>,
}

/// The greeting.
struct Top {
    hello: String,
    sub: String,
    is_reporter: bool,
    /// Whether more than one section follows, so that each needs its heading.
    is_many: bool,
}

/// An adoption in a list.
pub(super) struct Adoption {
    href: String,
    title: String,
    on: String,
    outlet: String,
    rank: i64,
    level: String,
    points: String,
}

/// A figure with the list behind it.
pub(super) struct Figure {
    href: String,
    label: String,
    value: String,
    below: String,
}

#[handler]
async fn home(visit: Visit) -> WebResult {
    let viewer = visit.viewer()?;
    let p = Page::of(&visit, "/").await?;
    let roles = Role::ALL.iter().filter(|role| viewer.is(**role)).count();
    let page = HomePage {
        top: top(&visit, viewer, &p, roles > 1),
        reporter: if viewer.is(Role::Reporter) {
            Some(reporter::section(&visit, viewer, &p).await?)
        } else {
            None
        },
        desk: if viewer.is(Role::Editor) {
            Some(desk::section(&visit, viewer, &p).await?)
        } else {
            None
        },
        units: unit::sections(&visit, viewer, &p).await?,
        office: if viewer.is(Role::Office) {
            Some(office::section(&visit, &p).await?)
        } else {
            None
        },
        supervisor: if viewer.is(Role::Supervisor) {
            Some(supervisor::section(&visit, &p).await?)
        } else {
            None
        },
        admin: if viewer.is(Role::Admin) {
            Some(admin::section(&visit, &p).await?)
        } else {
            None
        },
        p,
    };
    reply::page(&page)
}

/// Greets by the hour in Shanghai; says the week.
fn top(visit: &Visit, viewer: &Viewer, p: &Page, is_many: bool) -> Top {
    let now = visit.app.clock.now();
    let hour = now.utc().with_timezone(&chrono_tz::Asia::Shanghai).hour();
    let when = match hour {
        5..=11 => "home.morning",
        12..=17 => "home.afternoon",
        _ => "home.evening",
    };
    let today = visit.app.today();
    let week = calendar::Week::of(today);
    Top {
        hello: p.t1(when, &viewer.person.name),
        sub: format!(
            "{} · {}",
            p.day(today),
            p.t2("home.week", week.year(), week.number())
        ),
        is_reporter: viewer.is(Role::Reporter),
        is_many,
    }
}

/// What the standing adoption postings of an article sum to: for one person, or for all its people.
async fn earned(visit: &Visit, p: &Page, id: ArticleId, person: Option<PersonId>) -> Result<String> {
    let rows = ledger::postings_of_article(visit.app.db.reader(), id).await?;
    let fitting = rows.iter().filter(|row| {
        row.stands()
            && row.posting.subject_kind == SubjectKind::Person
            && row.posting.contra == "issued:adoption"
            && person.is_none_or(|person| person.0 == row.posting.subject_id)
    });
    Ok(p.points(fitting.map(|row| row.posting.points).sum()))
}

/// Adoptions as rows, each article once, with all its outlets of the list, and what they earned: one person, or all.
async fn adoptions(
    visit: &Visit,
    p: &Page,
    found: Vec<AdoptedArticle>,
    person: Option<PersonId>,
) -> Result<Vec<Adoption>> {
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let outlets = newsroom::kept_outlets(&visit.app.db).await?;
    let mut rows: Vec<(ArticleId, Adoption)> = Vec::new();
    for AdoptedArticle { adoption, article } in found {
        let outlet = outlets.iter().find(|row| row.outlet.id == adoption.outlet_id);
        let outlet = outlet.map_or("", |row| row.outlet.name.as_str());
        if let Some((_, known)) = rows.iter_mut().find(|(id, _)| *id == article.id) {
            known.outlet = format!("{}、{outlet}", known.outlet);
            continue;
        }
        let rank = terms.find("level", &adoption.level).map_or(0, |term| term.ord);
        let row = Adoption {
            href: format!("/articles/{}", article.id),
            title: article.title.clone(),
            on: p.day(adoption.adopted_on),
            outlet: outlet.to_owned(),
            rank,
            level: terms.name("level", &adoption.level, visit.language).to_owned(),
            points: earned(visit, p, article.id, person).await?,
        };
        rows.push((article.id, row));
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
