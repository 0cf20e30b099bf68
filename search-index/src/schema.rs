//! The fields of the index (SEARCH section 6) and how a document fills them. Nothing here searches.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

use crate::analysis::{Bigrams, Pinyin, Unigrams, Words};
use crate::day::{Day, day_of, month_of};
use crate::dictionary::Dictionary;
use crate::document::{Document, hash};
use crate::fold::fold_char;

/// Raised when tokenizers or the meaning of a field change, or jieba-rs brings another dictionary: the same query
/// would be cut otherwise than the index was.
const VERSION: u32 = 1;

pub(crate) const AT: &str = "at";
pub(crate) const ID: &str = "id";
pub(crate) const DIGEST: &str = "digest";
pub(crate) const POINTS: &str = "points";
pub(crate) const N_ADOPTIONS: &str = "n_adoptions";

#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) id: Field,
    pub(crate) digest: Field,
    pub(crate) source: Field,
    pub(crate) title_bi: Field,
    pub(crate) body_bi: Field,
    pub(crate) title_jb: Field,
    pub(crate) body_jb: Field,
    pub(crate) title_uni: Field,
    pub(crate) author_bi: Field,
    pub(crate) unit_bi: Field,
    pub(crate) outlet_bi: Field,
    pub(crate) title_py: Field,
    pub(crate) author_py: Field,
    pub(crate) unit_py: Field,
    pub(crate) unit: Field,
    pub(crate) class: Field,
    pub(crate) kind: Field,
    pub(crate) level: Field,
    pub(crate) outlet: Field,
    pub(crate) reporter: Field,
    pub(crate) state: Field,
    pub(crate) month: Field,
    pub(crate) week: Field,
    pub(crate) adopted: Field,
    pub(crate) acl: Field,
    pub(crate) at: Field,
    pub(crate) on: Field,
    pub(crate) submitted_on: Field,
    pub(crate) n_adoptions: Field,
    pub(crate) points: Field,
    pub(crate) n_words: Field,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut b = Schema::builder();
        let text = |tokenizer: &str, option| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(tokenizer)
                    .set_index_option(option),
            )
        };
        let exact = text("zh_bigrams", IndexRecordOption::WithFreqsAndPositions);
        let words = text("zh_words", IndexRecordOption::WithFreqs);
        let single = text("zh_unigrams", IndexRecordOption::Basic);
        let spelled = text("zh_pinyin", IndexRecordOption::Basic);
        let key = STRING | FAST;
        Self {
            id: b.add_u64_field(ID, FAST | INDEXED),
            digest: b.add_u64_field(DIGEST, FAST),
            source: b.add_text_field("source", STORED),
            title_bi: b.add_text_field("title_bi", exact.clone()),
            body_bi: b.add_text_field("body_bi", exact.clone()),
            title_jb: b.add_text_field("title_jb", words.clone()),
            body_jb: b.add_text_field("body_jb", words),
            title_uni: b.add_text_field("title_uni", single),
            author_bi: b.add_text_field("author_bi", exact.clone()),
            unit_bi: b.add_text_field("unit_bi", exact.clone()),
            outlet_bi: b.add_text_field("outlet_bi", exact),
            title_py: b.add_text_field("title_py", spelled.clone()),
            author_py: b.add_text_field("author_py", spelled.clone()),
            unit_py: b.add_text_field("unit_py", spelled),
            unit: b.add_text_field("unit", key.clone()),
            class: b.add_text_field("class", key.clone()),
            kind: b.add_text_field("kind", key.clone()),
            level: b.add_text_field("level", key.clone()),
            outlet: b.add_text_field("outlet", key.clone()),
            reporter: b.add_text_field("reporter", key.clone()),
            state: b.add_text_field("state", key.clone()),
            month: b.add_text_field("month", key.clone()),
            week: b.add_text_field("week", key),
            adopted: b.add_text_field("adopted", STRING),
            acl: b.add_text_field("acl", STRING),
            at: b.add_i64_field(AT, FAST),
            on: b.add_i64_field("on", FAST | INDEXED),
            submitted_on: b.add_i64_field("submitted_on", FAST | INDEXED),
            n_adoptions: b.add_u64_field(N_ADOPTIONS, FAST),
            points: b.add_i64_field(POINTS, FAST),
            n_words: b.add_u64_field("n_words", FAST),
            schema: b.build(),
        }
    }

    /// Hashes everything that decides how a text becomes terms.
    pub(crate) fn signature(&self, dictionary: &Dictionary) -> String {
        let mut all = serde_json::to_vec(&self.schema).unwrap_or_default();
        let folds: String = ('\u{3400}'..='\u{9FFF}')
            .chain('\u{F900}'..='\u{FAFF}')
            .map(fold_char)
            .collect();
        all.extend(hash(folds.as_bytes()).to_le_bytes());
        all.extend(dictionary.version().to_le_bytes());
        all.extend(tantivy::INDEX_FORMAT_VERSION.to_le_bytes());
        format!("idx-v{VERSION}-{:016x}", hash(&all))
    }

    pub(crate) fn row(&self, document: &Document) -> (TantivyDocument, u64) {
        let mut row = TantivyDocument::new();
        let source = serde_json::to_string(document).unwrap_or_default();
        let digest = hash(source.as_bytes());
        row.add_u64(self.id, document.id);
        row.add_u64(self.digest, digest);
        row.add_text(self.source, &source);
        for field in [self.title_bi, self.title_jb, self.title_uni, self.title_py] {
            row.add_text(field, &document.title);
        }
        for field in [self.body_bi, self.body_jb] {
            row.add_text(field, &document.body);
        }
        for author in &document.authors {
            for field in [self.author_bi, self.author_py] {
                row.add_text(field, &author.name);
            }
        }
        for field in [self.unit_bi, self.unit_py] {
            row.add_text(field, &document.unit_name);
        }
        for name in distinct(document.adoptions.iter().map(|a| a.outlet_name.clone())) {
            row.add_text(self.outlet_bi, &name);
        }
        let day = day_of(document.at);
        let keys = [
            (self.unit, distinct(document.units.iter().map(u64::to_string))),
            (self.class, distinct(document.class.clone())),
            (self.kind, distinct(document.kind.clone())),
            (
                self.level,
                distinct(document.adoptions.iter().map(|a| a.level.clone())),
            ),
            (
                self.outlet,
                distinct(document.adoptions.iter().map(|a| a.outlet.to_string())),
            ),
            (
                self.reporter,
                distinct(
                    document
                        .authors
                        .iter()
                        .filter_map(|a| a.id)
                        .map(|id| id.to_string()),
                ),
            ),
            (self.state, distinct([document.state.clone()])),
            (self.month, distinct([month_of(day)])),
            (self.week, distinct(document.week.clone())),
            (self.acl, distinct(document.acl.iter().cloned())),
            (
                self.adopted,
                document.adoptions.iter().flat_map(adopted_terms).collect(),
            ),
        ];
        for (field, values) in keys {
            for value in values {
                row.add_text(field, &value);
            }
        }
        row.add_i64(self.at, document.at);
        row.add_i64(self.on, i64::from(day));
        if let Some(at) = document.submitted_at {
            row.add_i64(self.submitted_on, i64::from(day_of(at)));
        }
        row.add_u64(self.n_adoptions, document.adoptions.len() as u64);
        row.add_i64(self.points, document.points);
        row.add_u64(self.n_words, document.n_words);
        (row, digest)
    }
}

/// Each key once: a piece adopted twice at one level is one piece of that level. Empty keys are none.
fn distinct(values: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    values.into_iter().filter(|v| !v.is_empty()).collect()
}

/// An adoption as terms that keep its outlet, level and day together, so that 'at this level in this quarter' is one
/// adoption and not two. The day is padded, so that a period is a range of terms.
fn adopted_terms(adoption: &crate::document::Adoption) -> Vec<String> {
    vec![
        adopted_term(&AdoptedBy::Anyone, adoption.on),
        adopted_term(&AdoptedBy::Level(&adoption.level), adoption.on),
        adopted_term(&AdoptedBy::Outlet(adoption.outlet), adoption.on),
        adopted_term(
            &AdoptedBy::OutletAtLevel(adoption.outlet, &adoption.level),
            adoption.on,
        ),
    ]
}

pub(crate) enum AdoptedBy<'a> {
    Anyone,
    Level(&'a str),
    Outlet(u64),
    OutletAtLevel(u64, &'a str),
}

pub(crate) fn adopted_term(by: &AdoptedBy<'_>, on: Day) -> String {
    let day = i64::from(on) - i64::from(Day::MIN);
    match by {
        AdoptedBy::Anyone => format!("a/{day:010}"),
        AdoptedBy::Level(level) => format!("l/{level}/{day:010}"),
        AdoptedBy::Outlet(outlet) => format!("o/{outlet}/{day:010}"),
        AdoptedBy::OutletAtLevel(outlet, level) => format!("b/{outlet}/{level}/{day:010}"),
    }
}

/// The tokenizers of the schema. Index and query take them from here and nowhere else.
pub(crate) fn tokenizers(dictionary: &Dictionary) -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register("zh_bigrams", Bigrams);
    manager.register("zh_unigrams", Unigrams);
    manager.register("zh_pinyin", Pinyin);
    manager.register("zh_words", Words(dictionary.jieba.clone()));
    manager
}
