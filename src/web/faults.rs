//! What is wrong with a form, said at its fields and in the summary above it.

use super::Visit;
use crate::Fault;

/// One fault of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFault {
    /// The field's id.
    pub id: String,
    /// What is wrong, in the reader's language.
    pub text: String,
}

/// The faults of a form; none before it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormFaults(pub Vec<FormFault>);

impl FormFaults {
    /// Puts faults into the visitor's words.
    #[must_use]
    pub fn of(visit: &Visit, faults: &[Fault]) -> Self {
        Self(
            faults
                .iter()
                .map(|fault| FormFault {
                    id: fault.field.clone().into_owned(),
                    text: visit.say(&fault.message),
                })
                .collect(),
        )
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn at(&self, id: &str) -> Option<String> {
        self.0
            .iter()
            .find(|fault| fault.id == id)
            .map(|fault| fault.text.clone())
    }
}
