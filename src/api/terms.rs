//! The dictionary, whose codes stand in every document: reading it, and changing a word. A word's code never changes.

use entity::term;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::error::Error;
use crate::newsroom::{self, TermChange};

/// The dictionary.
pub(super) struct Dictionary(pub App);

/// A word of the dictionary.
#[derive(Clone, Debug, Object)]
struct Term {
    /// `type`, `level`, `outlet_class`, `position`, `form`, `leader_level`, `return_reason` or `decline_reason`.
    kind: String,
    /// The code.
    code: String,
    /// In Chinese.
    name_zh: String,
    /// In English.
    name_en: String,
    /// Its place among the words of its kind.
    ord: i64,
    /// Whether it can be chosen for what is new.
    is_active: bool,
    /// Counts its changes.
    version: i64,
}

/// What a word is from now on.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct TermInput {
    /// In Chinese, 1–40 characters: schemes name it so.
    name_zh: String,
    /// In English, 1–60 characters.
    name_en: String,
    /// Its place among the words of its kind.
    ord: i64,
    /// Whether it can be chosen for what is new.
    is_active: bool,
    /// The version that was read before.
    version: i64,
}

fn term_document(row: &term::Model) -> Term {
    Term {
        kind: row.kind.clone(),
        code: row.code.clone(),
        name_zh: row.name_zh.clone(),
        name_en: row.name_en.clone(),
        ord: row.ord,
        is_active: row.is_active,
        version: row.version,
    }
}

#[OpenApi(tag = "Family::Account")]
impl Dictionary {
    /// The dictionary by kind and in its order, also words that are not in use any more.
    #[oai(path = "/terms", method = "get", operation_id = "read_terms")]
    async fn read_terms(&self, _caller: Caller) -> Answer<Json<Vec<Term>>> {
        let terms = newsroom::kept_terms(&self.0.db).await?;
        Ok(Json(terms.all().iter().map(term_document).collect()))
    }

    /// Changes a word; what was recorded keeps the word that it was recorded with.
    #[oai(path = "/terms/:kind/:code", method = "put", operation_id = "change_term")]
    async fn change_term(
        &self,
        caller: Caller,
        kind: Path<String>,
        code: Path<String>,
        input: Json<TermInput>,
    ) -> Answer<Json<Term>> {
        let admin = caller.viewer.admin()?;
        let input = input.0;
        let change = TermChange {
            name_zh: input.name_zh,
            name_en: input.name_en,
            ord: input.ord,
            is_active: input.is_active,
            version: input.version,
        };
        newsroom::change_term(&self.0, &admin, (&kind.0, &code.0), &change).await?;
        let terms = newsroom::kept_terms(&self.0.db).await?;
        let row = terms.find(&kind.0, &code.0).ok_or(Error::NotFound)?;
        Ok(Json(term_document(row)))
    }
}
