//! The audit log: who did what, when, from where; and a walk over its chain.

use chrono::{DateTime, Utc};
use entity::PersonId;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use super::page::Asked;
use crate::app::App;
use crate::audit::{self, EntryFilter};

/// The audit log.
pub(super) struct AuditLog(pub App);

/// An entry of the log.
#[derive(Clone, Debug, Object)]
struct AuditEntry {
    /// Its number.
    seq: i64,
    /// When.
    at: DateTime<Utc>,
    /// Who, by key; none for the system and for whoever was not signed in.
    actor_id: Option<i64>,
    /// Who, by name.
    actor_name: String,
    /// From where.
    address: String,
    /// By which request.
    request_id: String,
    /// What.
    deed: String,
    /// To what kind of thing.
    object_kind: String,
    /// To which one.
    object_id: String,
    /// `done`, `refused` or `failed`.
    outcome: String,
    /// What else matters.
    detail: serde_json::Value,
    /// Its hash in the chain.
    hash: String,
}

/// How the log was found.
#[derive(Clone, Debug, Object)]
struct AuditVerdict {
    /// Whether every entry is as it was written.
    is_whole: bool,
    /// How many entries, where everything is whole.
    n_entries: Option<i64>,
    /// The number of the first broken entry.
    seq: Option<i64>,
}

#[OpenApi(tag = "Family::Audit")]
impl AuditLog {
    /// The newest entries that fit; ask on with `before`, the lowest number that you have.
    #[expect(clippy::too_many_arguments, reason = "one argument is one name of the query")]
    #[oai(path = "/audit", method = "get", operation_id = "read_audit_log")]
    async fn read_audit_log(
        &self,
        _caller: Caller,
        /// Before this number.
        before: Query<Option<i64>>,
        /// Of this person.
        actor_id: Query<Option<i64>>,
        /// Of this deed.
        deed: Query<Option<String>>,
        /// To this kind of thing.
        object_kind: Query<Option<String>>,
        /// To this one.
        object_id: Query<Option<String>>,
        /// How many.
        page_rows: Query<Option<u64>>,
    ) -> Answer<Json<Vec<AuditEntry>>> {
        let (_, n) = Asked::read(&self.0.settings.limits, None, page_rows.0)?.span();
        let filter = EntryFilter {
            before: before.0,
            actor: actor_id.0.map(PersonId),
            deed: deed.0.unwrap_or_default(),
            object: match (object_kind.0, object_id.0) {
                (Some(kind), Some(id)) => format!("{kind}:{id}"),
                (kind, _) => kind.unwrap_or_default(),
            },
            ..EntryFilter::default()
        };
        let (entries, _) = audit::entries(self.0.db.reader(), &filter, (0, n)).await?;
        let entries = entries.into_iter();
        let entries = entries.map(|entry| AuditEntry {
            seq: entry.seq,
            at: entry.at.utc(),
            actor_id: entry.actor_id.map(|id| id.0),
            actor_name: entry.actor_name,
            address: entry.address,
            request_id: entry.request_id,
            deed: entry.deed,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            outcome: entry.outcome.code().to_owned(),
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
            hash: entry.hash,
        });
        Ok(Json(entries.collect()))
    }

    /// Walks the whole log: every hash, and the head.
    #[oai(path = "/audit/verify", method = "post", operation_id = "verify_audit_log")]
    async fn verify_audit_log(&self, _caller: Caller) -> Answer<Json<AuditVerdict>> {
        let found = audit::verify(self.0.db.reader()).await?;
        Ok(Json(AuditVerdict {
            is_whole: found.is_ok(),
            n_entries: found.ok(),
            seq: found.err(),
        }))
    }
}
