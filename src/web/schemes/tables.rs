//! The scheme editor: the document as tables to fill in, with a worked example beside them. Every button sends the whole
//! form, and the document travels in it: nothing is kept before somebody keeps it as a draft.

mod columns;
mod view;

use askama::Template;
use entity::SchemeId;
use poem::handler;
use poem::http::StatusCode;

use super::draft::{From, document_of, text_page};
use crate::error::{Error, Message};
use crate::ledger;
use crate::newsroom;
use crate::scheme::facts_file::FactsFile;
use crate::scheme::tables::{edit, example};
use crate::scheme::{Lint, Scheme, lint};
use crate::web::fail::WebResult;
use crate::web::form::{Asked, Fields};
use crate::web::{Page, Visit, reply};
use crate::{Fault, Result};
use entity::Language;
use view::{Form, form};

/// Fields that are no places of the document.
const OWN: [&str; 7] = ["csrf", "document", "version", "file", "facts", "do", "column"];

/// A line of the worked example.
struct Priced {
    sentence: String,
    points: String,
}

/// What the example is worth under the document as it stands in the form.
#[derive(Default)]
struct Example {
    /// Why nothing could be priced; empty where it could.
    wrong: Vec<String>,
    lines: Vec<Priced>,
    totals: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "scheme_example.html")]
struct ExamplePage {
    p: Page,
    example: Example,
}

#[derive(Template)]
#[template(path = "scheme_tables.html")]
struct TablesPage {
    p: Page,
    document: String,
    /// Of the draft that the writer had before them; 0 where there was none.
    version: i64,
    /// Whether somebody else kept a draft meanwhile.
    has_moved: bool,
    facts: String,
    columns: Vec<String>,
    form: Form,
    errors: Vec<(String, String)>,
    warnings: Vec<String>,
    is_checked: bool,
    example: Example,
}

/// What the form holds: the document after the changes, the facts of the example, the columns that were asked for.
struct Sent {
    document: String,
    version: i64,
    facts: String,
    columns: Vec<String>,
}

impl Sent {
    fn of(fields: &Fields) -> Result<Self> {
        let mut changes: Vec<(&str, String)> = Vec::new();
        for (name, text) in fields.0.iter().filter(|(name, _)| !OWN.contains(&name.as_str())) {
            // A list of boxes to tick sends its name once a box, and once empty.
            match changes.iter_mut().find(|(known, _)| known == name) {
                None => changes.push((name, text.clone())),
                Some((_, before)) if before.is_empty() => before.clone_from(text),
                Some((_, before)) => *before = format!("{before}、{text}"),
            }
        }
        let changes: Vec<(&str, &str)> = changes
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let document = edit(&fields.get("document").replace("\r\n", "\n"), &changes).map_err(|error| {
            let message = Message::new("fault.scheme_place").with("place", error);
            Error::Invalid(vec![Fault::new("document", message)])
        })?;
        let version = match fields.get("version") {
            "" => 0,
            version => version
                .parse()
                .map_err(|_| Error::invalid("version", "fault.form"))?,
        };
        Ok(Self {
            document,
            version,
            facts: fields.get("facts").to_owned(),
            columns: fields
                .all("column")
                .filter(|column| !column.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }
}

/// The tables of a scheme's draft or newest version, or of a new scheme.
#[handler]
pub(super) async fn write_tables(visit: Visit, Asked(asked): Asked<From>) -> WebResult {
    let (document, version) = document_of(&visit, asked.from).await?;
    let sent = Sent {
        facts: String::new(),
        columns: Vec::new(),
        document,
        version,
    };
    reply::page(&tables_page(&visit, sent, false).await?)
}

/// Takes what was filled in: shows it again, checked, or keeps it as a draft.
#[handler]
pub(super) async fn take_tables(visit: Visit, fields: Fields) -> WebResult {
    let sent = Sent::of(&fields)?;
    if fields.get("do") == "save" {
        let draft = (sent.document.as_str(), sent.version);
        match ledger::save_scheme_draft(&visit.app, visit.viewer()?, draft).await {
            Ok(id) => return Ok(saved(&visit, id)),
            Err(Error::Invalid(_)) => {}
            Err(Error::Stale(version)) => {
                let page = tables_page(&visit, Sent { version, ..sent }, true).await?;
                let page = TablesPage {
                    has_moved: true,
                    ..page
                };
                return reply::page_with(StatusCode::CONFLICT, &page);
            }
            Err(error) => return Err(error.into()),
        }
    }
    if fields.get("do") == "text" {
        return reply::page(&text_page(&visit, (sent.document, sent.version)).await?);
    }
    let page = tables_page(&visit, sent, true).await?;
    let status = if page.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    reply::page_with(status, &page)
}

/// The worked example alone, while somebody fills in.
#[handler]
pub(super) async fn show_example(visit: Visit, fields: Fields) -> WebResult {
    let sent = Sent::of(&fields)?;
    let parsed = Scheme::parse(&sent.document);
    let p = Page::of(&visit, "/schemes").await?;
    let example = priced(&p, parsed.ok().as_ref(), &sent.facts);
    reply::page(&ExamplePage { p, example })
}

fn saved(visit: &Visit, id: SchemeId) -> poem::Response {
    let saved = Message::new("scheme.saved");
    reply::to_saying(visit, &format!("/schemes/{id}/draft"), "ok", &saved)
}

async fn tables_page(visit: &Visit, sent: Sent, is_checked: bool) -> Result<TablesPage> {
    let p = Page::of(visit, "/schemes").await?;
    let is_zh = visit.language == Language::Chinese;
    let parsed = Scheme::parse(&sent.document);
    let errors: Vec<(String, String)> = match &parsed {
        Err(errors) if is_checked => errors
            .iter()
            .map(|error| (error.key.clone(), if is_zh { error.zh() } else { error.en() }))
            .collect(),
        Ok(_) | Err(_) => Vec::new(),
    };
    let warnings = parsed.as_ref().map_or_else(
        |_| Vec::new(),
        |scheme| {
            let said = if is_zh { Lint::zh } else { Lint::en };
            lint(scheme).iter().map(said).collect()
        },
    );
    let facts = match &parsed {
        Ok(scheme) if sent.facts.trim().is_empty() => example(scheme),
        Ok(_) | Err(_) => sent.facts,
    };
    let example = priced(&p, parsed.as_ref().ok(), &facts);
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let form = form(&p, &sent.document, &terms, &sent.columns, &errors)
        .ok_or_else(|| Error::invalid("document", "fault.scheme_no_toml"))?;
    Ok(TablesPage {
        document: sent.document,
        version: sent.version,
        has_moved: false,
        columns: sent.columns,
        facts,
        form,
        errors,
        warnings,
        is_checked,
        example,
        p,
    })
}

fn priced(p: &Page, scheme: Option<&Scheme>, facts: &str) -> Example {
    let nothing = |why: String| Example {
        wrong: vec![why],
        ..Example::default()
    };
    let Some(scheme) = scheme else {
        return nothing(p.t("scheme.example_waits"));
    };
    let facts = if facts.trim().is_empty() {
        example(scheme)
    } else {
        facts.to_owned()
    };
    let file = match FactsFile::parse(&facts) {
        Ok(file) => file,
        Err(error) => return nothing(error.zh()),
    };
    let sheet = file.price(scheme);
    let lines = sheet.lines.iter().map(|line| Priced {
        sentence: line.sentence(),
        points: line.points.to_string(),
    });
    let totals = sheet.totals.iter();
    Example {
        lines: lines.collect(),
        totals: totals
            .map(|total| {
                (
                    format!("{} {}", total.name, total.period),
                    total.points.to_string(),
                )
            })
            .collect(),
        wrong: Vec::new(),
    }
}
