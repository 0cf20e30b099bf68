//! 采纳, 退回修改, 待用, 退稿 as a form: from the desk's dialogs and, without scripts, as a page. What was typed stays
//! in the form when it cannot be taken or somebody was faster.

use askama::Template;
use chrono::NaiveDate;
use entity::{ArticleId, ArticleState, article};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::panel::{self, Panel};
use super::parts::wrong;
use super::queue::Place;
use super::rows::Reading;
use crate::newsroom::{self, Decision, Remark};
use crate::people::Roster;
use crate::people::policy::Act;
use crate::web::fail::WebResult;
use crate::web::form::Form;
use crate::web::{Door, Fail, Page, Visit, reply};
use crate::{Error, Result};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/articles/:id/decide/:kind", Act::ReadDesk, ask).post(
        "/articles/:id/decide/:kind",
        Act::DecideArticle,
        take,
    )
}

#[derive(Template)]
#[template(path = "decide.html")]
struct DecidePage {
    p: Page,
    d: Panel,
    piece: String,
    state: String,
    back: String,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct DecideForm {
    version: String,
    reason: String,
    remark: String,
    internal_note: String,
    due_on: String,
    place: String,
    next: String,
}

#[handler]
async fn ask(visit: Visit, Path((id, kind)): Path<(ArticleId, String)>) -> WebResult {
    let decision = panel::from_code(&kind).ok_or(Error::NotFound)?;
    let article = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    reply::page(&decide_page(&visit, &article, decision).await?)
}

#[handler]
async fn take(
    visit: Visit,
    Path((id, kind)): Path<(ArticleId, String)>,
    Form(form): Form<DecideForm>,
) -> WebResult {
    let decision = panel::from_code(&kind).ok_or(Error::NotFound)?;
    let db = visit.app.db.reader();
    let seen = newsroom::article_for(db, visit.viewer()?, id).await?;
    match decide(&visit, &seen, decision, &form).await {
        Ok(()) => {
            let next = form.next.parse().ok();
            let place = Place::carried(&form.place).at(next).after(id);
            Ok(reply::to(&place.href()))
        }
        Err(error @ (Error::Invalid(_) | Error::Stale(_) | Error::Refused(_))) => {
            // Read again: the claim before the decision may have gone through, or somebody else was here.
            let now = newsroom::article_for(db, visit.viewer()?, id).await?;
            let mut page = decide_page(&visit, &now, decision).await?;
            page.back = Place::carried(&form.place).at(Some(id)).href();
            page.d = Panel {
                reason: form.reason,
                remark: form.remark,
                internal_note: form.internal_note,
                due_on: form.due_on,
                wrong: wrong(&visit, &error),
                ..page.d.carrying(form.place, form.next)
            };
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Decides; an article that nobody has yet is claimed first, so that one press is enough.
async fn decide(visit: &Visit, seen: &article::Model, decision: Decision, form: &DecideForm) -> Result<()> {
    let editor = visit.viewer()?.editor()?;
    let version: i64 = form
        .version
        .parse()
        .map_err(|_| Error::invalid("version", "fault.form"))?;
    let remark = Remark {
        reason: form.reason.clone(),
        remark: form.remark.clone(),
        internal_note: form.internal_note.clone(),
        due_on: due_on(decision, &form.due_on)?,
    };
    let version = if seen.state == ArticleState::Submitted {
        newsroom::claim(&visit.app, &editor, seen.id, version)
            .await?
            .version
    } else {
        version
    };
    newsroom::decide(&visit.app, &editor, seen.id, version, (decision, &remark)).await?;
    Ok(())
}

/// The day until which a returned piece is due; none where the field is empty or not asked for.
fn due_on(decision: Decision, text: &str) -> Result<Option<NaiveDate>> {
    if decision != Decision::Return || text.trim().is_empty() {
        return Ok(None);
    }
    text.trim()
        .parse()
        .map(Some)
        .map_err(|_| Error::invalid("due_on", "desk.due_unreadable"))
}

async fn decide_page(visit: &Visit, article: &article::Model, decision: Decision) -> Result<DecidePage> {
    let p = Page::of(visit, "/desk").await?;
    let (terms, roster) = (
        newsroom::kept_terms(&visit.app.db).await?,
        Roster::kept(&visit.app.db).await?,
    );
    let reading = Reading {
        visit,
        p: &p,
        terms: &terms,
        roster: &roster,
    };
    let d = Panel::empty(&reading, article, decision);
    Ok(DecidePage {
        d,
        piece: article.title.clone(),
        state: p.t(&format!("state.{}", article.state.code())),
        back: format!("/desk?article={}", article.id),
        p,
    })
}
