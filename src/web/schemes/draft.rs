//! Writing a scheme: check, keep as draft, compare with the version in force, publish by a second person. What is
//! sound and who may publish is decided by `ledger`.

use askama::Template;
use chrono::NaiveDate;
use entity::{Language, SchemeId, scheme_version};
use poem::handler;
use poem::http::StatusCode;
use poem::web::{Multipart, Path};
use serde::Deserialize;
use similar::{ChangeTag, TextDiff};

use super::document::numbered;
use super::notice::{self, ChangeRow};
use crate::error::{Error, Message};
use crate::ledger::{self, SchemeCheck};
use crate::people::Roster;
use crate::scheme::Lint;
use crate::web::fail::WebResult;
use crate::web::form::{Fields, Form};
use crate::web::{Page, Visit, reply};
use crate::{Fault, Result};

/// The largest document that is taken, in bytes.
const LARGEST: usize = 256 * 1024;

/// What is wrong, with its line.
struct Complaint {
    line: usize,
    text: String,
}

#[derive(Template)]
#[template(path = "scheme_new.html")]
struct WritePage {
    p: Page,
    document: String,
    /// Of the draft that the writer had before them; 0 where there was none.
    version: i64,
    /// Whether somebody else kept a draft meanwhile.
    has_moved: bool,
    checked: bool,
    errors: Vec<Complaint>,
    warnings: Vec<String>,
    /// The lines with a mark at those that are wrong; shown where something is wrong.
    lines: Vec<(usize, String, bool)>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct From {
    pub from: Option<SchemeId>,
}

#[handler]
pub(super) async fn write_scheme(
    visit: Visit,
    crate::web::form::Asked(asked): crate::web::form::Asked<From>,
) -> WebResult {
    let document = document_of(&visit, asked.from).await?;
    reply::page(&text_page(&visit, document).await?)
}

/// The text of a scheme's draft with the draft's version, else of its newest version with 0; empty for a new scheme.
pub(super) async fn document_of(visit: &Visit, from: Option<SchemeId>) -> Result<(String, i64)> {
    let Some(id) = from else {
        return Ok((String::new(), 0));
    };
    let rows = ledger::scheme_rows(visit.app.db.reader()).await?;
    let row = rows
        .into_iter()
        .find(|row| row.scheme.id == id)
        .ok_or(Error::NotFound)?;
    let newest = row.versions.into_iter().next().map(|version| version.document);
    Ok(row.draft.map_or_else(
        || (newest.unwrap_or_default(), 0),
        |draft| (draft.document, draft.version),
    ))
}

/// The text view of a document that was not checked yet.
pub(super) async fn text_page(
    visit: &Visit,
    (document, version): (String, i64),
) -> Result<impl Template + use<>> {
    Ok(WritePage {
        p: Page::of(visit, "/schemes").await?,
        document,
        version,
        has_moved: false,
        checked: false,
        errors: Vec::new(),
        warnings: Vec::new(),
        lines: Vec::new(),
    })
}

#[handler]
pub(super) async fn check(visit: Visit, multipart: Multipart) -> WebResult {
    let (document, version) = sent(multipart).await?;
    let found = ledger::check_scheme(&document);
    let status = if found.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    reply::page_with(status, &written(&visit, (document, version), found).await?)
}

#[handler]
pub(super) async fn keep(visit: Visit, multipart: Multipart) -> WebResult {
    let (document, version) = sent(multipart).await?;
    match ledger::save_scheme_draft(&visit.app, visit.viewer()?, (&document, version)).await {
        Ok(id) => {
            let saved = Message::new("scheme.saved");
            Ok(reply::to_saying(
                &visit,
                &format!("/schemes/{id}/draft"),
                "ok",
                &saved,
            ))
        }
        Err(Error::Invalid(_)) => {
            let found = ledger::check_scheme(&document);
            reply::page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &written(&visit, (document, version), found).await?,
            )
        }
        Err(Error::Stale(stands)) => {
            let found = ledger::check_scheme(&document);
            let page = written(&visit, (document, stands), found).await?;
            let page = WritePage {
                has_moved: true,
                ..page
            };
            reply::page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// The document of the form, which is the file where one was chosen, else the text; and the version of the draft before
/// the writer.
async fn sent(mut multipart: Multipart) -> Result<(String, i64)> {
    let bad = || Error::invalid("document", "fault.form");
    let (mut text, mut file, mut version) = (String::new(), String::new(), 0);
    while let Some(field) = multipart.next_field().await.map_err(|_| bad())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| bad())?;
        if bytes.len() > LARGEST {
            let too_large = Message::new("fault.scheme_too_large").with("kib", LARGEST / 1024);
            return Err(Error::Invalid(vec![Fault::new("document", too_large)]));
        }
        let value = String::from_utf8(bytes).map_err(|_| Error::invalid("document", "fault.scheme_utf8"))?;
        match name.as_str() {
            "document" => text = value,
            "file" => file = value,
            "version" => version = value.parse().map_err(|_| bad())?,
            _ => {}
        }
    }
    let chosen = if file.trim().is_empty() { text } else { file };
    let chosen = chosen.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    Ok((chosen, version))
}

async fn written(visit: &Visit, (document, version): (String, i64), found: SchemeCheck) -> Result<WritePage> {
    let is_zh = visit.language == Language::Chinese;
    let errors: Vec<Complaint> = found
        .errors
        .iter()
        .map(|error| Complaint {
            line: error.line,
            text: if is_zh { error.zh() } else { error.en() },
        })
        .collect();
    let warnings = match &found.scheme {
        Some(scheme) if !is_zh => crate::scheme::lint(scheme).iter().map(Lint::en).collect(),
        Some(_) | None => found.warnings,
    };
    let lines = if errors.is_empty() {
        Vec::new()
    } else {
        numbered(&document)
    };
    Ok(WritePage {
        p: Page::of(visit, "/schemes").await?,
        lines: lines
            .into_iter()
            .map(|(n, line)| (n, line, errors.iter().any(|error| error.line == n)))
            .collect(),
        document,
        version,
        has_moved: false,
        checked: true,
        errors,
        warnings,
    })
}

/// A line of the comparison.
struct DiffLine {
    /// `+`, `−` or nothing.
    sign: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "scheme_draft.html")]
struct DraftPage {
    p: Page,
    id: SchemeId,
    code: String,
    version: i64,
    saved_by: String,
    saved_at: String,
    is_writer: bool,
    may_publish: bool,
    former: Option<scheme_version::Model>,
    changes: Vec<ChangeRow>,
    diff: Vec<DiffLine>,
    n_added: usize,
    n_removed: usize,
    warnings: Vec<String>,
    effective_from: String,
    reason: String,
    faults: Vec<(String, String)>,
}

impl DraftPage {
    fn fault(&self, field: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|(id, _)| id == field)
            .map(|(_, text)| text.clone())
    }
}

#[handler]
pub(super) async fn show_draft(visit: Visit, Path(id): Path<SchemeId>) -> WebResult {
    reply::page(&draft_page(&visit, id, (String::new(), String::new()), Vec::new()).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Publishing {
    version: i64,
    effective_from: String,
    reason: String,
}

#[handler]
pub(super) async fn publish(
    visit: Visit,
    Path(id): Path<SchemeId>,
    Form(form): Form<Publishing>,
) -> WebResult {
    let said = (form.effective_from.clone(), form.reason.clone());
    let result = match form.effective_from.parse::<NaiveDate>() {
        Err(_) => Err(Error::invalid("effective_from", "fault.day")),
        Ok(day) => {
            ledger::publish_scheme(&visit.app, visit.viewer()?, (id, form.version), day, &form.reason).await
        }
    };
    match result {
        Ok(version) => {
            let published = Message::new("scheme.was_published");
            Ok(reply::to_saying(
                &visit,
                &format!("/schemes/{version}"),
                "ok",
                &published,
            ))
        }
        Err(Error::Invalid(faults)) => {
            let faults = faults
                .iter()
                .map(|fault| (fault.field.to_string(), visit.say(&fault.message)))
                .collect();
            reply::page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &draft_page(&visit, id, said, faults).await?,
            )
        }
        Err(error) => Err(error.into()),
    }
}

#[handler]
pub(super) async fn discard(visit: Visit, Path(id): Path<SchemeId>, Fields(_): Fields) -> WebResult {
    ledger::discard_draft(&visit.app, visit.viewer()?, id).await?;
    Ok(reply::to_saying(
        &visit,
        "/schemes",
        "ok",
        &Message::new("scheme.discarded"),
    ))
}

async fn draft_page(
    visit: &Visit,
    id: SchemeId,
    (effective_from, reason): (String, String),
    faults: Vec<(String, String)>,
) -> Result<DraftPage> {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let rows = ledger::scheme_rows(db).await?;
    let row = rows
        .into_iter()
        .find(|row| row.scheme.id == id)
        .ok_or(Error::NotFound)?;
    let draft = row.draft.ok_or(Error::NotFound)?;
    let former = row.versions.into_iter().next();
    let before = former.as_ref().map_or("", |version| version.document.as_str());
    let diff = compare(before, &draft.document);
    let of_sign = |sign: &str| diff.iter().filter(|line| line.sign == sign).count();
    let roster = Roster::kept(&visit.app.db).await?;
    let p = Page::of(visit, "/schemes").await?;
    Ok(DraftPage {
        id,
        code: row.scheme.code,
        version: draft.version,
        saved_by: roster.person(draft.saved_by).to_owned(),
        saved_at: p.time(draft.saved_at),
        is_writer: draft.saved_by == viewer.id(),
        may_publish: draft.saved_by != viewer.id(),
        n_added: of_sign("+"),
        n_removed: of_sign("−"),
        warnings: warnings(visit, &draft.document).await?,
        changes: notice::rows(&p, &ledger::changes_of_draft(db, id).await?),
        former,
        diff,
        effective_from,
        reason,
        faults,
        p,
    })
}

/// What is suspicious about a draft by itself and beside the published schemes, in the visitor's language.
async fn warnings(visit: &Visit, document: &str) -> Result<Vec<String>> {
    let Some(scheme) = ledger::check_scheme(document).scheme else {
        return Ok(Vec::new());
    };
    let overlaps = ledger::overlaps(visit.app.db.reader(), &scheme, visit.app.today()).await?;
    let said = match visit.language {
        Language::Chinese => Lint::zh,
        Language::English => Lint::en,
    };
    Ok(crate::scheme::lint(&scheme)
        .iter()
        .chain(&overlaps)
        .map(said)
        .collect())
}

/// Two documents line by line; unchanged runs are cut to three lines around each change.
fn compare(before: &str, after: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(3).iter().enumerate() {
        if at > 0 {
            lines.push(DiffLine {
                sign: "…",
                text: String::new(),
            });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            lines.push(DiffLine {
                sign: match change.tag() {
                    ChangeTag::Equal => "",
                    ChangeTag::Insert => "+",
                    ChangeTag::Delete => "−",
                },
                text: change.value().trim_end_matches('\n').to_owned(),
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_shows_what_went_and_what_came() {
        let diff = compare("a = 1\nb = 2\n", "a = 1\nb = 3\nc = 4\n");
        let said: Vec<String> = diff
            .iter()
            .map(|line| format!("{}{}", line.sign, line.text))
            .collect();
        assert_eq!(said, ["a = 1", "−b = 2", "+b = 3", "+c = 4"]);
        assert!(compare("a\n", "a\n").is_empty());
    }
}
