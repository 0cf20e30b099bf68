//! Who acts, from where, by which request: what the audit log and every record of a deed name.

use entity::PersonId;

/// An `Idempotency-Key` that a request named: taken in the transaction of its deed, so that both are there or neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The deed as the audit log names it.
    pub deed: &'static str,
    /// The key, 1–200 visible ASCII characters.
    pub key: String,
    /// SHA-256 of method, path and body, in hex: what a repetition is recognised by.
    pub digest: String,
}

/// Somebody doing something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; `None` before anybody has signed in.
    pub person: Option<PersonId>,
    /// The person's name, or what stands for it.
    pub name: String,
    /// The client's address as the socket or a trusted proxy says it.
    pub address: String,
    /// The request, as the logs name it.
    pub request_id: String,
    /// What may be done only once, if the request said so.
    pub once: Option<Once>,
}

impl Actor {
    /// The system itself, acting for a command line or a job.
    #[must_use]
    pub fn system(what: &str) -> Self {
        Self {
            person: None,
            name: format!("system:{what}"),
            address: String::new(),
            request_id: String::new(),
            once: None,
        }
    }
}
