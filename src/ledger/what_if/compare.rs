//! One group of facts under two books: what each subject has, and the lines that differ.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::resume_unwind;
use std::thread;

use entity::ArticleId;

use super::{ChangedLine, Key};
use crate::calendar::Month;
use crate::ledger::reach::key;
use crate::scheme::{Book, Fact, Line, price_all};

/// Subjects of a group that articles join and nothing may cut, which is priced while few others are: a processor for each
/// book, since they share nothing but the facts.
const LARGE: usize = 200;

/// What was found so far.
#[derive(Default)]
pub(super) struct Compared {
    /// Hundredths before and after.
    pub totals: BTreeMap<Key, (i64, i64)>,
    pub lines: Vec<ChangedLine>,
    pub n_changed: usize,
}

impl Compared {
    /// Takes in what another group found; of the lines only the largest differences are kept.
    pub fn take(&mut self, other: Self, n_lines: usize) {
        self.totals.extend(other.totals);
        self.n_changed += other.n_changed;
        self.lines.extend(other.lines);
        self.lines
            .sort_by(|one, other| largest_first(one).cmp(&largest_first(other)));
        self.lines.truncate(n_lines);
    }
}

fn largest_first(line: &ChangedLine) -> (Reverse<i64>, &str) {
    (Reverse(line.difference().abs()), &line.key)
}

/// Prices the facts under both books and compares the lines of the group in the months.
pub(super) fn compare(
    (before, after): &(Book, Book),
    facts: &[Fact],
    group: &BTreeSet<Key>,
    (first, last): (Month, Month),
    with_titles: bool,
) -> Compared {
    let lines = |book: &Book| -> Vec<Line> {
        let mut lines = price_all(book, facts);
        lines
            .retain(|line| group.contains(&key(line.subject)) && first <= line.period && line.period <= last);
        lines
    };
    let (before, after) = if group.len() > LARGE {
        thread::scope(|scope| {
            let before = scope.spawn(|| lines(before));
            let after = lines(after);
            (before.join().unwrap_or_else(|panic| resume_unwind(panic)), after)
        })
    } else {
        (lines(before), lines(after))
    };
    let mut compared = Compared::default();
    let mut former: HashMap<&str, &Line> = HashMap::with_capacity(before.len());
    for line in &before {
        compared.totals.entry(key(line.subject)).or_default().0 += line.points.hundredths();
        former.insert(&line.key, line);
    }
    for line in &after {
        compared.totals.entry(key(line.subject)).or_default().1 += line.points.hundredths();
        let was = former.remove(line.key.as_str());
        compared.note(was, Some(line), with_titles);
    }
    for line in former.into_values() {
        compared.note(Some(line), None, with_titles);
    }
    compared
}

impl Compared {
    fn note(&mut self, before: Option<&Line>, after: Option<&Line>, with_titles: bool) {
        let points = |line: Option<&Line>| line.map_or(0, |line| line.points.hundredths());
        if points(before) == points(after) {
            return;
        }
        let Some(either) = after.or(before) else {
            return;
        };
        let said = |line: &Line| {
            let sentence = if with_titles {
                line.sentence()
            } else {
                reckoned(line)
            };
            (line.points.hundredths(), sentence)
        };
        self.n_changed += 1;
        self.lines.push(ChangedLine {
            key: either.key.clone(),
            subject: key(either.subject),
            happened_on: either.happened_on,
            article: either.article.map(|article| ArticleId(article.0)),
            before: before.map(said),
            after: after.map(said),
        });
    }
}

/// The line without what it is about: its rule and its arithmetic.
fn reckoned(line: &Line) -> String {
    format!(
        "规则 {}：{} = {} {}",
        line.rule,
        line.trace.arithmetic(),
        line.points,
        line.unit
    )
}
