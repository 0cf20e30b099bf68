//! Beginning an article: its type and, for whoever reports for several units, the unit. Nothing is made by a GET.

use askama::Template;
use entity::{OrganisationId, Role};
use poem::handler;
use serde::Deserialize;

use super::sheet::{Choice, types};
use crate::newsroom::{self, DraftText};
use crate::people::policy;
use crate::web::fail::WebResult;
use crate::web::form::{Asked, Form};
use crate::web::{Page, Visit, reply};

#[derive(Template)]
#[template(path = "write_start.html")]
struct StartPage {
    p: Page,
    s: Start,
}

/// What there is to choose.
struct Start {
    types: Vec<Kind>,
    units: Vec<Choice>,
    unit: String,
    import: bool,
}

/// A type with what it asks for.
struct Kind {
    value: String,
    label: String,
    asks: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wish {
    import: String,
}

/// 写稿 in the menu: a small choice before the page.
#[handler]
pub(super) async fn choose(visit: Visit, Asked(wish): Asked<Wish>) -> WebResult {
    let viewer = visit.viewer()?;
    policy::may(Some(viewer), policy::Act::WriteArticle)?;
    let p = Page::of(&visit, "/write").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let kinds = types(&terms, visit.language).into_iter().map(|choice| {
        let rules = terms.find("type", &choice.value).map(newsroom::type_rules);
        let rules = rules.unwrap_or_default();
        Kind {
            asks: p.t2("writing.asks", rules.words_min, rules.words_max),
            value: choice.value,
            label: choice.label,
        }
    });
    let units = viewer.held.iter().filter(|held| held.role == Role::Reporter);
    let units: Vec<Choice> = units
        .map(|held| Choice {
            value: held.organisation_id.to_string(),
            label: held.organisation.clone(),
        })
        .collect();
    let s = Start {
        types: kinds.collect(),
        unit: units.first().map_or_else(String::new, |unit| unit.value.clone()),
        units,
        import: wish.import == "1",
    };
    let page = StartPage { p, s };
    reply::page(&page)
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Begin {
    r#type: String,
    organisation_id: Option<OrganisationId>,
    import: String,
}

/// Starts the draft and goes to its page.
#[handler]
pub(super) async fn begin(visit: Visit, Form(form): Form<Begin>) -> WebResult {
    let reporter = visit.viewer()?.reporter()?;
    let text = DraftText {
        r#type: form.r#type,
        ..DraftText::default()
    };
    let saved = newsroom::start_draft(&visit.app, &reporter, form.organisation_id, &text).await?;
    let wish = if form.import == "1" { "?import=1" } else { "" };
    Ok(reply::to(&format!("/articles/{}/edit{wish}", saved.article.id)))
}
