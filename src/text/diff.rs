//! Two texts of an article side by side in one: passage by passage, then character by character; passages that only
//! moved are recognised. Pure; the page decides how it looks.

mod align;
mod passage;
mod pieces;

use std::collections::HashMap;

use super::CleanHtml;
use align::Match;
pub use passage::{Passage, Shape};
pub use pieces::{Piece, compare_line};

/// What became of one passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same words in the same place; `is_restyled` where only bold, italics or links differ.
    Same {
        /// The passage as it is now.
        passage: Passage,
        /// Whether its formats differ.
        is_restyled: bool,
    },
    /// Other words in the same place.
    Changed {
        /// What it is now.
        shape: Shape,
        /// The old and the new words in one.
        pieces: Vec<Piece>,
    },
    /// Only in the new text.
    Inserted(Passage),
    /// Only in the old text.
    Deleted(Passage),
    /// Where a passage stood that has moved; `number` names the pair.
    MovedAway {
        /// The passage as it was.
        passage: Passage,
        /// The pair, counted from 1 in the order of the new text.
        number: usize,
    },
    /// Where a moved passage stands now, with what was changed in it.
    MovedHere {
        /// What it is now.
        shape: Shape,
        /// The old and the new words in one.
        pieces: Vec<Piece>,
        /// The pair.
        number: usize,
    },
}

/// How much differs, in characters and passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Characters that are only in the new text.
    pub n_inserted: usize,
    /// Characters that are only in the old text.
    pub n_deleted: usize,
    /// Passages that moved.
    pub n_moved: usize,
    /// Passages of which only the formats differ.
    pub n_restyled: usize,
}

impl Tally {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Compares two bodies. Reading `Same`, the deleted pieces and `MovedAway` in order gives the old text; `Same`, the
/// inserted pieces and `MovedHere` give the new one.
#[must_use]
pub fn compare(old: &CleanHtml, new: &CleanHtml) -> Vec<Change> {
    let (old, new) = (passage::read(old), passage::read(new));
    let matches = align::align(&old, &new);
    let mut numbers: Vec<(usize, usize)> = matches
        .iter()
        .filter_map(|found| match *found {
            Match::MovedHere { old, new } => Some((old, new)),
            Match::Pair { .. } | Match::OnlyOld(_) | Match::OnlyNew(_) | Match::MovedAway(_) => None,
        })
        .collect();
    numbers.sort_by_key(|(_, new)| *new);
    let numbers: HashMap<usize, usize> = numbers
        .into_iter()
        .enumerate()
        .map(|(at, (old, _))| (old, at + 1))
        .collect();
    let number = |of: usize| numbers.get(&of).copied().unwrap_or_default();
    matches
        .into_iter()
        .map(|found| match found {
            Match::Pair { old: o, new: n } if old[o].is_same_as(&new[n]) => Change::Same {
                passage: new[n].clone(),
                is_restyled: old[o].html != new[n].html,
            },
            Match::Pair { old: o, new: n } => Change::Changed {
                shape: new[n].shape,
                pieces: compare_line(&old[o].text, &new[n].text),
            },
            Match::OnlyOld(o) => Change::Deleted(old[o].clone()),
            Match::OnlyNew(n) => Change::Inserted(new[n].clone()),
            Match::MovedAway(o) => Change::MovedAway {
                passage: old[o].clone(),
                number: number(o),
            },
            Match::MovedHere { old: o, new: n } => Change::MovedHere {
                shape: new[n].shape,
                pieces: compare_line(&old[o].text, &new[n].text),
                number: number(o),
            },
        })
        .collect()
}

/// Counts how much differs.
#[must_use]
pub fn tally(changes: &[Change]) -> Tally {
    let mut tally = Tally::default();
    let count = |piece: &Piece, tally: &mut Tally| match piece {
        Piece::Same(_) => {}
        Piece::Inserted(text) => tally.n_inserted += text.chars().count(),
        Piece::Deleted(text) => tally.n_deleted += text.chars().count(),
    };
    for change in changes {
        match change {
            Change::Same { is_restyled, .. } => tally.n_restyled += usize::from(*is_restyled),
            Change::Changed { pieces, .. } => {
                for piece in pieces {
                    count(piece, &mut tally);
                }
            }
            Change::Inserted(passage) => tally.n_inserted += passage.text.chars().count(),
            Change::Deleted(passage) => tally.n_deleted += passage.text.chars().count(),
            Change::MovedAway { .. } => {}
            Change::MovedHere { pieces, .. } => {
                tally.n_moved += 1;
                for piece in pieces {
                    count(piece, &mut tally);
                }
            }
        }
    }
    tally
}

#[cfg(test)]
mod tests;
