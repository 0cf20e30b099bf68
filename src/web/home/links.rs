//! Addresses of other rooms' pages that figures of the home page open.

use entity::{OrganisationId, SubjectKind};

use crate::calendar::{Month, Week};
use crate::newsroom::VALID;

/// The statement of somebody for a period.
pub(super) fn statement(kind: SubjectKind, id: i64, period: &str) -> String {
    format!("/statements/{}/{id}?period={period}", kind.code())
}

/// The valid pieces that were filed for the first time in a month.
pub(super) fn filed_in(month: Month) -> String {
    let (first, last) = (month.first_day().to_string(), month.last_day().to_string());
    valid(&[("from", first.as_str()), ("to", last.as_str())])
}

/// The valid pieces that a unit filed in a week.
pub(super) fn filed_by(unit: OrganisationId, week: Week) -> String {
    valid(&[("q", &format!("周:{week}")), ("unit", &unit.to_string())])
}

/// A search among the valid pieces.
fn valid(fields: &[(&str, &str)]) -> String {
    let states = VALID.iter().map(|state| ("state", state.code()));
    let fields: Vec<_> = fields.iter().copied().chain(states).collect();
    format!(
        "/search?{}",
        serde_urlencoded::to_string(fields).unwrap_or_default()
    )
}

/// The register of the adoptions of a month, at one level (by code) or at any.
pub(super) fn register(month: Month, level: &str) -> String {
    let fields = [
        ("month", month.to_string()),
        ("level", level.to_owned()),
        ("standing", "standing".to_owned()),
    ];
    let fields = fields.iter().filter(|(_, value)| !value.is_empty());
    let query = serde_urlencoded::to_string(fields.collect::<Vec<_>>()).unwrap_or_default();
    format!("/adoptions?{query}")
}
