//! The dictionary: types, levels, outlet classes, positions, forms, reasons, as data.

use entity::{Language, term};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde::Deserialize;

use crate::Result;

/// The whole dictionary, in its order.
#[derive(Clone, Debug, Default)]
pub struct Terms(Vec<term::Model>);

/// The rules of a type, in words, characters and pictures.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default)]
pub struct TypeRules {
    /// Characters of a title.
    pub title_max: usize,
    /// Whether a longer title is refused, not only warned about.
    pub title_blocks: bool,
    /// 字数 at the least.
    pub words_min: i64,
    /// 字数 at the most.
    pub words_max: i64,
    /// Pictures in the text at the least.
    pub pictures_min: usize,
}

impl Default for TypeRules {
    fn default() -> Self {
        Self {
            title_max: 30,
            title_blocks: false,
            words_min: 1,
            words_max: 20_000,
            pictures_min: 0,
        }
    }
}

/// Reads the dictionary.
///
/// # Errors
/// Whatever the database answers.
pub async fn terms(db: &impl ConnectionTrait) -> Result<Terms> {
    Ok(Terms(
        term::Entity::find()
            .order_by_asc(term::Column::Kind)
            .order_by_asc(term::Column::Ord)
            .all(db)
            .await?,
    ))
}

/// The rules of a type; the defaults where a row says nothing readable.
#[must_use]
pub fn rules(term: &term::Model) -> TypeRules {
    serde_json::from_str(&term.rules).unwrap_or_default()
}

impl Terms {
    /// The words of a kind that are in use.
    pub fn of(&self, kind: &str) -> impl Iterator<Item = &term::Model> {
        self.0
            .iter()
            .filter(move |term| term.kind == kind && term.is_active)
    }

    /// A word.
    #[must_use]
    pub fn find(&self, kind: &str, code: &str) -> Option<&term::Model> {
        self.0.iter().find(|term| term.kind == kind && term.code == code)
    }

    /// A word as it is printed; its code where it is not in the dictionary.
    #[must_use]
    pub fn name<'a>(&'a self, kind: &str, code: &'a str, language: Language) -> &'a str {
        self.find(kind, code).map_or(code, |term| match language {
            Language::Chinese => &term.name_zh,
            Language::English => &term.name_en,
        })
    }
}
