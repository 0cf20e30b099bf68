//! Addresses of other rooms' pages that figures of the home page open.

use entity::SubjectKind;

/// The statement of somebody for a period.
pub(super) fn statement(kind: SubjectKind, id: i64, period: &str) -> String {
    format!("/statements/{}/{id}?period={period}", kind.code())
}

/// A search by a query of fields, such as `周:2026-W47`.
pub(super) fn search(query: &str) -> String {
    let query = serde_urlencoded::to_string([("q", query)]).unwrap_or_default();
    format!("/search?{query}")
}
