//! The writing page: what was stored or typed, the rules of each type beside it, the remarks of a return, and the
//! faults at their fields.

use askama::Template;
use entity::{Language, Step, article};
use serde_json::json;

use super::autosave::rfc3339;
use super::fields::{AuthorLine, Body, PictureLine, Typed, lines};
use crate::newsroom::{self, Terms};
use crate::people::Roster;
use crate::text::{CleanHtml, normalise};
use crate::web::{Page, Visit};
use crate::{Fault, Result, calendar, people};

/// A choice of a select.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

/// A remark of whoever returned it.
struct Remark {
    text: String,
    by: String,
    at: String,
}

/// A fault with the field that it belongs to.
struct FieldError {
    id: &'static str,
    text: String,
}

/// The page.
#[derive(Template)]
#[template(path = "write.html")]
pub(super) struct Sheet {
    p: Page,
    w: Writing,
}

struct Writing {
    id: i64,
    user: i64,
    version: i64,
    saved_at: String,
    title: String,
    type_: String,
    types: Vec<Choice>,
    body_text: String,
    body_html: String,
    note: String,
    rules: String,
    authors: Vec<AuthorLine>,
    pictures: Vec<PictureLine>,
    people: Vec<String>,
    remarks: Vec<Remark>,
    due: String,
    errors: Vec<FieldError>,
}

impl Sheet {
    /// The page of an article with what is typed in it.
    pub(super) async fn of(
        visit: &Visit,
        article: &article::Model,
        typed: Typed,
        faults: &[Fault],
    ) -> Result<Self> {
        let db = visit.app.db.reader();
        let p = Page::of(visit, "/write").await?;
        let terms = newsroom::kept_terms(&visit.app.db).await?;
        let draft = newsroom::draft_of(db, article.id).await?;
        let stored = draft
            .as_ref()
            .map(|draft| CleanHtml::from_stored(draft.body_html.clone()));
        let body = normalise(&typed.html(stored.as_ref()));
        let members = people::members(db, article.organisation_id, visit.app.today()).await?;
        let mut authors = typed.authors;
        if authors.is_empty() {
            authors.push(AuthorLine {
                role: "writer".to_owned(),
                ..AuthorLine::default()
            });
        }
        let w = Writing {
            id: article.id.0,
            user: visit.viewer()?.id().0,
            version: typed.version,
            saved_at: draft.map_or_else(String::new, |draft| rfc3339(draft.saved_at)),
            title: typed.title,
            type_: typed.r#type,
            types: types(&terms, visit.language),
            body_text: match typed.body {
                Body::Text(text) => text,
                Body::Html(_) => lines(&body),
            },
            body_html: body.into_string(),
            note: typed.note,
            rules: rules(&terms),
            authors,
            pictures: typed.pictures,
            people: members.into_iter().map(|one| one.name).collect(),
            remarks: remarks(visit, article).await?,
            due: article.due_on.map_or_else(String::new, |day| p.day(day)),
            errors: faults.iter().map(|fault| at_field(visit, fault)).collect(),
        };
        Ok(Self { p, w })
    }
}

/// The types in use.
pub(super) fn types(terms: &Terms, language: Language) -> Vec<Choice> {
    terms
        .of("type")
        .map(|term| Choice {
            value: term.code.clone(),
            label: terms.name("type", &term.code, language).to_owned(),
        })
        .collect()
}

/// The rules of every type as checks.js reads them; the verb holds the same.
fn rules(terms: &Terms) -> String {
    let all: serde_json::Map<String, serde_json::Value> = terms
        .of("type")
        .map(|term| {
            let rules = newsroom::type_rules(term);
            let rules = json!({
                "title_max": rules.title_max,
                "title_blocks": rules.title_blocks,
                "body_min": rules.words_min,
                "body_max": rules.words_max,
                "pictures_min": rules.pictures_min,
                "captions": true,
            });
            (term.code.clone(), rules)
        })
        .collect();
    serde_json::Value::Object(all).to_string()
}

/// What was said at the last return, while the article is with its reporter.
async fn remarks(visit: &Visit, article: &article::Model) -> Result<Vec<Remark>> {
    let db = visit.app.db.reader();
    if article.state != entity::ArticleState::Returned {
        return Ok(Vec::new());
    }
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let decisions = newsroom::decisions_of(db, visit.viewer()?, article.id).await?;
    let last = decisions
        .into_iter()
        .rev()
        .find(|decision| decision.step == Step::Return);
    Ok(last
        .into_iter()
        .map(|decision| {
            let reason = decision.reason.unwrap_or_default();
            let reason = terms.name("return_reason", &reason, visit.language);
            let words = [reason, decision.remark.as_str()];
            let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
            Remark {
                text: words.join(visit.t("writing.colon").as_str()),
                by: roster.person(decision.decided_by).to_owned(),
                at: calendar::local_time(decision.decided_at.0),
            }
        })
        .collect())
}

/// Where on the page a fault belongs.
fn at_field(visit: &Visit, fault: &Fault) -> FieldError {
    let id = match fault.field.as_ref() {
        "title" => "title",
        "type" => "type",
        "body_html" => "body",
        "authors" => "authors",
        "note" => "note",
        "caption" | "credit" => "pictures",
        _ => "",
    };
    FieldError {
        id,
        text: visit.say(&fault.message),
    }
}
