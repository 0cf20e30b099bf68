//! Scoring schemes: published versions, checking a document, drafting it, publishing the draft by a second person.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{SchemeId, SchemeVersionId, scheme_version};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::error::Error;
use crate::ledger;
use crate::people::Roster;
use crate::people::policy::{self, Act};

mod trial;

use trial::Trial;

/// Schemes.
pub(super) struct Schemes(pub App);

/// A scheme.
#[derive(Clone, Debug, Object)]
struct Scheme {
    /// Its key.
    id: i64,
    /// Its code.
    code: String,
    /// Its published versions, the newest first.
    versions: Vec<VersionRow>,
    /// What is being written; for whoever keeps schemes.
    draft: Option<SchemeDraft>,
}

/// A published version in a list.
#[derive(Clone, Debug, Object)]
struct VersionRow {
    /// Its key.
    id: i64,
    /// Its number within the scheme, from 1.
    n: i64,
    /// Its name.
    name: String,
    /// In force from this day on.
    effective_from: NaiveDate,
    /// By whom it was written.
    drafted_by: i64,
    /// By whom it was published.
    published_by: i64,
    /// When.
    published_at: DateTime<Utc>,
    /// Why.
    reason: String,
    /// SHA-256 of the document.
    digest: String,
}

/// A published version.
#[derive(Clone, Debug, Object)]
struct Version {
    /// The version.
    version: VersionRow,
    /// The key of its scheme.
    scheme_id: i64,
    /// The TOML document.
    document: String,
}

/// A draft.
#[derive(Clone, Debug, Object)]
struct SchemeDraft {
    /// The TOML document.
    document: String,
    /// By whom it was saved.
    saved_by: i64,
    /// When.
    saved_at: DateTime<Utc>,
    /// The version to name when it is published.
    version: i64,
}

/// A document.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct SchemeInput {
    /// The TOML document.
    document: String,
}

/// A document to be kept as a draft.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct DraftInput {
    /// The TOML document.
    document: String,
    /// The version of the draft that was read before; 0 where there was none.
    #[oai(default)]
    version: i64,
}

/// What checking a document found.
#[derive(Clone, Debug, Object)]
struct CheckedScheme {
    /// Whether the document is sound.
    is_sound: bool,
    /// The code that it names.
    code: Option<String>,
    /// The name that it gives.
    name: Option<String>,
    /// What is wrong, in the caller's language.
    errors: Vec<String>,
    /// What is suspicious, in Chinese.
    warnings: Vec<String>,
}

/// Which draft was saved.
#[derive(Clone, Debug, Object)]
struct SavedScheme {
    /// The scheme's key.
    scheme_id: i64,
    /// The draft.
    draft: Option<SchemeDraft>,
}

/// A publication.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Publication {
    /// The draft's version that was read.
    version: i64,
    /// In force from this day on.
    effective_from: NaiveDate,
    /// Why, 1–200 characters.
    reason: String,
}

fn version_row(row: &scheme_version::Model) -> VersionRow {
    VersionRow {
        id: row.id.0,
        n: row.n,
        name: row.name.clone(),
        effective_from: row.effective_from,
        drafted_by: row.drafted_by.0,
        published_by: row.published_by.0,
        published_at: row.published_at.utc(),
        reason: row.reason.clone(),
        digest: row.digest.clone(),
    }
}

fn draft_document(row: entity::scheme_draft::Model) -> SchemeDraft {
    SchemeDraft {
        document: row.document,
        saved_by: row.saved_by.0,
        saved_at: row.saved_at.utc(),
        version: row.version,
    }
}

impl Schemes {
    async fn version(&self, id: SchemeVersionId) -> Answer<Json<Version>> {
        let row = ledger::scheme_version(self.0.db.reader(), id).await?;
        Ok(Json(Version {
            version: version_row(&row),
            scheme_id: row.scheme_id.0,
            document: row.document,
        }))
    }
}

#[OpenApi(tag = "Family::Schemes")]
impl Schemes {
    /// Every scheme with its versions.
    #[oai(path = "/schemes", method = "get", operation_id = "list_schemes")]
    async fn list_schemes(&self, caller: Caller) -> Answer<Json<Vec<Scheme>>> {
        let keeps = policy::may(Some(&caller.viewer), Act::KeepSchemes).is_ok();
        let rows = ledger::scheme_rows(self.0.db.reader()).await?.into_iter();
        let rows = rows.map(|row| Scheme {
            id: row.scheme.id.0,
            code: row.scheme.code,
            versions: row.versions.iter().map(version_row).collect(),
            draft: row.draft.filter(|_| keeps).map(draft_document),
        });
        Ok(Json(rows.collect()))
    }

    /// The JSON Schema of a scheme document: every section, key and word that it may hold.
    #[expect(clippy::unused_async, reason = "poem-openapi awaits an operation")]
    #[oai(path = "/schemes/schema", method = "get", operation_id = "read_scheme_schema")]
    async fn read_scheme_schema(&self, _caller: Caller) -> Answer<Json<serde_json::Value>> {
        Ok(Json(crate::scheme::schema()))
    }

    /// What the draft of a scheme would change: the facts of the last months priced under it, compared with the schemes
    /// in force. Nothing is written.
    #[oai(
        path = "/schemes/:scheme_id/what-if",
        method = "get",
        operation_id = "try_scheme_draft"
    )]
    async fn try_scheme_draft(
        &self,
        caller: Caller,
        scheme_id: Path<i64>,
        /// How many months, the current one included; 24 unless said.
        months: Query<Option<u32>>,
    ) -> Answer<Json<Trial>> {
        let id = SchemeId(scheme_id.0);
        let found = ledger::try_draft(
            &self.0,
            &caller.viewer,
            id,
            months.0.unwrap_or(ledger::MONTHS_TRIED),
        )
        .await?;
        let roster = Roster::kept(&self.0.db).await?;
        Ok(Json(trial::document(&roster, found)))
    }

    /// A published version with its document.
    #[oai(
        path = "/schemes/versions/:version_id",
        method = "get",
        operation_id = "read_scheme_version"
    )]
    async fn read_scheme_version(&self, _caller: Caller, version_id: Path<i64>) -> Answer<Json<Version>> {
        self.version(SchemeVersionId(version_id.0)).await
    }

    /// Checks a document without keeping it.
    #[expect(clippy::unused_async, reason = "poem-openapi awaits an operation")]
    #[oai(path = "/schemes/check", method = "post", operation_id = "check_scheme")]
    async fn check_scheme(&self, caller: Caller, input: Json<SchemeInput>) -> Answer<Json<CheckedScheme>> {
        let found = ledger::check_scheme(&input.document);
        let errors = found.errors.iter().map(|error| match caller.language {
            entity::Language::Chinese => error.zh(),
            entity::Language::English => error.en(),
        });
        Ok(Json(CheckedScheme {
            is_sound: found.scheme.is_some(),
            errors: errors.collect(),
            warnings: found.warnings,
            code: found.scheme.as_ref().map(|scheme| scheme.code.clone()),
            name: found.scheme.map(|scheme| scheme.name),
        }))
    }

    /// Keeps a sound document as the draft of the scheme whose code it names.
    #[oai(path = "/schemes/draft", method = "post", operation_id = "save_scheme_draft")]
    async fn save_scheme_draft(&self, caller: Caller, input: Json<DraftInput>) -> Answer<Json<SavedScheme>> {
        let draft = (input.document.as_str(), input.version);
        let id = ledger::save_scheme_draft(&self.0, &caller.viewer, draft).await?;
        let rows = ledger::scheme_rows(self.0.db.reader()).await?;
        let row = rows
            .into_iter()
            .find(|row| row.scheme.id == id)
            .ok_or(Error::NotFound)?;
        Ok(Json(SavedScheme {
            scheme_id: id.0,
            draft: row.draft.map(draft_document),
        }))
    }

    /// Publishes the draft of a scheme; whoever wrote it may not.
    #[oai(
        path = "/schemes/:scheme_id/publish",
        method = "post",
        operation_id = "publish_scheme"
    )]
    async fn publish_scheme(
        &self,
        caller: Caller,
        scheme_id: Path<i64>,
        input: Json<Publication>,
    ) -> Answer<Json<Version>> {
        let draft = (SchemeId(scheme_id.0), input.version);
        let (from, reason) = (input.effective_from, &input.reason);
        let id = ledger::publish_scheme(&self.0, &caller.viewer, draft, from, reason).await?;
        self.version(id).await
    }

    /// Drops the draft of a scheme; what was published stays.
    #[oai(
        path = "/schemes/:scheme_id/discard",
        method = "post",
        operation_id = "discard_scheme_draft"
    )]
    async fn discard_scheme_draft(&self, caller: Caller, scheme_id: Path<i64>) -> Answer<()> {
        Ok(ledger::discard_draft(&self.0, &caller.viewer, SchemeId(scheme_id.0)).await?)
    }
}
