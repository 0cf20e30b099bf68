//! One record: what happened, what it brought, and the form that withdraws it.

use askama::Template;
use entity::{OccurrenceId, OccurrenceKind, occurrence};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::{Words, path_of, wording};
use crate::error::{Error, Message};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::points::Points;
use crate::web::fail::WebResult;
use crate::web::form::Form;
use crate::web::{Door, Page, Visit, reply};
use crate::{Result, newsroom};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/occurrences/:id", Act::ReadOccurrence, show_one).post(
        "/occurrences/:id/withdraw",
        Act::RecordOccurrence,
        withdraw_one,
    )
}

#[derive(Template)]
#[template(path = "occurrence.html")]
struct OnePage {
    p: Page,
    id: OccurrenceId,
    kind: String,
    what: String,
    /// Label and value.
    parts: Vec<(String, String)>,
    /// Title and address of the article.
    article: Option<(String, Option<String>)>,
    recorded: String,
    withdrawn: Option<String>,
    postings: Vec<Brought>,
    may_list: bool,
    may_withdraw: bool,
}

/// A posting that rests on the record.
struct Brought {
    sentence: String,
    href: String,
    points: String,
    whose: String,
    is_void: bool,
}

#[handler]
async fn show_one(visit: Visit, Path(id): Path<OccurrenceId>) -> WebResult {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let row = newsroom::occurrence_for(db, viewer, id).await?;
    let p = Page::of(&visit, "/occurrences").await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let article = match row.article_id {
        None => None,
        Some(article) => {
            let titles = newsroom::titles_for(db, viewer, &[article]).await?;
            titles
                .get(&article)
                .map(|(title, may)| (title.clone(), may.then(|| format!("/articles/{article}"))))
        }
    };
    let words = Words {
        p: &p,
        roster: &roster,
    };
    let may = |act| policy::may(Some(viewer), act).is_ok();
    reply::page(&OnePage {
        id,
        kind: words.kind(&row),
        what: words.what(&row),
        parts: parts(&words, &row),
        article,
        recorded: p.t2(
            "adjust.entered_by",
            roster.person(row.recorded_by),
            p.time(row.recorded_at),
        ),
        withdrawn: words.withdrawn(&row),
        postings: brought(&visit, &p, &row).await?,
        may_list: may(Act::ListOccurrences),
        may_withdraw: row.withdrawn_at.is_none() && may(Act::RecordOccurrence),
        p,
    })
}

/// What the record says, in the order in which people ask.
fn parts(words: &Words<'_>, row: &occurrence::Model) -> Vec<(String, String)> {
    let p = words.p;
    let label = |field: &str| wording::label(p, row.kind, field);
    let is_commission = row.kind == OccurrenceKind::Commission;
    let due = row.until_on.filter(|_| is_commission);
    let granted = row.points.filter(|_| row.kind == OccurrenceKind::Incident);
    let all = [
        (label("subject_id"), words.whom(row).unwrap_or_default()),
        (p.t("look.date"), words.days(row)),
        (
            label("until_on"),
            due.map_or_else(String::new, |day| day.to_string()),
        ),
        (label("what"), words.what(row)),
        (
            label("points"),
            granted.map_or_else(String::new, |points| Points::from_hundredths(points).fixed()),
        ),
        (label("approver"), row.approver.clone()),
        (label("note"), row.note.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The postings that rest on the record and that the reader may see.
async fn brought(visit: &Visit, p: &Page, row: &occurrence::Model) -> Result<Vec<Brought>> {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let found = newsroom::brought_by(db, row).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let seen = found.into_iter().filter(|one| {
        newsroom::may_read_statement(viewer, (one.posting.subject_kind, one.posting.subject_id))
    });
    Ok(seen
        .map(|one| Brought {
            whose: format!(
                "{} · {}",
                roster.subject((one.posting.subject_kind, one.posting.subject_id)),
                one.posting.period
            ),
            href: format!("/postings/{}", one.posting.seq),
            points: p.points(one.posting.points),
            is_void: one.is_reversed,
            sentence: one.posting.sentence,
        })
        .collect())
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct WithdrawForm {
    reason: String,
}

#[handler]
async fn withdraw_one(
    visit: Visit,
    Path(id): Path<OccurrenceId>,
    Form(form): Form<WithdrawForm>,
) -> WebResult {
    let recorder = visit.viewer()?.recorder()?;
    let done = newsroom::withdraw_occurrence(&visit.app, &recorder, id, &form.reason).await;
    let (kind, said) = match done {
        Ok(_) => ("ok", Message::new("occurrence.was_withdrawn")),
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let why = crate::i18n::detail(visit.language, &error);
            ("bad", Message::new("desk.not_done").with("why", why))
        }
        Err(error) => return Err(error.into()),
    };
    Ok(reply::to_saying(&visit, &path_of(id), kind, &said))
}
