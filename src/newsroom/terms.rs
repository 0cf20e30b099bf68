//! The dictionary: types, levels, outlet classes, positions, forms, reasons, as data.

use std::sync::Arc;

use entity::{Language, term};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder,
};
use serde::Deserialize;

use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::people::Admin;
use crate::text::Line;
use crate::{Result, db};

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

/// The whole dictionary, as of the last commit (see [`Db::kept`](db::Db::kept)).
///
/// # Errors
/// Whatever the database answers.
pub async fn kept_terms(db: &db::Db) -> Result<Arc<Terms>> {
    db.kept(String::new(), |db| async move { terms(&db).await }).await
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

/// What a word is from now on; its code stays.
#[derive(Clone, Debug)]
pub struct TermChange {
    /// The word in Chinese, 1–40 characters: schemes name it so.
    pub name_zh: String,
    /// The word in English, 1–60 characters.
    pub name_en: String,
    /// Its place in lists.
    pub ord: i64,
    /// Whether it can be chosen for what is new.
    pub is_active: bool,
    /// The version of the word that was read before.
    pub version: i64,
}

/// Changes a word of the dictionary. Facts keep the word that they were recorded with.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`] where somebody changed it meanwhile; [`Error::Invalid`] for a name that cannot
/// be taken.
pub async fn change_term(
    app: &App,
    admin: &Admin,
    (kind, code): (&str, &str),
    change: &TermChange,
) -> Result<()> {
    let name = |field: &'static str, text: &str, max: usize| {
        let fault = || Fault::new(field, Message::new("fault.line_length").with("max", max));
        Line::parse(text, max)
            .map(Line::into_string)
            .map_err(|_| Error::Invalid(vec![fault()]))
    };
    let (name_zh, name_en) = (
        name("name_zh", &change.name_zh, 40)?,
        name("name_en", &change.name_en, 60)?,
    );
    let tx = db::write(&app.db).await?;
    let was = term::Entity::find_by_id((kind.to_owned(), code.to_owned()))
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    if was.version != change.version {
        return Err(Error::Stale(was.version));
    }
    let detail = audit::changes([
        ("name_zh", was.name_zh.as_str().into(), name_zh.as_str().into()),
        ("name_en", was.name_en.as_str().into(), name_en.as_str().into()),
        ("ord", was.ord.into(), change.ord.into()),
        ("active", was.is_active.into(), change.is_active.into()),
    ]);
    let mut row = was.into_active_model();
    row.name_zh = Set(name_zh);
    row.name_en = Set(name_en);
    row.ord = Set(change.ord);
    row.is_active = Set(change.is_active);
    row.version = Set(change.version + 1);
    row.update(&tx).await?;
    let deed = Deed::done("change_term", "term", format!("{kind}:{code}")).with(detail);
    audit::note(&tx, admin.actor(), deed, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

impl Terms {
    /// Every word, by kind and in its order, also those that are not in use any more.
    #[must_use]
    pub fn all(&self) -> &[term::Model] {
        &self.0
    }

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
