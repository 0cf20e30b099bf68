//! The words of the field as types. The glossary names them; the database, URLs and JSON spell them the same way.

mod article_state;
mod ids;
mod instant;
mod words;

pub use article_state::{ArticleState, NotNow, Step};
pub use ids::*;
pub use instant::Instant;
pub use words::{
    Cause, Craft, DisputeOutcome, Language, OccurrenceKind, OrganisationClass, Outcome, Purpose, Role, Scope,
    SubjectKind,
};
