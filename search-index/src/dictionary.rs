//! The words that the house adds to jieba's dictionary: organisations, people, columns, place names.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use jieba_rs::Jieba;

use crate::analysis::is_ideograph;
use crate::document::hash;
use crate::fold::fold;

/// jieba's own dictionary, read once.
static PLAIN: LazyLock<Arc<Jieba>> = LazyLock::new(|| Arc::new(Jieba::new()));

/// A segmentation dictionary: jieba's own with the house's words. Loading takes a fraction of a second; clones
/// are cheap.
#[derive(Clone)]
pub struct Dictionary {
    pub(crate) jieba: Arc<Jieba>,
    words: Arc<BTreeSet<String>>,
}

impl Dictionary {
    /// Builds the dictionary. Words are folded; those without an ideograph or longer than 16 characters are left
    /// out, since jieba would not use them. Order and repetition do not matter.
    #[must_use]
    pub fn new<S: AsRef<str>>(house_words: impl IntoIterator<Item = S>) -> Self {
        let words: BTreeSet<String> = house_words
            .into_iter()
            .map(|w| fold(w.as_ref().trim()))
            .filter(|w| {
                (2..=16).contains(&w.chars().count())
                    && w.chars().all(|c| is_ideograph(c) || c.is_alphanumeric())
            })
            .filter(|w| w.chars().any(is_ideograph))
            .collect();
        if words.is_empty() {
            return Self {
                jieba: PLAIN.clone(),
                words: Arc::default(),
            };
        }
        let mut jieba = Jieba::clone(&PLAIN);
        for word in &words {
            jieba.add_word(word, None, None);
        }
        Self {
            jieba: Arc::new(jieba),
            words: Arc::new(words),
        }
    }

    /// Hashes the house's words: another dictionary is another index.
    #[must_use]
    pub fn version(&self) -> u64 {
        let all: Vec<&str> = self.words.iter().map(String::as_str).collect();
        hash(all.join("\n").as_bytes())
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary")
            .field("n_words", &self.words.len())
            .finish_non_exhaustive()
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        Self::new(std::iter::empty::<&str>())
    }
}
