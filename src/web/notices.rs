//! What the viewer should know: returned, signed, adopted with its points. Reading one leads on to its article.

use askama::Template;
use chrono::NaiveDate;
use entity::{NoticeId, notice};
use poem::handler;
use poem::web::Path;

use super::fail::WebResult;
use super::list::{Ask, Column, Filters, Listed, Listing};
use super::{Door, Page, Visit, article, reply};
use crate::people::policy::Act;
use crate::sheet::Cell;
use crate::{Result, i18n, newsroom};

/// How many of the newest are listed.
const ROWS: u64 = 200;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/notices", Act::ReadNotices, (show_notices, sheet))
        .post("/notices/:id/read", Act::MarkNotices, read_notice)
        .post("/notices/read-all", Act::MarkNotices, read_all)
}

/// One notice.
struct Row {
    id: NoticeId,
    /// The tag in front of it, and its colour.
    tag: String,
    kind: &'static str,
    sentence: String,
    /// What the other side wrote; nothing where nothing was written.
    remark: String,
    /// Where it leads; nothing where there is no article.
    href: String,
    at: String,
    iso: String,
    is_unread: bool,
    /// 未读, or nothing.
    unread: String,
}

/// The columns.
const COLUMNS: &[Column<Row>] = &[
    Column::text("list.kind", |row| Cell::text(&row.tag)),
    Column::text("list.sentence", |row| Cell::text(&row.sentence)),
    Column::text("list.remark", |row| Cell::text(&row.remark)),
    Column::text("list.unread", |row| Cell::text(&row.unread)),
    Column::text("list.at", |row| Cell::text(&row.at)),
];

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    p: Page,
    listed: Listed,
    rows: Vec<Row>,
    n_unread: u64,
    /// Whether there may be older ones.
    is_cut: bool,
    most: u64,
}

#[handler]
async fn show_notices(visit: Visit) -> WebResult {
    let viewer = visit.viewer()?;
    let db = visit.app.db.reader();
    let p = Page::of(&visit, "").await?;
    let rows = rows(&visit, &p, ROWS).await?;
    let total = newsroom::n_notices(db, viewer.id()).await?;
    reply::page(&NoticesPage {
        listed: Listed::of(&visit, &p, &Filters::default(), total),
        is_cut: rows.len() as u64 >= ROWS,
        rows,
        n_unread: newsroom::n_unread(db, viewer.id()).await?,
        most: ROWS,
        p,
    })
}

/// All notices as a sheet.
async fn sheet(visit: Visit, _ask: Ask) -> Result<Listing> {
    let p = Page::of(&visit, "").await?;
    let rows = rows(&visit, &p, visit.app.settings.limits.export_rows_max).await?;
    let total = newsroom::n_notices(visit.app.db.reader(), visit.viewer()?.id()).await?;
    let heading = (p.t("notice_page.heading"), Filters::default());
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// The newest notices, the unread ones first.
async fn rows(visit: &Visit, p: &Page, n: u64) -> Result<Vec<Row>> {
    let mut notices = newsroom::notices(visit.app.db.reader(), visit.viewer()?.id(), n).await?;
    // The sort is stable: within read and unread the newest stays first.
    notices.sort_by_key(|one| one.read_at.is_some());
    notices.iter().map(|one| row(p, one)).collect()
}

fn row(p: &Page, notice: &notice::Model) -> Result<Row> {
    let args = arguments(p, &notice.args)?;
    let remark = args
        .iter()
        .find(|(name, _)| *name == "remark")
        .map_or_else(String::new, |(_, value)| value.clone());
    Ok(Row {
        id: notice.id,
        tag: p.t(&format!("notice_tag.{}", notice.kind)),
        kind: match notice.kind.as_str() {
            "returned" | "declined" | "adoption_withdrawn" => "bad",
            "occurred" | "to_sign" | "dispute_raised" | "factor_reset" => "warn",
            "dispute_corrected" | "adopted" | "accepted" | "signed" | "instructed" => "ok",
            _ => "info",
        },
        sentence: i18n::fill(p.language(), &format!("notice.{}", notice.kind), &args),
        remark,
        href: place_of(notice)?,
        at: p.time(notice.made_at),
        iso: notice.made_at.utc().to_rfc3339(),
        is_unread: notice.read_at.is_none(),
        unread: if notice.read_at.is_none() {
            p.t("look.unread")
        } else {
            String::new()
        },
    })
}

/// Where a notice leads: to its article, or to the page that it names.
fn place_of(notice: &notice::Model) -> Result<String> {
    if let Some(article) = notice.article_id {
        return Ok(article::path_of(article));
    }
    let kept: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&notice.args)?;
    let href = kept.get("href").and_then(|value| value.as_str());
    Ok(href.unwrap_or_default().to_owned())
}

/// The gaps that sentences of notices have.
const GAPS: [&str; 9] = [
    "title", "outlet", "day", "points", "remark", "due_on", "leader", "month", "name",
];

/// What fills the gaps: days in the reader's language, the rest as it was kept.
fn arguments(p: &Page, json: &str) -> Result<Vec<(&'static str, String)>> {
    let kept: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json)?;
    Ok(GAPS
        .into_iter()
        .map(|name| {
            let value = kept
                .get(name)
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            let day = value.parse::<NaiveDate>().ok();
            let is_day = matches!(name, "day" | "due_on");
            let text = match day.filter(|_| is_day) {
                Some(day) => p.day(day),
                None => value.to_owned(),
            };
            (name, text)
        })
        .collect())
}

#[handler]
async fn read_notice(visit: Visit, Path(id): Path<NoticeId>) -> WebResult {
    let notice = newsroom::mark_read(&visit.app, visit.viewer()?, id).await?;
    let next = place_of(&notice)?;
    Ok(reply::to(if next.is_empty() { "/notices" } else { &next }))
}

#[handler]
async fn read_all(visit: Visit) -> WebResult {
    newsroom::mark_all_read(&visit.app, visit.viewer()?).await?;
    Ok(reply::to("/notices"))
}
