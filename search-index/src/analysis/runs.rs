//! Cuts folded text into runs: ideographs stand side by side, letters and digits make words, the rest is a gap.

use crate::fold::fold_char;

/// The longest word kept as a term; the rest of a longer one is not indexed (nobody types it).
const MAX_WORD: usize = 64;

/// One folded character with its place in the original.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub(crate) c: char,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A stretch of one kind, with the ordinal of its first character in the text.
#[derive(Debug, Clone)]
pub(crate) enum Run {
    Ideographs {
        at: usize,
        glyphs: Vec<Glyph>,
    },
    Word {
        at: usize,
        text: String,
        from: usize,
        to: usize,
    },
}

/// Whether a character is written without spaces, so that bigrams are its units: Han, kana, Hangul.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3021..=0x3029 | 0x3040..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFD)
}

/// The runs of a text, folded, in order.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut is_open = false;
    for (ordinal, (from, original)) in text.char_indices().enumerate() {
        let c = fold_char(original);
        let to = from + original.len_utf8();
        if is_ideograph(c) {
            let glyph = Glyph { c, from, to };
            match found.last_mut() {
                Some(Run::Ideographs { glyphs, .. }) if is_open => glyphs.push(glyph),
                _ => found.push(Run::Ideographs {
                    at: ordinal,
                    glyphs: vec![glyph],
                }),
            }
            is_open = true;
        } else if c.is_alphanumeric() {
            match found.last_mut() {
                Some(Run::Word { text, to: end, .. }) if is_open => {
                    if text.chars().count() < MAX_WORD {
                        text.push(c);
                    }
                    *end = to;
                }
                _ => found.push(Run::Word {
                    at: ordinal,
                    text: c.to_string(),
                    from,
                    to,
                }),
            }
            is_open = true;
        } else {
            is_open = false;
        }
    }
    found
}

/// The length of a text as a reader sees it: an ideograph is one, a word is one.
pub(crate) fn n_units(text: &str) -> usize {
    runs(text)
        .iter()
        .map(|run| match run {
            Run::Ideographs { glyphs, .. } => glyphs.len(),
            Run::Word { .. } => 1,
        })
        .sum()
}
