//! An error as its reader sees it: a sentence for pages, a problem document (RFC 9457) for programs. Neither shows the
//! inner text of our own faults (QUALITY F11).

use entity::Language;
use serde_json::{Value, json};

use super::{say, t};
use crate::error::{Error, Message};

/// An error as a problem document.
#[must_use]
pub fn problem(language: Language, error: &Error, request_id: &str) -> Value {
    let status = error.status();
    let mut problem = json!({
        "type": "about:blank",
        "title": t(language, &format!("error.{status}")),
        "status": status,
        "detail": detail(language, error),
        "request_id": request_id,
    });
    match error {
        Error::Invalid(faults) => {
            let errors = faults
                .iter()
                .map(|fault| json!({ "field": fault.field, "detail": say(language, &fault.message) }));
            problem["errors"] = errors.collect();
        }
        Error::Stale(version) => problem["version"] = (*version).into(),
        Error::NotFound
        | Error::NotSignedIn
        | Error::NotAllowed(_)
        | Error::Refused(_)
        | Error::Upload(_)
        | Error::TooOften { .. }
        | Error::Unavailable(_)
        | Error::Broken(_) => {}
    }
    problem
}

/// What an error says to people: never the inner text of our own faults.
#[must_use]
pub fn detail(language: Language, error: &Error) -> String {
    match error {
        Error::Invalid(faults) => faults
            .iter()
            .map(|fault| say(language, &fault.message))
            .collect::<Vec<_>>()
            .join("\n"),
        Error::NotAllowed(message)
        | Error::Refused(message)
        | Error::Upload(message)
        | Error::Unavailable(message)
        | Error::TooOften { message, .. } => say(language, &localised(language, message)),
        Error::NotFound => t(language, "error.not_found"),
        Error::NotSignedIn => t(language, "error.not_signed_in"),
        Error::Stale(_) => t(language, "error.stale"),
        Error::Broken(_) => t(language, "error.broken"),
    }
}

/// Codes among the arguments (states, steps, acts) as words.
fn localised(language: Language, message: &Message) -> Message {
    let word = |(name, value): &(&'static str, String)| {
        let text = match *name {
            "state" => t(language, &format!("state.{value}")),
            "step" => t(language, &format!("step.{value}")),
            "act" => t(language, &format!("act.{value}")),
            "foreign" => t(language, &format!("foreign.{value}")),
            _ => value.clone(),
        };
        (*name, text)
    };
    Message {
        key: message.key.clone(),
        args: message.args.iter().map(word).collect(),
    }
}
