//! The rows of a queue: title, who, since when, and what to mind. They are links, so that the list works without
//! scripts.

use chrono::SecondsFormat;
use entity::{ArticleState, Instant, article, author};

use super::parts::Tag;
use super::queue::Place;
use crate::Result;
use crate::newsroom::{self, Terms};
use crate::people::Roster;
use crate::sheet::Cell;
use crate::web::list::Column;
use crate::web::{Page, Visit};

/// With what a page of the desk is read.
pub(super) struct Reading<'a> {
    /// The request.
    pub visit: &'a Visit,
    /// The page's frame.
    pub p: &'a Page,
    /// The dictionary.
    pub terms: &'a Terms,
    /// Everybody's names.
    pub roster: &'a Roster,
}

/// A row of a queue.
pub(super) struct Row {
    /// Where it opens.
    pub href: String,
    /// The headline.
    pub title: String,
    /// Unit and first author.
    pub who: String,
    /// Since when it waits, for scripts.
    pub iso: String,
    /// Since when it waits, in full.
    pub at: String,
    /// Whether it lies open.
    pub on: bool,
    /// What to mind.
    pub tags: Vec<Tag>,
}

/// The columns of a queue as a sheet; the screen prints them as one entry.
pub(super) const COLUMNS: &[Column<Row>] = &[
    Column::text("look.title", |row| Cell::text(&row.title)),
    Column::text("list.whose", |row| Cell::text(&row.who)),
    Column::text("list.since", |row| Cell::text(&row.at)),
    Column::text("list.marks", |row| {
        let tags: Vec<&str> = row.tags.iter().map(|tag| tag.text.as_str()).collect();
        Cell::text(tags.join("、"))
    }),
];

/// The rows of some articles.
pub(super) async fn rows(
    reading: &Reading<'_>,
    place: &Place,
    articles: &[article::Model],
) -> Result<Vec<Row>> {
    let ids: Vec<_> = articles.iter().map(|article| article.id).collect();
    let authors = newsroom::authors_of_many(reading.visit.app.db.reader(), &ids).await?;
    let row = |article: &article::Model| {
        let since = waiting_since(article);
        Row {
            href: place.clone().at(Some(article.id)).href(),
            title: article.title.clone(),
            who: who(reading.roster, article, &authors),
            iso: iso(since),
            at: reading.p.time(since),
            on: place.article_id() == Some(article.id),
            tags: tags(reading, article),
        }
    };
    Ok(articles.iter().map(row).collect())
}

/// Since when an article waits where it stands.
pub(super) fn waiting_since(article: &article::Model) -> Instant {
    let at = match article.state {
        ArticleState::Returned | ArticleState::Held | ArticleState::Declined | ArticleState::Accepted => {
            article.decided_at
        }
        ArticleState::Draft
        | ArticleState::UnitReview
        | ArticleState::Submitted
        | ArticleState::InReview
        | ArticleState::Withdrawn => article.submitted_at,
    };
    at.unwrap_or(article.updated_at)
}

/// An instant as scripts read it (RFC 3339).
pub(super) fn iso(at: Instant) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Unit and first author.
fn who(roster: &Roster, article: &article::Model, authors: &[author::Model]) -> String {
    let first = authors.iter().find(|author| author.article_id == article.id);
    let name = first.map_or_else(|| roster.person(article.reporter_id), |author| &author.name);
    format!("{} · {name}", roster.unit(article.organisation_id))
}

/// What to mind about an article, in words.
pub(super) fn tags(reading: &Reading<'_>, article: &article::Model) -> Vec<Tag> {
    let (p, today) = (reading.p, reading.visit.app.today());
    let r#type = reading.terms.name("type", &article.r#type, p.language());
    let mut tags = vec![Tag {
        kind: "",
        text: r#type.to_owned(),
    }];
    let mut tag = |kind, text| tags.push(Tag { kind, text });
    if article.state == ArticleState::Returned
        && let Some(due_on) = article.due_on
    {
        let late = today.signed_duration_since(due_on).num_days();
        if late > 0 {
            tag("bad", p.t1("desk.late", late));
        } else {
            tag("warn", p.t1("desk.due", due_on.format("%m-%d")));
        }
    }
    if article.first_submitted_at != article.submitted_at
        && matches!(article.state, ArticleState::Submitted | ArticleState::InReview)
    {
        tag("info", p.t("desk.resubmitted"));
    }
    match article.claimed_by {
        Some(holder) if article.state == ArticleState::InReview => {
            let is_me = reading.visit.viewer.as_ref().is_some_and(|me| me.id() == holder);
            if is_me {
                tag("info", p.t("desk.in_my_hand"));
            } else {
                tag("", p.t1("desk.in_hand_of", reading.roster.person(holder)));
            }
        }
        Some(_) | None => {}
    }
    if article.duplicate_of.is_some() {
        tag("warn", p.t("desk.duplicate"));
    }
    tags
}
