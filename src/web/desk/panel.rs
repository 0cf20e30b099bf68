//! The panel of one decision: what is asked with it, what was typed so far, what is wrong with that. The same panel is
//! a dialog at the desk and a page of its own.

use entity::{ArticleId, Language, article};

use super::parts::{Choice, Wrong, at, choices};
use super::rows::Reading;
use crate::calendar::plus_days;
use crate::newsroom::{Decision, Terms};

/// The panel of a decision.
pub(super) struct Panel {
    pub id: ArticleId,
    pub version: i64,
    pub kind: &'static str,
    pub title: String,
    pub action: String,
    pub danger: bool,
    pub has_due: bool,
    pub reasons: Vec<Choice>,
    pub reason: String,
    pub remark: String,
    pub internal_note: String,
    pub due_on: String,
    pub place: String,
    pub next: String,
    pub wrong: Vec<Wrong>,
}

/// The decision's name in addresses.
pub(super) const fn code(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "accept",
        Decision::Return => "return",
        Decision::Hold => "hold",
        Decision::Decline => "decline",
    }
}

/// The decision of that name.
pub(super) fn from_code(text: &str) -> Option<Decision> {
    [
        Decision::Accept,
        Decision::Return,
        Decision::Hold,
        Decision::Decline,
    ]
    .into_iter()
    .find(|decision| code(*decision) == text)
}

/// The reasons to choose from; none where a decision needs none.
fn reasons(terms: &Terms, decision: Decision, language: Language) -> Vec<Choice> {
    match decision {
        Decision::Return => choices(terms, "return_reason", language),
        Decision::Decline => choices(terms, "decline_reason", language),
        Decision::Accept | Decision::Hold => Vec::new(),
    }
}

impl Panel {
    /// The panel before anything is typed; a returned piece is due after the installation's number of days.
    pub(super) fn empty(reading: &Reading<'_>, article: &article::Model, decision: Decision) -> Self {
        let (p, app) = (reading.p, &reading.visit.app);
        let days = u64::try_from(app.settings.newsroom.return_days).unwrap_or(0);
        let (title, action) = match decision {
            Decision::Accept => (p.t("look.accept_title"), p.t("look.accept")),
            Decision::Return => (p.t("look.return_title"), p.t("look.return")),
            Decision::Hold => (p.t("look.hold_title"), p.t("look.hold")),
            Decision::Decline => (p.t("look.decline_title"), p.t("look.decline")),
        };
        Self {
            id: article.id,
            version: article.version,
            kind: code(decision),
            title,
            action,
            danger: decision == Decision::Decline,
            has_due: decision == Decision::Return,
            reasons: reasons(reading.terms, decision, p.language()),
            reason: String::new(),
            remark: String::new(),
            internal_note: String::new(),
            due_on: plus_days(app.today(), days).to_string(),
            place: String::new(),
            next: String::new(),
            wrong: Vec::new(),
        }
    }

    /// The panel with the place at the desk that it leads back to.
    pub(super) fn carrying(self, place: String, next: String) -> Self {
        Self { place, next, ..self }
    }

    /// The key that opens the panel.
    pub(super) fn key(&self) -> &'static str {
        match self.kind {
            "accept" => "a",
            "return" => "r",
            "hold" => "h",
            _ => "x",
        }
    }

    /// What is wrong, each linked to its field as this panel names it.
    pub(super) fn summary(&self) -> Vec<Wrong> {
        let id = |field: &str| match field {
            "" => String::new(),
            "due_on" => format!("{}-due", self.kind),
            other => format!("{}-{other}", self.kind),
        };
        self.wrong
            .iter()
            .map(|one| Wrong {
                id: id(&one.id).into(),
                text: one.text.clone(),
            })
            .collect()
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}
