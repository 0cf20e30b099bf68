//! Names by number: what the pricing law knows of people, units, articles and facts. Their texts travel beside them.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(to)
            }
        }
    )*};
}

ids! {
    /// The row number of a recorded fact.
    FactId
    /// A person.
    PersonId
    /// An organisation (单位).
    UnitId
    /// An article (稿件).
    ArticleId
    /// A medium (媒体 or 刊物).
    OutletId
}

/// Whose account a line changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A unit's account.
    Unit(UnitId),
    /// A person's account.
    Person(PersonId),
}

/// Prints the canonical form that line keys use: `unit:5`, `person:12`.
impl fmt::Display for Subject {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Unit(unit) => write!(to, "unit:{unit}"),
            Subject::Person(person) => write!(to, "person:{person}"),
        }
    }
}
