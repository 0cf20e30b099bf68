//! The scheme editor for scripts: cells written into a document, facts priced under it, what differs between versions.

use entity::{Language, SchemeId, SchemeVersionId};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::ledger;
use crate::scheme::facts_file::FactsFile;
use crate::scheme::tables::{Change, edit};
use crate::scheme::{Scheme, SchemeError};

/// Schemes as tables.
pub(super) struct SchemeTables(pub App);

/// Cells to be written into a document.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct SchemeEdit {
    /// The TOML document.
    document: String,
    /// The cells, written together.
    cells: Vec<CellEdit>,
}

/// A cell to be written.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct CellEdit {
    /// Its place: `stacking.keep`, `adoption.cell[2].points`, `cap[+1].at` in the first new row, `quota[3]` to take a
    /// row away.
    place: String,
    /// What it says; empty takes the key away.
    value: String,
}

/// A document after an edit.
#[derive(Clone, Debug, Object)]
struct EditedScheme {
    /// The TOML document; comments and order are as they were.
    document: String,
    /// What is wrong with it, in the caller's language.
    errors: Vec<String>,
}

/// Facts to be priced under a document.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct PricingInput {
    /// The TOML document.
    document: String,
    /// The facts, as `zhibao scheme price` reads them: a text of JSON.
    facts: String,
}

/// What facts are worth.
#[derive(Clone, Debug, Object)]
struct PricedSheet {
    /// The lines.
    lines: Vec<PricedLine>,
    /// What each subject has in each month.
    totals: Vec<PricedTotal>,
}

/// A priced line.
#[derive(Clone, Debug, Object)]
struct PricedLine {
    /// How it came about, in Chinese.
    sentence: String,
    /// The rule's code.
    rule: String,
    /// Points.
    points: String,
}

/// What a subject has in a month.
#[derive(Clone, Debug, Object)]
struct PricedTotal {
    /// The subject's name.
    name: String,
    /// The month.
    period: String,
    /// Points.
    points: String,
}

/// A cell that differs.
#[derive(Clone, Debug, Object)]
struct SchemeChange {
    /// The section, such as `adoption.cell`.
    section: String,
    /// What its row is called; empty in a section without rows.
    row: String,
    /// The key.
    key: String,
    /// What it said; empty where it said nothing.
    before: String,
    /// What it says; empty where it says nothing.
    after: String,
}

impl From<Change> for SchemeChange {
    fn from(one: Change) -> Self {
        Self {
            section: one.section,
            row: one.row,
            key: one.key,
            before: one.before,
            after: one.after,
        }
    }
}

fn listed(changes: Vec<Change>) -> Json<Vec<SchemeChange>> {
    Json(changes.into_iter().map(SchemeChange::from).collect())
}

fn said(language: Language, error: &SchemeError) -> String {
    match language {
        Language::Chinese => error.zh(),
        Language::English => error.en(),
    }
}

#[OpenApi(tag = "Family::Schemes")]
impl SchemeTables {
    /// Writes cells into a document and checks it; nothing is kept.
    #[expect(clippy::unused_async, reason = "poem-openapi awaits an operation")]
    #[oai(path = "/schemes/edit", method = "post", operation_id = "edit_scheme")]
    async fn edit_scheme(&self, caller: Caller, input: Json<SchemeEdit>) -> Answer<Json<EditedScheme>> {
        let cells: Vec<(&str, &str)> = input
            .cells
            .iter()
            .map(|cell| (cell.place.as_str(), cell.value.as_str()))
            .collect();
        let document = edit(&input.document, &cells).map_err(|error| {
            let message = Message::new("fault.scheme_place").with("place", error);
            Error::Invalid(vec![Fault::new("cells", message)])
        })?;
        let errors = Scheme::parse(&document).err().unwrap_or_default();
        Ok(Json(EditedScheme {
            errors: errors.iter().map(|error| said(caller.language, error)).collect(),
            document,
        }))
    }

    /// Prices facts under a document; nothing is kept.
    #[expect(clippy::unused_async, reason = "poem-openapi awaits an operation")]
    #[oai(path = "/schemes/price", method = "post", operation_id = "price_under_scheme")]
    async fn price_under_scheme(
        &self,
        caller: Caller,
        input: Json<PricingInput>,
    ) -> Answer<Json<PricedSheet>> {
        let scheme = ledger::sound_scheme(&input.document)?;
        let file = FactsFile::parse(&input.facts).map_err(|error| {
            let why = match caller.language {
                Language::Chinese => error.zh(),
                Language::English => error.to_string(),
            };
            Error::Invalid(vec![Fault::new(
                "facts",
                Message::new("fault.facts").with("why", why),
            )])
        })?;
        let sheet = file.price(&scheme);
        Ok(Json(PricedSheet {
            lines: sheet
                .lines
                .iter()
                .map(|line| PricedLine {
                    sentence: line.sentence(),
                    rule: line.rule.clone(),
                    points: line.points.fixed(),
                })
                .collect(),
            totals: sheet
                .totals
                .iter()
                .map(|total| PricedTotal {
                    name: total.name.clone(),
                    period: total.period.to_string(),
                    points: total.points.fixed(),
                })
                .collect(),
        }))
    }

    /// What a published version changed against the one before it, cell by cell; everything where it is the first.
    #[oai(
        path = "/schemes/versions/:version_id/changes",
        method = "get",
        operation_id = "list_scheme_changes"
    )]
    async fn list_scheme_changes(
        &self,
        _caller: Caller,
        version_id: Path<i64>,
    ) -> Answer<Json<Vec<SchemeChange>>> {
        let db = self.0.db.reader();
        let version = ledger::scheme_version(db, SchemeVersionId(version_id.0)).await?;
        Ok(listed(ledger::changes_of_version(db, &version).await?))
    }

    /// What the draft of a scheme would change against the newest version, cell by cell.
    #[oai(
        path = "/schemes/:scheme_id/draft/changes",
        method = "get",
        operation_id = "list_draft_changes"
    )]
    async fn list_draft_changes(
        &self,
        _caller: Caller,
        scheme_id: Path<i64>,
    ) -> Answer<Json<Vec<SchemeChange>>> {
        let changes = ledger::changes_of_draft(self.0.db.reader(), SchemeId(scheme_id.0)).await?;
        Ok(listed(changes))
    }
}
