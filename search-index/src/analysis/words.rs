//! The ranking view: jieba's default mode over folded text, one position after the other.

use std::sync::Arc;

use jieba_rs::Jieba;
use tantivy_tokenizer_api::Tokenizer;

use super::Made;
use super::bigram::token;
use crate::dictionary::Segmenter;
use crate::fold::fold;

const MAX_WORD_BYTES: usize = 256;

/// Tokenizer of the `*_jb` fields. The dictionary is shared, not cloned with the analyzer.
#[derive(Clone)]
pub(crate) struct Words(pub(crate) Arc<Segmenter>);

impl Tokenizer for Words {
    type TokenStream<'a> = Made;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Made {
        let folded = fold(text);
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let mut tokens = Vec::new();
        let mut ordinal = 0;
        for piece in self.0.cut(&folded, true) {
            let from = ordinal;
            ordinal += piece.word.chars().count();
            if is_word(piece.word) {
                tokens.push(token(
                    piece.word.to_owned(),
                    tokens.len(),
                    starts[from],
                    starts[ordinal],
                ));
            }
        }
        Made::new(tokens)
    }
}

/// The words of a text, folded, in order, with repetitions.
pub(crate) fn cut(jieba: &Jieba, text: &str) -> Vec<String> {
    let folded = fold(text);
    jieba
        .cut(&folded, true)
        .iter()
        .filter(|t| is_word(t.word))
        .map(|t| t.word.to_owned())
        .collect()
}

fn is_word(piece: &str) -> bool {
    piece.len() <= MAX_WORD_BYTES && piece.chars().any(char::is_alphanumeric)
}
