//! Sentences in the reader's language. The language is always passed, never global.

mod problem;

use entity::Language;

use crate::error::Message;

pub use problem::{detail, problem};

/// The sentence of a key; the key itself where there is none, which a test of the house forbids.
#[must_use]
pub fn t(language: Language, key: &str) -> String {
    rust_i18n::t!(key, locale = language.code()).into_owned()
}

/// The sentence of a key with its gaps `%{name}` filled.
#[must_use]
pub fn fill(language: Language, key: &str, args: &[(&'static str, String)]) -> String {
    args.iter().fold(t(language, key), |text, (name, value)| {
        text.replace(&format!("%{{{name}}}"), value)
    })
}

/// A message as a sentence.
#[must_use]
pub fn say(language: Language, message: &Message) -> String {
    fill(language, &message.key, &message.args)
}

/// The language that fits an `Accept-Language` header best; Chinese where neither is named.
#[must_use]
pub fn from_header(header: &str) -> Language {
    header
        .split(',')
        .find_map(|range| {
            let tag = range
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase();
            match tag.split('-').next() {
                Some("zh") => Some(Language::Chinese),
                Some("en") => Some(Language::English),
                _ => None,
            }
        })
        .unwrap_or(Language::Chinese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_we_speak_is_taken() {
        assert_eq!(from_header("en-GB,zh;q=0.5"), Language::English);
        assert_eq!(from_header("fr, zh-CN;q=0.9"), Language::Chinese);
        assert_eq!(from_header(""), Language::Chinese);
    }
}
