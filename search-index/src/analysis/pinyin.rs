//! The pinyin view of names and titles: pairs of full syllables, the whole of a short name, and its initials.
//! Bodies are never indexed here.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};
use tantivy_tokenizer_api::Tokenizer;

use super::bigram::token;
use super::{Made, Run, runs};

/// How many readings of a character are indexed; a fourth is a curiosity of dictionaries.
const MAX_READINGS: usize = 3;
/// Up to this many characters a run is a name, whose whole spelling and initials are terms.
const MAX_NAME: usize = 12;

/// Tokenizer of the `*_py` fields. Every reading of a polyphone stands at the same position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pinyin;

impl Tokenizer for Pinyin {
    type TokenStream<'a> = Made;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Made {
        let mut tokens = Vec::new();
        for run in runs(text) {
            match run {
                Run::Word { at, text, from, to } => tokens.push(token(text, at, from, to)),
                Run::Ideographs { at, glyphs } => {
                    let read: Vec<Vec<String>> = glyphs.iter().map(|g| readings(g.c)).collect();
                    for (i, pair) in read.windows(2).enumerate() {
                        for spelling in joined(pair, usize::MAX) {
                            tokens.push(token(spelling, at + i, glyphs[i].from, glyphs[i + 1].to));
                        }
                    }
                    if read.len() == 1 {
                        for one in &read[0] {
                            tokens.push(token(one.clone(), at, glyphs[0].from, glyphs[0].to));
                        }
                    } else if read.len() <= MAX_NAME {
                        let end = glyphs[glyphs.len() - 1].to;
                        let mut whole: BTreeSet<String> = joined(&initials(&read), 16).into_iter().collect();
                        if read.len() > 2 {
                            whole.extend(joined(&read, 16));
                        }
                        tokens.extend(whole.into_iter().map(|w| token(w, at, glyphs[0].from, end)));
                    }
                }
            }
        }
        Made::new(tokens)
    }
}

fn readings(c: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if let Some(all) = c.to_pinyin_multi() {
        for reading in all.into_iter().map(typed) {
            if found.len() < MAX_READINGS && !found.contains(&reading) {
                found.push(reading);
            }
        }
    }
    found
}

/// A syllable as keyboards have it: `lv` for `lü`.
fn typed(reading: pinyin::Pinyin) -> String {
    reading.plain().replace('ü', "v")
}

fn initials(read: &[Vec<String>]) -> Vec<Vec<String>> {
    read.iter()
        .map(|of_one| {
            let mut letters: Vec<String> = of_one.iter().map(|r| r.chars().take(1).collect()).collect();
            letters.sort_unstable();
            letters.dedup();
            letters
        })
        .collect()
}

/// All ways to say the characters, at most `limit`; none when one of them has no reading.
fn joined(read: &[Vec<String>], limit: usize) -> Vec<String> {
    let mut ways = vec![String::new()];
    for of_one in read {
        ways = ways
            .iter()
            .flat_map(|way| of_one.iter().map(move |r| format!("{way}{r}")))
            .take(limit)
            .collect();
    }
    ways
}

static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    ('\u{4E00}'..='\u{9FFF}')
        .filter_map(|c| c.to_pinyin())
        .map(typed)
        .collect()
});

/// The terms of the pinyin view that a typed text asks for, all of which must be present: of ideographs their
/// syllable pairs (first reading), of Latin letters the letters as they are, or the pairs of the syllables that
/// they spell. Several answers are alternatives; none means that the text has no pinyin.
pub(crate) fn spelled(text: &str) -> Vec<Vec<String>> {
    let mut alternatives = Vec::new();
    match runs(text).as_slice() {
        [Run::Word { text, .. }] if text.len() >= 2 && text.bytes().all(|b| b.is_ascii_lowercase()) => {
            alternatives.push(vec![text.clone()]);
            if let Some(syllables) = syllables(text)
                && syllables.len() > 2
            {
                alternatives.push(syllables.windows(2).map(<[&str]>::concat).collect());
            }
        }
        [Run::Ideographs { glyphs, .. }] if glyphs.len() >= 2 => {
            let read: Option<Vec<String>> = glyphs.iter().map(|g| g.c.to_pinyin().map(typed)).collect();
            if let Some(read) = read {
                alternatives.push(read.windows(2).map(<[String]>::concat).collect());
            }
        }
        _ => {}
    }
    alternatives
}

/// Splits letters into syllables, the longest first, going back where that leads nowhere.
fn syllables(letters: &str) -> Option<Vec<&str>> {
    const LONGEST: usize = 6;
    // `reach[i]` is the end of a syllable that starts at i and from whose end the rest can be spelled.
    let n = letters.len();
    let mut reach: Vec<Option<usize>> = vec![None; n + 1];
    for from in (0..n).rev() {
        reach[from] = (from + 1..=n.min(from + LONGEST))
            .rev()
            .find(|&to| SYLLABLES.contains(&letters[from..to]) && (to == n || reach[to].is_some()));
    }
    let mut found = Vec::new();
    let mut from = 0;
    while from < n {
        let to = reach[from]?;
        found.push(&letters[from..to]);
        from = to;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use tantivy_tokenizer_api::TokenStream;

    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        Pinyin
            .token_stream(text)
            .process(&mut |t| out.push(t.text.clone()));
        out
    }

    #[test]
    fn a_name_is_found_by_syllables_by_whole_and_by_initials() {
        let terms = terms("云河区");
        for asked in ["yunhe", "hequ", "yunhequ", "yhq"] {
            assert!(terms.iter().any(|t| t == asked), "{asked} in {terms:?}");
        }
    }

    #[test]
    fn a_polyphone_surname_is_found_by_each_reading() {
        let terms = terms("单明");
        assert!(
            terms.iter().any(|t| t == "shanming") && terms.iter().any(|t| t == "danming"),
            "{terms:?}"
        );
    }

    #[test]
    fn letters_are_cut_into_syllables() {
        assert_eq!(
            syllables("zhongguorenmin"),
            Some(vec!["zhong", "guo", "ren", "min"])
        );
        assert_eq!(syllables("xyz"), None);
        assert_eq!(spelled("云禾"), [["yunhe"]]);
        assert_eq!(spelled("绿水"), [["lvshui"]]);
    }
}
