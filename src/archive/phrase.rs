//! The words of the query language: which labels stand for which keys, in both languages, and what is said of a query
//! that was read otherwise than it may have been meant.

use entity::{ArticleState, Language, OrganisationClass, term};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use search_index::{MAX_CHARS, MAX_DEPTH, MAX_TERMS, Notice, Query, QueryError, QueryField, Vocabulary};

use crate::error::{Error, Fault, Message};
use crate::{Result, i18n};

/// Parses a query with the labels of the dictionary.
///
/// # Errors
/// [`Error::Invalid`] for `q` beyond a limit, before any work is done on it.
pub(super) async fn parse(db: &impl ConnectionTrait, typed: &str) -> Result<Query> {
    let vocabulary = vocabulary(db).await?;
    Query::parse(typed, &vocabulary).map_err(|error| {
        let message = match error {
            QueryError::TooLong { chars } => Message::new("archive.too_long")
                .with("n", chars)
                .with("max", MAX_CHARS),
            QueryError::TooManyTerms { terms } => Message::new("archive.too_many_terms")
                .with("n", terms)
                .with("max", MAX_TERMS),
            QueryError::TooDeep => Message::new("archive.too_deep").with("max", MAX_DEPTH),
        };
        Error::Invalid(vec![Fault::new("q", message)])
    })
}

async fn vocabulary(db: &impl ConnectionTrait) -> Result<Vocabulary> {
    let mut vocabulary = Vocabulary::default();
    let terms = term::Entity::find()
        .filter(term::Column::Kind.is_in(["type", "level"]))
        .all(db)
        .await?;
    for term in &terms {
        let field = if term.kind == "type" {
            QueryField::Type
        } else {
            QueryField::Level
        };
        for label in [&term.name_zh, &term.name_en] {
            vocabulary.add(field, label, &term.code);
        }
    }
    for language in Language::ALL {
        for state in ArticleState::ALL {
            let label = i18n::t(*language, &format!("state.{}", state.code()));
            vocabulary.add(QueryField::State, &label, state.code());
        }
        for class in OrganisationClass::ALL {
            let label = i18n::t(*language, &format!("class.{}", class.code()));
            vocabulary.add(QueryField::Class, &label, class.code());
        }
    }
    Ok(vocabulary)
}

/// What to tell of a query.
pub(super) fn notices(query: &Query) -> Vec<Message> {
    query.notices().iter().map(told).collect()
}

fn told(notice: &Notice) -> Message {
    match notice {
        Notice::UnclosedQuote => Message::new("archive.unclosed_quote"),
        Notice::UnbalancedParenthesis => Message::new("archive.unbalanced_parenthesis"),
        Notice::DanglingOperator => Message::new("archive.dangling_operator"),
        Notice::UnknownField(name) => Message::new("archive.unknown_field").with("name", name),
        Notice::UnreadableDate(text) => Message::new("archive.unreadable_date").with("text", text),
        Notice::UnknownValue(_, value) => Message::new("archive.unknown_value").with("value", value),
        Notice::NothingToFind(text) => Message::new("archive.nothing_to_find").with("text", text),
    }
}
