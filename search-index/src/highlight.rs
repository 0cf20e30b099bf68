//! Where the words of a query stand in a text, as ranges on the original and never as HTML; and the passage to
//! show. tantivy's `SnippetGenerator` counts bytes, cuts words and can panic on overlapping tokens.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::analysis::{Run, cut, is_ideograph, runs};
use crate::dictionary::Dictionary;
use crate::fold::fold_char;
use crate::query::{Mode, Query};

/// How far a cut may move to fall at punctuation, in characters.
const REACH: usize = 16;

/// A passage of a text with its marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fragment {
    /// The passage.
    pub text: String,
    /// Byte ranges of the passage to mark, in order, apart from each other, on character boundaries.
    pub marks: Vec<Range<usize>>,
    /// Whether the text goes on before the passage.
    pub is_cut_before: bool,
    /// Whether the text goes on after the passage.
    pub is_cut_after: bool,
}

/// Finds what a query looked for.
#[derive(Debug, Clone)]
pub struct Highlighter(Option<AhoCorasick>);

impl Highlighter {
    /// Takes the texts of a query: exact parts as they are, sentences as their words.
    #[must_use]
    pub fn new(query: &Query, dictionary: &Dictionary) -> Self {
        let mut needles = Vec::new();
        for (text, mode) in query.texts() {
            for run in runs(text) {
                match run {
                    Run::Word { text, .. } => needles.push(text),
                    Run::Ideographs { glyphs, .. } => needles.push(glyphs.iter().map(|g| g.c).collect()),
                }
            }
            if mode == Mode::Free {
                needles.extend(
                    cut(&dictionary.jieba, text)
                        .into_iter()
                        .filter(|w| w.chars().count() > 1),
                );
            }
        }
        needles.sort_unstable();
        needles.dedup();
        if needles.is_empty() {
            return Self(None);
        }
        Self(
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(needles)
                .ok(),
        )
    }

    /// The byte ranges of a text to mark, in order, overlapping and touching ones joined.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let glyphs = Glyphs::of(text);
        self.found(&glyphs)
            .into_iter()
            .map(|r| glyphs.starts[r.start]..glyphs.starts[r.end])
            .collect()
    }

    /// The passage of about `n_chars` characters that holds most of what was looked for, cut at punctuation where
    /// one is near; the beginning of the text when nothing is found.
    #[must_use]
    pub fn fragment(&self, text: &str, n_chars: usize) -> Fragment {
        let glyphs = Glyphs::of(text);
        let n = glyphs.chars.len();
        let found = self.found(&glyphs);
        let window = densest(&found, n, n_chars.max(1));
        let window = glyphs.at_punctuation(window, &found);
        let (from, to) = (glyphs.starts[window.start], glyphs.starts[window.end]);
        let marks = found
            .iter()
            .filter(|m| m.start < window.end && window.start < m.end)
            .map(|m| {
                glyphs.starts[m.start.max(window.start)] - from..glyphs.starts[m.end.min(window.end)] - from
            })
            .collect();
        Fragment {
            text: text[from..to].to_owned(),
            marks,
            is_cut_before: window.start > 0,
            is_cut_after: window.end < n,
        }
    }

    /// Character ranges, merged.
    fn found(&self, glyphs: &Glyphs) -> Vec<Range<usize>> {
        let Some(automaton) = &self.0 else {
            return Vec::new();
        };
        let mut found: Vec<Range<usize>> = automaton
            .find_overlapping_iter(&glyphs.folded)
            .map(|m| glyphs.char_at(m.start())..glyphs.char_at(m.end()))
            .filter(|r| glyphs.is_whole(r))
            .collect();
        found.sort_unstable_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

/// A text as folded characters, with the way back to the bytes of the original.
struct Glyphs {
    chars: Vec<char>,
    folded: String,
    /// Byte of the original at which each character starts, and its length at the end.
    starts: Vec<usize>,
    /// The same for the folded text.
    folded_starts: Vec<usize>,
}

impl Glyphs {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().map(fold_char).collect();
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let folded: String = chars.iter().collect();
        let mut folded_starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
        folded_starts.push(folded.len());
        Self {
            chars,
            folded,
            starts,
            folded_starts,
        }
    }

    fn char_at(&self, folded_byte: usize) -> usize {
        self.folded_starts.partition_point(|&start| start < folded_byte)
    }

    /// A Latin word is marked only whole, as it was searched: `art` does not light up in `party`.
    fn is_whole(&self, range: &Range<usize>) -> bool {
        let is_letter = |at: usize| {
            self.chars
                .get(at)
                .is_some_and(|&c| c.is_alphanumeric() && !is_ideograph(c))
        };
        let starts_inside = is_letter(range.start) && range.start > 0 && is_letter(range.start - 1);
        let ends_inside = range.end > 0 && is_letter(range.end - 1) && is_letter(range.end);
        !starts_inside && !ends_inside
    }

    fn is_punctuation(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|c| !c.is_alphanumeric())
    }

    /// Moves both cuts to the nearest punctuation within reach, never into a mark.
    fn at_punctuation(&self, window: Range<usize>, found: &[Range<usize>]) -> Range<usize> {
        let n = self.chars.len();
        let first = found
            .iter()
            .find(|m| m.end > window.start)
            .map_or(window.end, |m| m.start.max(window.start));
        let last = found
            .iter()
            .rev()
            .find(|m| m.start < window.end)
            .map_or(window.start, |m| m.end.min(window.end));
        let start = if window.start == 0 {
            0
        } else {
            (window.start..=first.min(window.start + REACH))
                .find(|&at| self.is_punctuation(at - 1) && !self.is_punctuation(at))
                .unwrap_or(window.start)
        };
        let end = if window.end == n {
            n
        } else {
            (last.max(window.end.saturating_sub(REACH)).max(start + 1)..=window.end)
                .rev()
                .find(|&at| self.is_punctuation(at) || self.is_punctuation(at - 1))
                .unwrap_or(window.end)
        };
        start..end
    }
}

/// The window of `size` characters with the most marked characters, the first of equals, centred on its marks.
fn densest(found: &[Range<usize>], n: usize, size: usize) -> Range<usize> {
    if n <= size {
        return 0..n;
    }
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut to = 0;
    let mut covered = 0;
    for (i, first) in found.iter().enumerate() {
        while to < found.len() && (to <= i || found[to].end <= first.start + size) {
            covered += found[to].len();
            to += 1;
        }
        if best.as_ref().is_none_or(|(most, _)| covered > *most) {
            best = Some((covered, first.start..found[to - 1].end));
        }
        covered -= first.len();
    }
    let Some((_, span)) = best else { return 0..size };
    let lead = size.saturating_sub(span.len()) / 2;
    let start = span.start.saturating_sub(lead).min(n - size);
    start..start + size
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::Vocabulary;

    fn highlighter(typed: &str) -> Highlighter {
        thread_local! {
            static DICTIONARY: Dictionary = Dictionary::default();
        }
        let query = Query::parse(typed, &Vocabulary::default()).expect("within the limits");
        DICTIONARY.with(|d| Highlighter::new(&query, d))
    }

    fn marked(typed: &str, text: &str) -> Vec<String> {
        highlighter(typed)
            .marks(text)
            .into_iter()
            .map(|r| text[r].to_owned())
            .collect()
    }

    #[test]
    fn whole_terms_are_marked_whatever_the_script_or_width() {
        assert_eq!(marked("社区食堂", "新增社區食堂十二处"), ["社區食堂"]);
        assert_eq!(marked("5g", "建成５Ｇ基站，15G不算"), ["５Ｇ"]);
        assert_eq!(marked("社区 区食堂", "社区食堂"), ["社区食堂"]);
        assert_eq!(marked("食堂 -社区", "社区食堂"), ["食堂"]);
    }

    #[test]
    fn the_passage_is_where_most_is_found_and_ends_at_punctuation() {
        let text = format!(
            "{}。新增助餐点十二处，社区食堂与助餐点同时开放。{}",
            "前文".repeat(100),
            "后文".repeat(100)
        );
        let fragment = highlighter("助餐点 社区食堂").fragment(&text, 40);
        assert_eq!(fragment.marks.len(), 3, "{fragment:?}");
        assert!(fragment.is_cut_before && fragment.is_cut_after);
        assert!(fragment.text.starts_with("新增助餐点"), "{fragment:?}");
    }

    #[test]
    fn without_a_match_the_beginning_is_shown() {
        let fragment = highlighter("电梯").fragment("社区食堂开放。", 90);
        assert_eq!(
            fragment,
            Fragment {
                text: "社区食堂开放。".into(),
                ..Fragment::default()
            }
        );
    }

    proptest! {
        #[test]
        fn fragments_are_cut_and_marked_on_character_boundaries(
            text in "[社区食堂區５Ｇgé，。 𠮷\u{301}a-c]{0,200}", typed in "[社区食堂５gé𠮷a-c ]{1,12}", n in 1usize..120,
        ) {
            let highlighter = highlighter(&typed);
            let fragment = highlighter.fragment(&text, n);
            prop_assert!(text.contains(&fragment.text));
            prop_assert!(fragment.text.chars().count() <= n);
            let mut end = 0;
            for (i, mark) in fragment.marks.iter().enumerate() {
                prop_assert!(mark.start < mark.end && (i == 0 || mark.start > end));
                prop_assert!(fragment.text.get(mark.clone()).is_some());
                end = mark.end;
            }
            if !highlighter.marks(&text).is_empty() {
                prop_assert!(!fragment.marks.is_empty());
            }
        }
    }
}
