//! A request against its contract: every unknown name, missing field and wrong type at once, each at its place. What
//! a field means is the verb's business.

use std::borrow::Cow;

use serde_json::Value;

use super::contract::{Contract, Operation};
use crate::Result;
use crate::error::{Error, Fault, Message};

/// Faults of one body at the most: enough to mend it, too few to be a burden.
const FAULTS: usize = 50;

/// That a query has only names that the operation knows, each once.
///
/// # Errors
/// [`Error::Invalid`] naming them.
pub(super) fn check_query(operation: &Operation, query: &str) -> Result<()> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_| Error::invalid("query", "api.value"))?;
    let mut faults = Vec::new();
    for (at, (name, value)) in pairs.iter().enumerate() {
        if !operation.query.contains(name) {
            faults.push(fault(name, Message::new("api.unknown_field")));
        } else if pairs[..at].iter().any(|(before, _)| before == name) {
            faults.push(fault(name, Message::new("api.twice")));
        } else if value.contains('\0') {
            faults.push(fault(name, Message::new("api.value")));
        }
    }
    refuse(faults)
}

/// That a body is as its schema says.
///
/// # Errors
/// [`Error::Invalid`] naming every field that is not.
pub(super) fn check_body(contract: &Contract, schema: &Value, body: Option<&Value>) -> Result<()> {
    let mut faults = Vec::new();
    walk(contract, schema, body.unwrap_or(&Value::Null), "", &mut faults);
    refuse(faults)
}

fn refuse(faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

fn fault(field: &str, message: Message) -> Fault {
    let shown: String = field.chars().filter(|c| !c.is_control()).take(100).collect();
    Fault {
        field: Cow::Owned(if shown.is_empty() {
            "body".to_owned()
        } else {
            shown
        }),
        message,
    }
}

fn walk(contract: &Contract, schema: &Value, value: &Value, at: &str, faults: &mut Vec<Fault>) {
    if faults.len() >= FAULTS {
        return;
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        walk(contract, part, value, at, faults);
    }
    let schema = contract.schema(schema);
    let wanted = schema["type"].as_str().unwrap_or_default();
    let fits = match wanted {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => true,
    };
    if !fits {
        let message = Message::new("api.type").with("type", wanted);
        return faults.push(fault(at, message));
    }
    match value {
        // What stands beside a reference (a description, say) has no type of its own and forbids nothing.
        Value::Object(fields) if !wanted.is_empty() => {
            let known = schema["properties"].as_object();
            for (name, inner) in fields {
                let at = join(at, name);
                match known.and_then(|known| known.get(name)) {
                    None => faults.push(fault(&at, Message::new("api.unknown_field"))),
                    Some(_) if inner.is_null() && !is_required(schema, name) => {}
                    Some(schema) => walk(contract, schema, inner, &at, faults),
                }
            }
            for name in schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if !fields.contains_key(name) {
                    faults.push(fault(&join(at, name), Message::new("api.missing")));
                }
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                walk(contract, &schema["items"], item, &format!("{at}[{n}]"), faults);
            }
        }
        Value::String(text) => {
            let is_day = text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok();
            if schema["format"] == "date" && !is_day {
                faults.push(fault(at, Message::new("api.day")));
            }
            if text.contains('\0') {
                faults.push(fault(at, Message::new("api.value")));
            }
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|required| required.iter().any(|one| one == name))
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}
