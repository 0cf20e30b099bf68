//! Addresses of the lists that figures open: the home pages and the trends count what these show.

use entity::{ArticleState, OrganisationId, SubjectKind};

use crate::calendar::{Month, Week};
use crate::newsroom::VALID;

/// The statement of somebody for a period.
pub(super) fn statement(kind: SubjectKind, id: i64, period: &str) -> String {
    format!("/statements/{}/{id}?period={period}", kind.code())
}

/// The valid pieces that were filed for the first time in a month.
pub(super) fn filed_in(month: Month) -> String {
    standing_in(month, VALID)
}

/// The pieces that were filed for the first time in a month and stand in one of these states.
pub(super) fn standing_in(month: Month, states: &[ArticleState]) -> String {
    let (first, last) = (month.first_day().to_string(), month.last_day().to_string());
    searched(&[("from", first.as_str()), ("to", last.as_str())], states)
}

/// The valid pieces that a unit filed in a week.
pub(super) fn filed_by(unit: OrganisationId, week: Week) -> String {
    let fields = [("q", format!("周:{week}")), ("unit", unit.to_string())];
    searched(
        &fields.each_ref().map(|(name, value)| (*name, value.as_str())),
        VALID,
    )
}

/// A search among the pieces in some states.
fn searched(fields: &[(&str, &str)], states: &[ArticleState]) -> String {
    let states = states.iter().map(|state| ("state", state.code()));
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
