//! 批示: recording a leader's written instruction on an article, and withdrawing a record that was wrong. What is
//! confidential is read by the desk alone.

use askama::Template;
use entity::{ArticleId, InstructionId, Purpose, SubjectKind, article};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::desk::parts::{Choice, Wrong, at, choices, with_any, wrong};
use super::fail::WebResult;
use super::form::Form;
use super::granted::granted;
use super::{Door, Fail, Page, Visit, reply};
use crate::error::Message;
use crate::ledger::{self, Settled};
use crate::newsroom::{self, NewInstruction};
use crate::people::policy::Act;
use crate::sheet::Cell;
use crate::{Error, Result};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/articles/:id/instructions/new", Act::ReadDesk, show_instruction)
        .post(
            "/articles/:id/instructions",
            Act::RecordInstruction,
            record_instruction,
        )
        .post("/instructions/:id/withdraw", Act::RecordInstruction, withdraw_one)
}

#[derive(Template)]
#[template(path = "instruct.html")]
struct InstructPage {
    p: Page,
    id: ArticleId,
    title: String,
    href: String,
    is_open: bool,
    levels: Vec<Choice>,
    evidence: Vec<Choice>,
    form: InstructForm,
    wrong: Vec<Wrong>,
    known: Vec<Known>,
}

/// A recorded instruction.
struct Known {
    id: InstructionId,
    leader: String,
    level: String,
    on: String,
    excerpt: String,
    is_confidential: bool,
    points: String,
    href: String,
    withdrawn: Option<String>,
}

impl InstructPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct InstructForm {
    leader: String,
    leader_level: String,
    instructed_on: String,
    excerpt: String,
    is_confidential: String,
    evidence: String,
    has_copy: String,
    granted: String,
    granted_reason: String,
    approver: String,
}

impl InstructForm {
    /// Whether anything of what is folded away was typed.
    fn has_more(&self) -> bool {
        [&self.granted, &self.granted_reason, &self.approver]
            .into_iter()
            .any(|text| !text.is_empty())
    }
}

#[handler]
async fn show_instruction(visit: Visit, Path(id): Path<ArticleId>) -> WebResult {
    let article = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    let form = InstructForm {
        instructed_on: visit.app.today().to_string(),
        ..InstructForm::default()
    };
    reply::page(&instruct_page(&visit, &article, form).await?)
}

#[handler]
async fn record_instruction(
    visit: Visit,
    Path(id): Path<ArticleId>,
    Form(form): Form<InstructForm>,
) -> WebResult {
    let article = newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    match record(&visit, id, &form).await {
        Ok(settled) => {
            let said = Message::new("instruct.recorded").with("points", moved(&settled));
            let path = format!("/articles/{id}/instructions/new");
            Ok(reply::to_saying(&visit, &path, "ok", &said))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let mut page = instruct_page(&visit, &article, form).await?;
            page.wrong = wrong(&visit, &error);
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn record(visit: &Visit, id: ArticleId, form: &InstructForm) -> Result<Settled> {
    let editor = visit.viewer()?.editor()?;
    let evidence = match form.evidence.trim() {
        "" => None,
        key => Some(own_evidence(visit, id, key).await?),
    };
    let new = NewInstruction {
        article_id: id,
        leader: form.leader.clone(),
        leader_level: form.leader_level.clone(),
        instructed_on: form
            .instructed_on
            .trim()
            .parse()
            .map_err(|_| Error::invalid("instructed_on", "instruct.day_missing"))?,
        excerpt: form.excerpt.clone(),
        is_confidential: form.is_confidential == "true",
        evidence,
        has_copy: form.has_copy == "true",
        granted: granted((&form.granted, &form.granted_reason, &form.approver))?,
    };
    let (_, settled) = newsroom::instruct(&visit.app, &editor, &new).await?;
    Ok(settled)
}

/// The key of a file that is evidence of this article, and of no other.
async fn own_evidence(visit: &Visit, id: ArticleId, key: &str) -> Result<entity::FileId> {
    let files = newsroom::files_of(visit.app.db.reader(), id, Purpose::Evidence).await?;
    let file = files.into_iter().find(|file| file.id.to_string() == key);
    file.map(|file| file.id)
        .ok_or_else(|| Error::invalid("evidence", "fault.unknown_evidence"))
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct WithdrawForm {
    reason: String,
    article: String,
}

#[handler]
async fn withdraw_one(
    visit: Visit,
    Path(id): Path<InstructionId>,
    Form(form): Form<WithdrawForm>,
) -> WebResult {
    let editor = visit.viewer()?.editor()?;
    match newsroom::withdraw_instruction(&visit.app, &editor, id, &form.reason).await {
        Ok((row, settled)) => {
            let said = Message::new("instruct.withdrawn_done").with("points", moved(&settled));
            let path = format!("/articles/{}/instructions/new", row.article_id);
            Ok(reply::to_saying(&visit, &path, "ok", &said))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let article: i64 = form.article.parse().map_err(|_| Error::NotFound)?;
            let said = Message::new("desk.not_done").with("why", crate::i18n::detail(visit.language, &error));
            let path = format!("/articles/{article}/instructions/new");
            Ok(reply::to_saying(&visit, &path, "bad", &said))
        }
        Err(error) => Err(error.into()),
    }
}

/// By how much the people's points changed, with its sign.
fn moved(settled: &Settled) -> String {
    let people = settled
        .postings
        .iter()
        .filter(|posting| posting.subject_kind == SubjectKind::Person);
    Cell::Signed(people.map(|posting| posting.points).sum()).shown()
}

async fn instruct_page(visit: &Visit, article: &article::Model, form: InstructForm) -> Result<InstructPage> {
    let (viewer, db) = (visit.viewer()?, visit.app.db.reader());
    let p = Page::of(visit, "/adoptions").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let files = newsroom::files_of(db, article.id, Purpose::Evidence).await?;
    let rows = newsroom::instructions_of(db, viewer, article.id).await?;
    let source = |id: InstructionId| format!("instruction:{id}");
    let sources: Vec<String> = rows.iter().map(|row| source(row.id)).collect();
    let earned = ledger::earned(db, &[article.id], &sources).await?;
    let known = rows.into_iter().map(|row| Known {
        points: p.points(earned.get(&source(row.id)).map_or(0, |earned| earned.points)),
        href: format!("/articles/{}#points", article.id),
        id: row.id,
        leader: row.leader,
        level: terms
            .name("leader_level", &row.leader_level, p.language())
            .to_owned(),
        on: row.instructed_on.to_string(),
        excerpt: row.excerpt,
        is_confidential: row.is_confidential,
        withdrawn: row.withdrawn_at.map(|at| {
            let reason = row.withdrawn_reason.unwrap_or_default();
            p.t2("adoption.withdrawn_because", p.time(at), reason)
        }),
    });
    let files = files.iter().map(|file| Choice {
        value: file.id.to_string(),
        label: file.name.clone(),
    });
    Ok(InstructPage {
        id: article.id,
        title: article.title.clone(),
        href: format!("/desk?queue=accepted&article={}", article.id),
        is_open: article.state == entity::ArticleState::Accepted,
        levels: choices(&terms, "leader_level", p.language()),
        evidence: with_any(p.t("adoption.no_evidence"), files.collect()),
        form,
        wrong: Vec::new(),
        known: known.collect(),
        p,
    })
}
