//! A record in the reader's words. Nothing is read here.

use entity::{OccurrenceKind, occurrence};

use crate::people::Roster;
use crate::points::Points;
use crate::scheme::INCIDENTS;
use crate::web::Page;

/// What records are named by.
pub(in crate::web) struct Words<'a> {
    pub p: &'a Page,
    pub roster: &'a Roster,
}

/// The word for a kind.
pub(in crate::web) fn kind(p: &Page, kind: OccurrenceKind) -> String {
    p.t(&format!("occurrence_kind.{}", kind.code()))
}

/// The label of a field: that of the kind, where it has one of its own.
pub(super) fn label(p: &Page, kind: OccurrenceKind, field: &str) -> String {
    let own = format!("occurrence_field.{}_{field}", kind.code());
    let label = p.t(&own);
    if label == own {
        p.t(&format!("occurrence_field.{field}"))
    } else {
        label
    }
}

/// The word for an incident: one of a scheme's own is printed as the scheme has it.
pub(super) fn incident(p: &Page, code: &str) -> String {
    if INCIDENTS.iter().any(|(known, _)| *known == code) {
        p.t(&format!("incident.{code}"))
    } else {
        code.to_owned()
    }
}

impl Words<'_> {
    /// The word for what kind of thing it was.
    pub(in crate::web) fn kind(&self, row: &occurrence::Model) -> String {
        kind(self.p, row.kind)
    }

    /// What it was, within its kind: the outcome, the incident, the figure.
    pub(in crate::web) fn what(&self, row: &occurrence::Model) -> String {
        let p = self.p;
        let points = row
            .points
            .map(|points| Points::from_hundredths(points).to_string());
        match row.kind {
            OccurrenceKind::Commission => p.t(&format!("outcome.{}", row.what)),
            OccurrenceKind::Incident => incident(p, &row.what),
            OccurrenceKind::Measure => row.n_views.map_or_else(String::new, |n| n.to_string()),
            OccurrenceKind::Mark => [row.what.clone(), points.unwrap_or_default()]
                .join(" ")
                .trim()
                .to_owned(),
            OccurrenceKind::Clue | OccurrenceKind::Exemption => String::new(),
        }
    }

    /// Whom it concerns; nobody where the article says it.
    pub(in crate::web) fn whom(&self, row: &occurrence::Model) -> Option<String> {
        match row.subject_kind.zip(row.subject_id) {
            Some(subject) => Some(self.roster.subject(subject).to_owned()),
            None if row.kind == OccurrenceKind::Exemption => Some(self.p.t("occurrence.everybody")),
            None => None,
        }
    }

    /// The day, or the first and the last of an exemption.
    pub(in crate::web) fn days(&self, row: &occurrence::Model) -> String {
        match row.until_on.filter(|_| row.kind == OccurrenceKind::Exemption) {
            Some(until) if until != row.happened_on => {
                self.p.t2("occurrence.from_until", row.happened_on, until)
            }
            _ => row.happened_on.to_string(),
        }
    }

    /// When and why it was withdrawn, if it was.
    pub(in crate::web) fn withdrawn(&self, row: &occurrence::Model) -> Option<String> {
        row.withdrawn_at.map(|at| {
            let reason = row.withdrawn_reason.as_deref().unwrap_or_default();
            self.p.t2("adoption.withdrawn_because", self.p.time(at), reason)
        })
    }
}
