//! From text to terms: runs of characters, and the four tokenizers that index and query share. Nothing here
//! knows fields or queries.

mod bigram;
mod pinyin;
mod runs;
mod words;

pub(crate) use bigram::{Bigrams, Unigrams, phrase_units};
pub(crate) use pinyin::{Pinyin, spelled};
pub(crate) use runs::{Run, is_ideograph, n_units, runs};
pub(crate) use words::{Words, cut};

use tantivy_tokenizer_api::{Token, TokenStream};

/// Tokens made ahead, handed out one by one.
pub(crate) struct Made {
    tokens: Vec<Token>,
    at: usize,
}

impl Made {
    pub(crate) fn new(tokens: Vec<Token>) -> Self {
        Self { tokens, at: 0 }
    }
}

impl TokenStream for Made {
    fn advance(&mut self) -> bool {
        if self.at < self.tokens.len() {
            self.at += 1;
            true
        } else {
            false
        }
    }

    fn token(&self) -> &Token {
        &self.tokens[self.at.saturating_sub(1)]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.at.saturating_sub(1)]
    }
}
