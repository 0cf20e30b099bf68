//! A fact of the ledger as people read it: what happened, when, and who recorded it. Nothing is read here.

use chrono::NaiveDate;
use entity::{FactId, fact};

use crate::people::Roster;
use crate::scheme::{Body, Grant, Outcome, Standing, incident_word};
use crate::web::Page;

/// A fact behind a posting.
pub(super) struct FactRow {
    pub id: i64,
    pub kind: String,
    pub day: String,
    pub recorded: String,
    pub by: String,
    /// Label and value.
    pub rows: Vec<(String, String)>,
    /// The fact that withdrew or replaced it.
    pub gone: Option<i64>,
    /// Where the record that it comes from is shown, if the reader may go there.
    pub href: Option<String>,
}

impl FactRow {
    /// A stored fact in words.
    pub(super) fn of(
        p: &Page,
        roster: &Roster,
        (row, body, gone): &(fact::Model, Body, Option<FactId>),
    ) -> Self {
        let said = particulars(body);
        Self {
            id: row.id.0,
            kind: p.t(&format!("fact.{}", row.kind)),
            day: p.day(row.happened_on),
            recorded: p.time(row.recorded_at),
            by: roster.person(row.recorded_by).to_owned(),
            rows: said
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(key, value)| (p.t(&format!("fact_part.{key}")), value))
                .collect(),
            gone: gone.map(|id| id.0),
            href: None,
        }
    }
}

/// What a body says, as message keys and values; empty values are left out by the caller.
fn particulars(body: &Body) -> Vec<(&'static str, String)> {
    let day = |day: NaiveDate| day.to_string();
    match body {
        Body::Submission(it) => vec![
            ("unit", it.piece.unit.name.clone()),
            ("type", it.piece.article_type.clone()),
            ("words", it.piece.n_words.to_string()),
            (
                "authors",
                names(it.piece.authors.iter().map(|author| author.name.as_str())),
            ),
            ("standing", standing(it.standing).to_owned()),
        ],
        Body::Adoption(it) => vec![
            ("outlet", format!("{}《{}》", it.outlet.level, it.outlet.name)),
            ("class", it.outlet.class.clone()),
            ("positions", it.positions.join("、")),
            ("form", it.form.clone()),
            (
                "repost",
                if it.repost {
                    "转载".to_owned()
                } else {
                    String::new()
                },
            ),
            ("adopted_on", day(it.adopted_on)),
            ("route", it.route.clone()),
            ("as_type", it.as_type.clone().unwrap_or_default()),
            ("points", chosen(it.granted.as_ref())),
            ("approver", approver(it.granted.as_ref())),
        ],
        Body::Instruction(it) => vec![
            ("leader", it.leader.clone()),
            ("level", it.level.clone()),
            ("day", day(it.day)),
            ("points", chosen(it.granted.as_ref())),
            ("approver", approver(it.granted.as_ref())),
        ],
        Body::Commission(it) => vec![
            ("title", it.title.clone()),
            ("unit", it.unit.name.clone()),
            ("due", day(it.due)),
            ("outcome", outcome(it.outcome).to_owned()),
        ],
        Body::Incident(it) => vec![
            ("incident", incident_word(&it.incident).to_owned()),
            ("note", it.note.clone()),
            (
                "subjects",
                names(it.subjects.iter().map(|named| named.name.as_str())),
            ),
            ("points", chosen(it.granted.as_ref())),
            ("approver", approver(it.granted.as_ref())),
        ],
        Body::Measure(it) => vec![("views", it.n_views.to_string()), ("day", day(it.day))],
        Body::Mark(it) => vec![("part", it.part.clone()), ("mark", it.mark.to_string())],
        Body::Clue(it) => vec![("provider", it.provider.name.clone())],
        Body::Exemption(it) => vec![
            ("from", day(it.from)),
            ("until", day(it.until)),
            ("note", it.why.clone()),
        ],
        Body::Roster(it) => vec![("subjects", it.named.name.clone()), ("from", day(it.from))],
        Body::Adjustment(it) => vec![
            ("points", it.points.fixed()),
            ("note", it.reason.clone()),
            ("approver", it.approver.clone()),
        ],
        Body::Opening(it) => vec![("points", it.points.fixed()), ("note", it.note.clone())],
        Body::Withdrawal(it) => vec![
            ("withdraws", it.withdraws.to_string()),
            ("note", it.reason.clone()),
        ],
    }
}

/// The points that somebody chose, and who stands for them.
fn chosen(grant: Option<&Grant>) -> String {
    grant.map_or_else(String::new, |grant| grant.points.fixed())
}

fn approver(grant: Option<&Grant>) -> String {
    grant.map_or_else(String::new, |grant| grant.approver.clone())
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

/// The ledger's own words are Chinese, as its sentences are.
const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Valid => "有效",
        Standing::Accepted => "已采纳",
        Standing::Declined => "已退稿",
        Standing::Duplicate => "重复报送",
        Standing::NotFirst => "非首报",
        Standing::Withdrawn => "已撤回",
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "完成",
        Outcome::Missed => "未完成",
        Outcome::AdoptedUpstairs => "被上级采用",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adoption_names_its_outlet_and_position() {
        let json = r#"{"kind":"adoption","article":"article:1","outlet":{"id":3,"name":"临江日报","level":"市级"},
            "adopted_on":"2026-11-18","positions":["头版"],"form":"独立"}"#;
        let body: Body = serde_json::from_str(&json.replace("\"article:1\"", "1")).unwrap();
        let said = particulars(&body);
        assert_eq!(said[0], ("outlet", "市级《临江日报》".to_owned()));
        assert_eq!(said[2].1, "头版");
        assert_eq!(said[4].1, "");
    }
}
