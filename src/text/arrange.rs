//! 一键排版: the typography of a Chinese office, at the writer's wish, undoable by the editor.

use super::block::{Block, Leaf, Run};
use super::chars::is_cjk;
use super::normalise::{blocks as blocks_of, normalise};
use super::{CleanHtml, render};

const MAX_PASSES: usize = 16;

/// Sets an article as offices print it: half-width `, ; : ? ! ( )` between Chinese become full-width, full-width
/// letters and digits become half-width, spaces between Chinese characters go. Numbers, addresses and Western
/// sentences keep their marks; applying it twice changes nothing more.
#[must_use]
pub fn arrange(html: &CleanHtml) -> CleanHtml {
    let mut arranged = html.clone();
    // A mark that became full-width can make Chinese of its neighbour; a line settles in a few rounds.
    for _ in 0..MAX_PASSES {
        let mut blocks = blocks_of(&arranged);
        blocks.iter_mut().for_each(arrange_block);
        let again = normalise(&render::html(&blocks));
        if again == arranged {
            break;
        }
        arranged = again;
    }
    arranged
}

fn arrange_block(block: &mut Block) {
    match block {
        Block::Text(_, runs) | Block::Figure { caption: runs, .. } => arrange_runs(runs),
        Block::List { items, .. } => items.iter_mut().flatten().for_each(arrange_block),
        Block::Table { head, body } => {
            head.iter_mut()
                .chain(body)
                .flatten()
                .flat_map(|cell| &mut cell.blocks)
                .for_each(arrange_block);
        }
        Block::Quote(blocks) => blocks.iter_mut().for_each(arrange_block),
        Block::Rule => {}
    }
}

/// Neighbours are looked at across formats: `<strong>甲</strong>,乙` is one sentence.
fn arrange_runs(runs: &mut [Run]) {
    let mut chars: Vec<(usize, char)> = Vec::new();
    for (at, run) in runs.iter_mut().enumerate() {
        match &mut run.leaf {
            Leaf::Text(text) => chars.extend(std::mem::take(text).chars().map(|c| (at, half_width(c)))),
            Leaf::Break | Leaf::Picture(_) => chars.push((at, '\n')),
        }
    }
    set_brackets(&mut chars);
    for at in 0..chars.len() {
        chars[at].1 = set_mark(
            chars[at].1,
            before(&chars, at),
            chars.get(at + 1).map(|(_, c)| *c),
        );
    }
    for (at, (run, c)) in chars.iter().enumerate() {
        let is_between =
            *c == ' ' && before(&chars, at).is_some_and(is_cjk) && after(&chars, at).is_some_and(is_cjk);
        if !is_between && let Some(Leaf::Text(text)) = runs.get_mut(*run).map(|run| &mut run.leaf) {
            text.push(*c);
        }
    }
}

/// The nearest character before `at` that is not a space.
fn before(chars: &[(usize, char)], at: usize) -> Option<char> {
    chars[..at].iter().rev().map(|(_, c)| *c).find(|c| *c != ' ')
}

/// The nearest character after `at` that is not a space.
fn after(chars: &[(usize, char)], at: usize) -> Option<char> {
    chars[at + 1..].iter().map(|(_, c)| *c).find(|c| *c != ' ')
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Brackets are set in pairs: full-width when what they hold, or what touches them, is Chinese.
fn set_brackets(chars: &mut [(usize, char)]) {
    let mut open = Vec::new();
    for at in 0..chars.len() {
        match chars[at].1 {
            '(' => open.push(at),
            ')' => {
                let Some(from) = open.pop() else { continue };
                let touches = [before(chars, from), after(chars, at)];
                let is_chinese = chars[from..at].iter().any(|(_, c)| is_cjk(*c))
                    || touches.iter().any(|c| c.is_some_and(is_cjk));
                if is_chinese {
                    chars[from].1 = '（';
                    chars[at].1 = '）';
                }
            }
            _ => {}
        }
    }
}

/// A mark belongs to the Chinese text that it follows.
fn set_mark(c: char, last: Option<char>, next: Option<char>) -> char {
    if !last.is_some_and(is_cjk) {
        return c;
    }
    match c {
        ',' => '，',
        ';' => '；',
        ':' if next != Some('/') => '：',
        '?' => '？',
        '!' => '！',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arranged(html: &str) -> String {
        arrange(&CleanHtml::clean(html)).into_string()
    }

    #[test]
    fn marks_follow_the_script_that_they_stand_in() {
        assert_eq!(
            arranged(
                "<p>　　<strong>昨日</strong>,社区 ( 第３网格 ) 开班 ;报名１２０人!见https://example.cn/a,b</p>"
            ),
            "<p><strong>昨日</strong>，社区（第3网格）开班；报名120人！见https://example.cn/a,b</p>"
        );
        assert_eq!(
            arranged("<p>1,200 人, 3:30 开始: Hello, world (x)</p>"),
            "<p>1,200 人， 3:30 开始： Hello, world (x)</p>"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn arranging_twice_is_arranging_once(text in "[甲乙a1 ,;:?!()（）０ｚ<>/b]{0,30}") {
            let once = arrange(&normalise(&text));
            prop_assert_eq!(arrange(&once), once);
        }
    }
}
