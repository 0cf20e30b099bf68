//! Which passage of the old text is which of the new one.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::passage::{Passage, Shape};

/// From which likeness on two passages in the same place are one that was changed, in per cent.
const LIKE: usize = 35;
/// From which likeness on two passages in different places are one that moved, in per cent.
const MOVED: usize = 70;
/// The shortest passage that can be called moved, in characters: short ones repeat by chance.
const MOVED_CHARS: usize = 6;
/// The most pairs whose likeness is looked at in one place; beyond it passages are old or new as a whole.
const MAX_PAIRS: usize = 20_000;

/// Where a passage of either text belongs, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Pair { old: usize, new: usize },
    OnlyOld(usize),
    OnlyNew(usize),
    MovedAway(usize),
    MovedHere { old: usize, new: usize },
}

/// Aligns two lists of passages.
pub(super) fn align(old: &[Passage], new: &[Passage]) -> Vec<Match> {
    let key = |passage: &Passage| (passage.shape, passage.text.clone());
    let (old_keys, new_keys): (Vec<_>, Vec<_>) =
        (old.iter().map(key).collect(), new.iter().map(key).collect());
    let mut matches = Vec::with_capacity(old.len().max(new.len()));
    for op in capture_diff_slices(Algorithm::Patience, &old_keys, &new_keys) {
        match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => matches.extend((0..len).map(|at| Match::Pair {
                old: old_index + at,
                new: new_index + at,
            })),
            DiffOp::Delete {
                old_index, old_len, ..
            } => {
                matches.extend((old_index..old_index + old_len).map(Match::OnlyOld));
            }
            DiffOp::Insert {
                new_index, new_len, ..
            } => matches.extend((new_index..new_index + new_len).map(Match::OnlyNew)),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => {
                let (old, new) = (
                    &old[old_index..old_index + old_len],
                    &new[new_index..new_index + new_len],
                );
                matches.extend(pair_up(old, new).into_iter().map(|found| match found {
                    Match::Pair { old, new } => Match::Pair {
                        old: old + old_index,
                        new: new + new_index,
                    },
                    Match::OnlyOld(old) => Match::OnlyOld(old + old_index),
                    Match::OnlyNew(new) => Match::OnlyNew(new + new_index),
                    moved @ (Match::MovedAway(_) | Match::MovedHere { .. }) => moved,
                }));
            }
        }
    }
    find_moved(old, new, &mut matches);
    matches
}

/// Pairs what was changed in one place, in order, so that the sum of likeness is greatest.
fn pair_up(old: &[Passage], new: &[Passage]) -> Vec<Match> {
    let (n, m) = (old.len(), new.len());
    if n * m > MAX_PAIRS {
        return (0..n)
            .map(Match::OnlyOld)
            .chain((0..m).map(Match::OnlyNew))
            .collect();
    }
    let (old_pairs, new_pairs) = (old.iter().map(pairs_of), new.iter().map(pairs_of));
    let (old_pairs, new_pairs): (Vec<_>, Vec<_>) = (old_pairs.collect(), new_pairs.collect());
    let like = |o: usize, n: usize| {
        let like = likeness(&old_pairs[o], &new_pairs[n]);
        if may_be_one(old[o].shape, new[n].shape) && like >= LIKE {
            like
        } else {
            0
        }
    };
    // best[o][n]: the greatest sum for what follows old[o] and new[n].
    let mut best = vec![vec![0; m + 1]; n + 1];
    let mut likes = vec![vec![0; m]; n];
    for o in (0..n).rev() {
        for at in (0..m).rev() {
            likes[o][at] = like(o, at);
            let pair = if likes[o][at] > 0 {
                likes[o][at] + best[o + 1][at + 1]
            } else {
                0
            };
            best[o][at] = pair.max(best[o + 1][at]).max(best[o][at + 1]);
        }
    }
    let (mut o, mut at, mut matches) = (0, 0, Vec::with_capacity(n + m));
    while o < n && at < m {
        if likes[o][at] > 0 && best[o][at] == likes[o][at] + best[o + 1][at + 1] {
            matches.push(Match::Pair { old: o, new: at });
            (o, at) = (o + 1, at + 1);
        } else if best[o][at] == best[o + 1][at] {
            matches.push(Match::OnlyOld(o));
            o += 1;
        } else {
            matches.push(Match::OnlyNew(at));
            at += 1;
        }
    }
    matches.extend((o..n).map(Match::OnlyOld));
    matches.extend((at..m).map(Match::OnlyNew));
    matches
}

/// Finds among what is left over the passages that stand elsewhere now, the likest first.
fn find_moved(old: &[Passage], new: &[Passage], matches: &mut [Match]) {
    let long = |passage: &Passage| passage.text.chars().count() >= MOVED_CHARS;
    let only_old: Vec<usize> = matches
        .iter()
        .filter_map(|found| match *found {
            Match::OnlyOld(at) if long(&old[at]) => Some(at),
            _ => None,
        })
        .collect();
    let only_new: Vec<usize> = matches
        .iter()
        .filter_map(|found| match *found {
            Match::OnlyNew(at) if long(&new[at]) => Some(at),
            _ => None,
        })
        .collect();
    let mut pairs = Vec::new();
    if only_old.len() * only_new.len() <= MAX_PAIRS {
        let new_pairs: HashMap<usize, Pairs> = only_new.iter().map(|at| (*at, pairs_of(&new[*at]))).collect();
        for o in &only_old {
            let old_pairs = pairs_of(&old[*o]);
            for n in &only_new {
                let like = likeness(&old_pairs, &new_pairs[n]);
                if may_be_one(old[*o].shape, new[*n].shape) && like >= MOVED {
                    pairs.push((like, *o, *n));
                }
            }
        }
    }
    pairs.sort_by_key(|(like, o, n)| (std::cmp::Reverse(*like), *o, *n));
    let (mut old_to_new, mut taken) = (HashMap::new(), HashMap::new());
    for (_, o, n) in pairs {
        if !old_to_new.contains_key(&o) && !taken.contains_key(&n) {
            old_to_new.insert(o, n);
            taken.insert(n, o);
        }
    }
    for found in matches {
        *found = match *found {
            Match::OnlyOld(o) if old_to_new.contains_key(&o) => Match::MovedAway(o),
            Match::OnlyNew(n) => taken
                .get(&n)
                .map_or(Match::OnlyNew(n), |o| Match::MovedHere { old: *o, new: n }),
            other => other,
        };
    }
}

/// Whether one shape may have become the other: words stay words, pictures pictures.
fn may_be_one(old: Shape, new: Shape) -> bool {
    let is_words = |shape| !matches!(shape, Shape::Picture | Shape::Rule);
    old == new || (is_words(old) && is_words(new))
}

/// The pairs of neighbouring characters of a passage, sorted.
type Pairs = Vec<(char, char)>;

fn pairs_of(passage: &Passage) -> Pairs {
    let chars: Vec<char> = passage.text.chars().collect();
    let mut pairs: Pairs = match chars.as_slice() {
        [only] => vec![(*only, ' ')],
        many => many.windows(2).map(|two| (two[0], two[1])).collect(),
    };
    pairs.sort_unstable();
    pairs
}

/// Sørensen and Dice's likeness of two passages in per cent.
fn likeness(a: &Pairs, b: &Pairs) -> usize {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let (mut i, mut j, mut n_common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, n_common) = (i + 1, j + 1, n_common + 1),
        }
    }
    200 * n_common / (a.len() + b.len())
}
