//! What an entry of the log adds to its deed, in the reader's words: field, value before, value after.

use entity::OrganisationId;
use serde_json::Value;

use crate::newsroom::Terms;
use crate::people::Roster;
use crate::web::Page;

/// One field of an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Detail {
    pub label: String,
    /// The value before, where the deed changed it.
    pub before: Option<String>,
    pub value: String,
}

/// What values are named by.
pub(super) struct Words<'a> {
    pub p: &'a Page,
    pub roster: &'a Roster,
    pub terms: &'a Terms,
}

impl Words<'_> {
    /// The fields of an entry's `detail`; none where it says nothing more.
    pub(super) fn of(&self, detail: &str) -> Vec<Detail> {
        let mut found = Vec::new();
        if let Ok(Value::Object(fields)) = serde_json::from_str(detail) {
            for (field, value) in &fields {
                self.field(field, value, &mut found);
            }
        }
        found
    }

    fn field(&self, field: &str, value: &Value, found: &mut Vec<Detail>) {
        let label = || self.known(&format!("audit_field.{field}"), field);
        match value {
            Value::Object(both) if both.contains_key("before") && both.contains_key("after") => {
                found.push(Detail {
                    label: label(),
                    before: Some(self.value(field, &both["before"])),
                    value: self.value(field, &both["after"]),
                });
            }
            Value::Object(parts) => {
                for (part, value) in parts {
                    self.field(part, value, found);
                }
            }
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            value => found.push(Detail {
                label: label(),
                before: None,
                value: self.value(field, value),
            }),
        }
    }

    /// A value as people say it.
    fn value(&self, field: &str, value: &Value) -> String {
        match value {
            Value::Null => self.p.t("audit.nothing"),
            Value::Bool(true) => self.p.t("audit.yes"),
            Value::Bool(false) => self.p.t("audit.no"),
            Value::Number(n) => match (field, n.as_i64()) {
                ("organisation" | "parent_id", Some(id)) => self.roster.unit(OrganisationId(id)).to_owned(),
                _ => n.to_string(),
            },
            Value::String(code) => self.word(field, code),
            Value::Array(all) if all.is_empty() => self.p.t("audit.nothing"),
            Value::Array(all) => all
                .iter()
                .map(|one| self.value(field, one))
                .collect::<Vec<_>>()
                .join("、"),
            Value::Object(_) => value.to_string(),
        }
    }

    fn word(&self, field: &str, code: &str) -> String {
        let language = self.p.language();
        match field {
            "kind" => self.known(&format!("occurrence_kind.{code}"), code),
            "what" => {
                let outcome = self.known(&format!("outcome.{code}"), code);
                self.known(&format!("incident.{code}"), &outcome)
            }
            "state" => self.known(&format!("state.{code}"), code),
            "role" => self.known(&format!("role.{code}"), code),
            "scope" => self.known(&format!("scope.{code}"), code),
            "deed" => super::deed_name(self.p, code),
            "tags" => self.terms.name("tag", code, language).to_owned(),
            "level" => self.terms.name("level", code, language).to_owned(),
            "class" => {
                let outlet = self.terms.name("outlet_class", code, language);
                self.known(&format!("class.{code}"), outlet)
            }
            _ if code.is_empty() => self.p.t("audit.nothing"),
            _ => code.to_owned(),
        }
    }

    /// A message, or something else where there is none of that key.
    fn known(&self, key: &str, otherwise: &str) -> String {
        let words = self.p.t(key);
        if words == key { otherwise.to_owned() } else { words }
    }
}
