//! 字数 by Word's rule. The browser counts by `assets/js/word-count.js`, the same rule; both are held
//! together by `tests/fixtures/word-count.json` and by a comparison over all characters.

use super::chars::{is_cjk, is_invisible, is_shared_punctuation};

/// Counts 字数 as Word's "字数" does (not "字符数").
///
/// 1. Each Han character, kana, bopomofo, CJK punctuation mark, full-width form or enclosed CJK letter
///    counts one (`，` `。` `（` `１` `①` each one).
/// 2. Each longest run of other visible characters between white space and those counts one: a Latin word,
///    a number group (`2026`, `3.5%`, `1,200`, `10:30`), an address, a lone half-width mark.
/// 3. Quotes `‘’“”`, dash `—`, ellipsis `…` and middle dot `·` count one each, unless they join two
///    characters of rule 2 (`don’t`): then they belong to the run.
/// 4. White space (also `　`) separates and counts nothing; joiners, variation selectors and control
///    characters neither separate nor count.
///
/// Korean is counted by words, as Word does.
#[must_use]
pub fn word_count(text: &str) -> u32 {
    let visible: Vec<char> = text
        .chars()
        .filter(|c| !is_invisible(*c) && (!c.is_control() || c.is_whitespace()))
        .collect();
    let is_western = |at: Option<usize>| {
        at.and_then(|at| visible.get(at))
            .is_some_and(|c| !c.is_whitespace() && !is_cjk(*c) && !is_shared_punctuation(*c))
    };
    let mut n = 0_u32;
    let mut in_run = false;
    for (at, c) in visible.iter().enumerate() {
        let stands_alone = is_cjk(*c)
            || (is_shared_punctuation(*c) && !(is_western(at.checked_sub(1)) && is_western(Some(at + 1))));
        if stands_alone || (!c.is_whitespace() && !in_run) {
            n = n.saturating_add(1);
        }
        in_run = !stands_alone && !c.is_whitespace();
    }
    n
}

#[cfg(test)]
mod tests;
