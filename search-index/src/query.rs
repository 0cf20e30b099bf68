//! The query language: what a person may type, parsed into a small tree. Nothing here knows the index; texts for
//! people are the caller's, so limits and notices are enums.

mod date;
mod lexer;
mod parse;
mod vocabulary;

use thiserror::Error;

pub use vocabulary::{QueryField, Vocabulary};

use crate::analysis::n_units;
use crate::day::DayRange;

/// The longest query in characters.
pub const MAX_CHARS: usize = 256;
/// The most terms of a query: parts, quoted strings and fields.
pub const MAX_TERMS: usize = 16;
/// The deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 4;
/// Up to this length a part is looked for exactly; a longer one is a sentence, ranked as free text.
pub const MAX_EXACT_UNITS: usize = 8;

/// Why a query is refused. Everything else is read leniently and told as a [`Notice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QueryError {
    /// The query has more than [`MAX_CHARS`] characters.
    #[error("the query has {chars} characters, more than {MAX_CHARS}")]
    TooLong {
        /// The characters typed.
        chars: usize,
    },
    /// The query has more than [`MAX_TERMS`] terms.
    #[error("the query has {terms} terms, more than {MAX_TERMS}")]
    TooManyTerms {
        /// The terms typed.
        terms: usize,
    },
    /// Parentheses are nested deeper than [`MAX_DEPTH`].
    #[error("the query nests deeper than {MAX_DEPTH}")]
    TooDeep,
}

/// What was read otherwise than it may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A quotation is not closed: the rest of the line was taken.
    UnclosedQuote,
    /// A parenthesis has no partner and was passed over.
    UnbalancedParenthesis,
    /// An operator has nothing to work on and was passed over.
    DanglingOperator,
    /// The name before a colon is not a field: the words were looked for as text.
    UnknownField(String),
    /// No date can be read there: the words were looked for as text.
    UnreadableDate(String),
    /// The value is no known label of the field: it was taken as a key.
    UnknownValue(QueryField, String),
    /// There are no letters in it, so it was passed over.
    NothingToFind(String),
}

/// How a text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Exact,
    Free,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text { text: String, mode: Mode },
    Field { field: QueryField, value: String },
    Days { field: QueryField, days: DayRange },
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

/// A parsed query. The empty one asks for everything that the filters leave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(crate) root: Option<Node>,
    notices: Vec<Notice>,
}

impl Query {
    /// Parses what a person typed.
    ///
    /// Spaces and `、` mean AND; `"…"` is exact; `-x` and `NOT x` exclude; `OR` and `|` choose; parentheses group;
    /// `字段:值` asks a field; `日期:2024-01..2024-06` a period. A part of up to eight characters is looked for
    /// exactly, a longer one or a question as free text (SEARCH section 5).
    ///
    /// # Errors
    /// Beyond one of the limits the query is refused, before any work is done on it.
    pub fn parse(typed: &str, vocabulary: &Vocabulary) -> Result<Self, QueryError> {
        parse::parse(typed, vocabulary)
    }

    /// What was read otherwise than it may have been meant.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Whether a text is looked for, so that relevance means something.
    #[must_use]
    pub fn has_text(&self) -> bool {
        !self.texts().is_empty()
    }

    /// The texts looked for, excluded ones left out.
    pub(crate) fn texts(&self) -> Vec<(&str, Mode)> {
        fn walk<'q>(node: &'q Node, found: &mut Vec<(&'q str, Mode)>) {
            match node {
                Node::Text { text, mode } => found.push((text, *mode)),
                Node::Field { field, value } if field.is_text() => found.push((value, Mode::Exact)),
                Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| walk(n, found)),
                Node::Field { .. } | Node::Days { .. } | Node::Not(_) => {}
            }
        }
        let mut found = Vec::new();
        if let Some(root) = &self.root {
            walk(root, &mut found);
        }
        found
    }
}

const QUESTION: [&str; 12] = [
    "什么",
    "怎么",
    "怎样",
    "如何",
    "哪里",
    "哪个",
    "哪些",
    "为何",
    "为什么",
    "多少",
    "谁",
    "何时",
];

/// A short part is exact, a sentence or a question is free text.
fn mode_of(part: &str) -> Mode {
    let is_question = part.ends_with(['?', '？', '吗', '呢'])
        || n_units(part) > 3 && QUESTION.iter().any(|q| part.contains(q));
    if is_question || n_units(part) > MAX_EXACT_UNITS {
        Mode::Free
    } else {
        Mode::Exact
    }
}
