//! The desk: queues by next action, the list left, the piece right, the decision below. Claiming, deciding and
//! editing are in the files below; the verbs themselves are the newsroom's.

mod decide;
mod edit_text;
mod hand;
mod panel;
pub(super) mod parts;
mod piece;
mod queue;
mod rows;

use askama::Template;
use entity::{ArticleState, Instant};
use poem::handler;

use self::parts::{Choice, Pages, choices, page_number, with_any};
use self::piece::Piece;
use self::queue::{Place, Queue};
use self::rows::Row;
use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Filters, Listed, Listing};
use super::{Door, Page, Visit, reply};
use crate::newsroom::{self, ArticleFilter, ArticlePage, Terms};
use crate::people::policy::Act;
use crate::people::{self, Roster, Viewer};
use crate::{Error, Result};

/// Rows of a page of a queue.
const ROWS: u64 = 30;
/// Milliseconds for which the way back is offered on the page after a decision; later it is on the piece itself.
const UNDO_MS: i64 = 600_000;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    let door = door.list("/desk", Act::ReadDesk, (show_desk, sheet));
    let door = hand::open(door);
    let door = decide::open(door);
    edit_text::open(door)
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    p: Page,
    q: QueueView,
}

struct QueueView {
    heading: String,
    list_href: String,
    queues: Vec<QueueLink>,
    listed: Listed,
    rows: Vec<Row>,
    pages: Option<Pages>,
    piece: Option<Piece>,
    undo: Option<Undo>,
    narrow: Narrow,
    clear_href: String,
}

struct QueueLink {
    href: String,
    label: String,
    n: u64,
    on: bool,
}

/// The form that narrows a queue.
struct Narrow {
    queue: &'static str,
    units: Vec<Choice>,
    unit: String,
    types: Vec<Choice>,
    r#type: String,
    words: String,
    is_open: bool,
}

/// The way back from the decision before.
struct Undo {
    id: entity::ArticleId,
    version: i64,
    text: String,
    place: String,
}

#[handler]
async fn show_desk(visit: Visit, Asked(place): Asked<Place>) -> WebResult {
    let p = Page::of(&visit, "/desk").await?;
    let q = view(&visit, &p, place).await?;
    reply::page(&QueuePage { p, q })
}

/// A whole queue as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let mut place: Place = list::question(&ask)?;
    let p = Page::of(&visit, "/desk").await?;
    let viewer = visit.viewer()?;
    let queue = match Queue::from_code(&place.queue) {
        Some(queue) => queue,
        None => first_with_work(&counts(&visit, viewer).await?),
    };
    queue.code().clone_into(&mut place.queue);
    let (terms, roster) = (
        newsroom::kept_terms(&visit.app.db).await?,
        Roster::kept(&visit.app.db).await?,
    );
    let filter = narrowed(&visit, queue.filter(viewer.id(), visit.app.today()), &place).await?;
    let found = newsroom::list(&visit.app.db, &filter, list::whole(&visit)).await?;
    let reading = rows::Reading {
        visit: &visit,
        p: &p,
        terms: &terms,
        roster: &roster,
    };
    let rows = rows::rows(&reading, &place, &found.rows).await?;
    let heading = (
        p.t(&format!("desk_queue.{}", queue.code())),
        filters(&p, &place, (&terms, &roster)),
    );
    Ok(Listing::of(
        &visit,
        &p,
        heading,
        rows::COLUMNS,
        (&rows, found.total),
    ))
}

/// What narrows a queue, in words.
fn filters(p: &Page, place: &Place, (terms, roster): (&Terms, &Roster)) -> Filters {
    let unit = place.unit_id().map_or("", |unit| roster.unit(unit));
    Filters::default()
        .with(p.t("desk.unit"), unit)
        .with(p.t("look.type"), terms.name("type", &place.r#type, p.language()))
        .with(p.t("desk.words"), &place.words)
}

/// Reads the desk from a place of it.
async fn view(visit: &Visit, p: &Page, mut place: Place) -> Result<QueueView> {
    let (viewer, db) = (visit.viewer()?, visit.app.db.reader());
    let counts = counts(visit, viewer).await?;
    let queue = Queue::from_code(&place.queue).unwrap_or_else(|| first_with_work(&counts));
    queue.code().clone_into(&mut place.queue);
    let (terms, roster) = (
        newsroom::kept_terms(&visit.app.db).await?,
        Roster::kept(&visit.app.db).await?,
    );
    let filter = narrowed(visit, queue.filter(viewer.id(), visit.app.today()), &place).await?;
    let page = page_number(&place.page);
    let found = newsroom::list(&visit.app.db, &filter, ((page - 1) * ROWS, ROWS)).await?;
    let open = match place.article_id() {
        None => None,
        Some(id) => Some(newsroom::article_for(db, viewer, id).await?),
    };
    let next = next_of(&found, place.article_id());
    let reading = rows::Reading {
        visit,
        p,
        terms: &terms,
        roster: &roster,
    };
    let rows = rows::rows(&reading, &place, &found.rows).await?;
    let piece = match open {
        None => None,
        Some(article) => Some(piece::piece(&reading, &place, article, next).await?),
    };
    let clean = place.clone().at(None);
    Ok(QueueView {
        heading: p.t(&format!("desk_queue.{}", queue.code())),
        list_href: clean.href(),
        queues: counts
            .into_iter()
            .map(|(one, n)| QueueLink {
                href: format!("/desk?queue={}", one.code()),
                label: p.t(&format!("desk_queue.{}", one.code())),
                n,
                on: one == queue,
            })
            .collect(),
        listed: Listed::of(visit, p, &filters(p, &place, (&terms, &roster)), found.total),
        rows,
        pages: (found.total > ROWS)
            .then(|| Pages::of(found.total, page, ROWS, |page| clean.on_page(page).href())),
        piece,
        undo: undo(visit, viewer, p, &place).await?,
        narrow: narrow(visit, p, queue, &place, &terms).await?,
        clear_href: format!("/desk?queue={}", queue.code()),
    })
}

/// How many articles stand in each queue.
async fn counts(visit: &Visit, viewer: &Viewer) -> Result<Vec<(Queue, u64)>> {
    let mut counts = Vec::with_capacity(Queue::ALL.len());
    for queue in Queue::ALL {
        let filter = queue.filter(viewer.id(), visit.app.today());
        counts.push((queue, newsroom::n_fitting(&visit.app.db, &filter).await?));
    }
    Ok(counts)
}

/// The first queue in which something waits for the editor.
fn first_with_work(counts: &[(Queue, u64)]) -> Queue {
    let waiting = counts
        .iter()
        .take(2)
        .find(|(_, n)| *n > 0)
        .map(|(queue, _)| *queue);
    waiting.unwrap_or(Queue::Unclaimed)
}

/// The filter of a queue with what narrows it.
async fn narrowed(visit: &Visit, filter: ArticleFilter, place: &Place) -> Result<ArticleFilter> {
    let units = match place.unit_id() {
        None => None,
        Some(unit) => Some(people::subtree(visit.app.db.reader(), unit).await?),
    };
    Ok(ArticleFilter {
        units,
        r#type: (!place.r#type.is_empty()).then(|| place.r#type.clone()),
        words: place.words.clone(),
        ..filter
    })
}

/// The article that comes after the open one in its list, or before it where it is the last.
fn next_of(list: &ArticlePage, open: Option<entity::ArticleId>) -> Option<entity::ArticleId> {
    let at = list.rows.iter().position(|row| Some(row.id) == open)?;
    let next = list
        .rows
        .get(at + 1)
        .or_else(|| at.checked_sub(1).and_then(|before| list.rows.get(before)));
    next.map(|row| row.id)
}

/// The way back from the decision before, while it is fresh and still open.
async fn undo(visit: &Visit, viewer: &Viewer, p: &Page, place: &Place) -> Result<Option<Undo>> {
    let Some(id) = place.decided_id() else {
        return Ok(None);
    };
    let article = match newsroom::article_for(visit.app.db.reader(), viewer, id).await {
        Ok(article) => article,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_fresh = |at: Instant| visit.app.clock.now().since(at).num_milliseconds() < UNDO_MS;
    let is_decided = matches!(
        article.state,
        ArticleState::Returned | ArticleState::Held | ArticleState::Declined | ArticleState::Accepted
    );
    if !is_decided || article.n_adoptions > 0 || !article.decided_at.is_some_and(is_fresh) {
        return Ok(None);
    }
    let state = p.t(&format!("state.{}", article.state.code()));
    Ok(Some(Undo {
        id,
        version: article.version,
        text: p.t2("desk.decided", &article.title, state),
        place: place.clone().to_carry(),
    }))
}

async fn narrow(visit: &Visit, p: &Page, queue: Queue, place: &Place, terms: &Terms) -> Result<Narrow> {
    let units = people::organisations(visit.app.db.reader()).await?;
    let units = units.into_iter().map(|unit| Choice {
        value: unit.id.to_string(),
        label: unit.short_name,
    });
    Ok(Narrow {
        queue: queue.code(),
        units: with_any(p.t("desk.any_unit"), units.collect()),
        unit: place.unit.clone(),
        types: with_any(p.t("desk.any_type"), choices(terms, "type", p.language())),
        r#type: place.r#type.clone(),
        words: place.words.clone(),
        is_open: place.is_narrowed(),
    })
}
