//! `GET /terms`: the dictionary, whose codes stand in every document.

use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::newsroom;

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
}

/// The kinds of words.
const KINDS: [&str; 8] = [
    "type",
    "level",
    "outlet_class",
    "position",
    "form",
    "leader_level",
    "return_reason",
    "decline_reason",
];

#[OpenApi(tag = "Family::Account")]
impl Dictionary {
    /// The dictionary: every code in use, with its names.
    #[oai(path = "/terms", method = "get", operation_id = "read_terms")]
    async fn read_terms(&self, _caller: Caller) -> Answer<Json<Vec<Term>>> {
        let terms = newsroom::terms(self.0.db.reader()).await?;
        let words = KINDS.iter().flat_map(|kind| terms.of(kind)).map(|term| Term {
            kind: term.kind.clone(),
            code: term.code.clone(),
            name_zh: term.name_zh.clone(),
            name_en: term.name_en.clone(),
        });
        Ok(Json(words.collect()))
    }
}
