//! Who acts, from where, by which request: what the audit log and every record of a deed name.

use entity::PersonId;

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
        }
    }
}
