//! The dictionary: types, levels, positions, forms, reasons, with their names and order. A word's code never changes.

use askama::Template;
use entity::term;
use poem::handler;
use poem::web::Path;

use crate::error::Message;
use crate::newsroom::{self, TermChange};
use crate::people::policy::{self, Act};
use crate::web::fail::WebResult;
use crate::web::form::Fields;
use crate::web::{Page, Visit, reply};

#[derive(Template)]
#[template(path = "terms.html")]
struct TermsPage {
    p: Page,
    /// Kind, its name, its words.
    kinds: Vec<(String, String, Vec<term::Model>)>,
    may_keep: bool,
}

#[handler]
pub(super) async fn show_terms(visit: Visit) -> WebResult {
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let p = Page::of(&visit, "/roster").await?;
    let mut kinds: Vec<(String, String, Vec<term::Model>)> = Vec::new();
    for word in terms.all() {
        match kinds.last_mut() {
            Some((kind, _, words)) if *kind == word.kind => words.push(word.clone()),
            _ => {
                let name = p.t(&format!("term_kind.{}", word.kind));
                kinds.push((word.kind.clone(), name, vec![word.clone()]));
            }
        }
    }
    let may_keep = policy::may(visit.viewer.as_ref(), Act::KeepTerms).is_ok();
    reply::page(&TermsPage { p, kinds, may_keep })
}

#[handler]
pub(super) async fn change_term(
    visit: Visit,
    Path((kind, code)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let admin = visit.viewer()?.admin()?;
    let change = TermChange {
        name_zh: fields.get("name_zh").to_owned(),
        name_en: fields.get("name_en").to_owned(),
        ord: fields.parse("ord")?,
        is_active: fields.is_ticked("is_active"),
        version: fields.parse("version")?,
    };
    newsroom::change_term(&visit.app, &admin, (&kind, &code), &change).await?;
    let done = Message::new("roster.term_changed").with("name", change.name_zh.trim());
    Ok(reply::to_saying(&visit, &format!("/terms#{kind}"), "ok", &done))
}
