//! The words that the house adds to jieba's dictionary: organisations, people, columns, place names.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use jieba_rs::Jieba;

use crate::analysis::is_ideograph;
use crate::document::hash;
use crate::fold::fold;

/// jieba with its words, read when it first segments: most commands never do.
pub(crate) type Segmenter = LazyLock<Jieba, Box<dyn FnOnce() -> Jieba + Send + Sync>>;

/// jieba's own dictionary, read once.
static PLAIN: LazyLock<Arc<Segmenter>> = LazyLock::new(|| Arc::new(LazyLock::new(Box::new(Jieba::new))));

/// A segmentation dictionary: jieba's own with the house's words. Clones are cheap and share what is read.
#[derive(Clone)]
pub struct Dictionary {
    pub(crate) jieba: Arc<Segmenter>,
    words: Arc<BTreeSet<String>>,
}

impl Dictionary {
    /// The dictionary of these words, not read yet. Words are folded; those without an ideograph or longer than 16
    /// characters are left out, since jieba would not use them. Order and repetition do not matter.
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
        let words = Arc::new(words);
        let own = Arc::clone(&words);
        let read = move || {
            let mut jieba = Jieba::clone(&PLAIN);
            for word in &*own {
                jieba.add_word(word, None, None);
            }
            jieba
        };
        Self {
            jieba: Arc::new(LazyLock::new(Box::new(read))),
            words,
        }
    }

    /// Reads the dictionary now, which takes a fraction of a second, so that whoever searches first does not wait.
    pub fn read(&self) {
        LazyLock::force(&self.jieba);
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
