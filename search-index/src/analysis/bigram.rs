//! The exact view: overlapping pairs of ideographs and whole words, each at the ordinal of its first character,
//! so that a zero-slop phrase of them is 'contains', and nothing is joined across punctuation.

use tantivy_tokenizer_api::{Token, Tokenizer};

use super::{Made, Run, runs};

/// Tokenizer of the `*_bi` fields.
///
/// Besides the pairs of a run its first and its last ideograph stand alone: the last, so that every character
/// begins some term (one-character queries are a prefix range); both, so that a query such as `5G时` or `在5G`,
/// where a word cuts an ideograph off from its neighbours, still finds the run that continues in the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bigrams;

impl Tokenizer for Bigrams {
    type TokenStream<'a> = Made;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Made {
        let mut tokens = Vec::with_capacity(text.len() / 2);
        for run in runs(text) {
            match run {
                Run::Word { at, text, from, to } => tokens.push(token(text, at, from, to)),
                Run::Ideographs { at, glyphs } => {
                    let last = glyphs.len() - 1;
                    for (i, glyph) in glyphs.iter().enumerate() {
                        if i == 0 || i == last {
                            tokens.push(token(glyph.c.to_string(), at + i, glyph.from, glyph.to));
                        }
                        if let Some(next) = glyphs.get(i + 1) {
                            tokens.push(token(
                                [glyph.c, next.c].iter().collect(),
                                at + i,
                                glyph.from,
                                next.to,
                            ));
                        }
                    }
                }
            }
        }
        Made::new(tokens)
    }
}

/// Tokenizer of `title_uni`: every ideograph alone, words whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unigrams;

impl Tokenizer for Unigrams {
    type TokenStream<'a> = Made;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Made {
        let mut tokens = Vec::new();
        for run in runs(text) {
            match run {
                Run::Word { at, text, from, to } => tokens.push(token(text, at, from, to)),
                Run::Ideographs { at, glyphs } => tokens.extend(
                    glyphs
                        .iter()
                        .enumerate()
                        .map(|(i, g)| token(g.c.to_string(), at + i, g.from, g.to)),
                ),
            }
        }
        Made::new(tokens)
    }
}

/// What a phrase asks of the exact view: (position, term) pairs that cover it without repeating themselves.
/// A run of one ideograph asks for that ideograph alone, a longer one for its pairs.
pub(crate) fn phrase_units(text: &str) -> Vec<(usize, String)> {
    let mut units = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word { at, text, .. } => units.push((at, text)),
            Run::Ideographs { at, glyphs } if glyphs.len() == 1 => units.push((at, glyphs[0].c.to_string())),
            Run::Ideographs { at, glyphs } => units.extend(
                glyphs
                    .windows(2)
                    .enumerate()
                    .map(|(i, w)| (at + i, [w[0].c, w[1].c].iter().collect())),
            ),
        }
    }
    units
}

pub(super) fn token(text: String, position: usize, from: usize, to: usize) -> Token {
    Token {
        offset_from: from,
        offset_to: to,
        position,
        text,
        position_length: 1,
    }
}

#[cfg(test)]
mod tests {
    use tantivy_tokenizer_api::TokenStream;

    use super::*;

    fn cut(text: &str) -> Vec<(usize, String)> {
        let mut out = Vec::new();
        Bigrams
            .token_stream(text)
            .process(&mut |t| out.push((t.position, t.text.clone())));
        out
    }

    #[test]
    fn pairs_stand_at_character_ordinals_with_a_gap_at_punctuation() {
        let expected = [
            (0, "今"),
            (0, "今日"),
            (1, "日"),
            (3, "天"),
            (3, "天气"),
            (4, "气"),
        ];
        assert_eq!(cut("今日，天气"), expected.map(|(p, t)| (p, t.to_owned())));
    }

    #[test]
    fn words_stay_whole_and_are_folded() {
        let expected = [(0, "5g"), (2, "网"), (2, "网络"), (3, "络")];
        assert_eq!(cut("５Ｇ網絡"), expected.map(|(p, t)| (p, t.to_owned())));
    }

    #[test]
    fn offsets_are_those_of_the_original() {
        let text = "（５Ｇ）网络";
        let mut stream = Bigrams;
        let mut stream = stream.token_stream(text);
        let token = stream.next().expect("a word").clone();
        assert_eq!(&text[token.offset_from..token.offset_to], "５Ｇ");
    }
}
