//! Which fields a kind of occurrence takes: one table, read by the verb, by the form and by the document of the API.

use entity::OccurrenceKind::{self, Clue, Commission, Exemption, Incident, Mark, Measure};

use super::{NewOccurrence, Whom};

/// The outcomes of a commission, as `what` spells them.
pub const OUTCOMES: [&str; 3] = ["met", "missed", "adopted_upstairs"];

/// A field that not every kind has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The deadline, or the last day.
    Until,
    /// The article.
    Article,
    /// A person, a unit, or everybody.
    Subject,
    /// The outcome, the word of the incident, or the part of the rubric.
    What,
    /// Views or plays.
    Views,
    /// The mark, or the points chosen.
    Points,
    /// Who stands for the points chosen.
    Approver,
    /// A title, a name or a reason.
    Note,
}

impl Field {
    /// Every field, in the order in which a form asks for it.
    pub const ALL: [Self; 8] = [
        Self::Article,
        Self::Subject,
        Self::What,
        Self::Until,
        Self::Views,
        Self::Points,
        Self::Approver,
        Self::Note,
    ];

    /// Its name in forms, documents and faults.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Until => "until_on",
            Self::Article => "article_id",
            Self::Subject => "subject_id",
            Self::What => "what",
            Self::Views => "n_views",
            Self::Points => "points",
            Self::Approver => "approver",
            Self::Note => "note",
        }
    }

    /// Whether a kind has the field: `Some(true)` asks for it, `Some(false)` leaves it open.
    #[must_use]
    pub const fn of(self, kind: OccurrenceKind) -> Option<bool> {
        match (self, kind) {
            (Self::Article, Measure | Mark | Clue)
            | (Self::Subject, Commission | Clue | Exemption)
            | (Self::What, Commission | Incident | Mark)
            | (Self::Until, Commission | Exemption)
            | (Self::Views, Measure)
            | (Self::Points, Mark)
            | (Self::Note, Commission | Mark | Exemption) => Some(true),
            (Self::Article | Self::Subject | Self::Points | Self::Approver | Self::Note, Incident) => {
                Some(false)
            }
            _ => None,
        }
    }

    /// Whether something was said in the field.
    pub(super) fn is_said(self, new: &NewOccurrence) -> bool {
        match self {
            Self::Until => new.until_on.is_some(),
            Self::Article => new.article_id.is_some(),
            Self::Subject => new.whom != Whom::Nobody,
            // A rubric of one part has no name for it.
            Self::What => !new.what.trim().is_empty() || new.kind == Mark,
            Self::Views => new.n_views.is_some(),
            Self::Points => new.points.is_some(),
            Self::Approver => !new.approver.trim().is_empty(),
            Self::Note => !new.note.trim().is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_asks_for_what_its_fact_cannot_do_without() {
        let said = |kind| {
            let fields = Field::ALL
                .into_iter()
                .filter_map(|field| Some((field, field.of(kind)?)));
            let words =
                fields.map(|(field, asked)| format!("{}{}", field.name(), if asked { "!" } else { "" }));
            words.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(said(Commission), "subject_id! what! until_on! note!");
        assert_eq!(said(Incident), "article_id subject_id what! points approver note");
        assert_eq!(said(Measure), "article_id! n_views!");
        assert_eq!(said(Mark), "article_id! what! points! note!");
        assert_eq!(said(Clue), "article_id! subject_id!");
        assert_eq!(said(Exemption), "subject_id! until_on! note!");
    }
}
