//! Who shares a piece's points and with what weight: authors of the byline, joint units.
//! The cutting itself, exact to the hundredth, is `Points::split`.

use crate::points::Points;
use crate::scheme::document::{Authors, Photographers, Split, Units};
use crate::scheme::fact::{Author, Craft, Piece};
use crate::scheme::ids::Subject;

/// Those who share, in their order, with their weights.
pub(in crate::scheme) struct Shares {
    /// The accounts; `None` for an external reporter, whose part goes to nobody.
    pub sharers: Vec<Option<Subject>>,
    /// Weights, as many as sharers.
    pub weights: Vec<u32>,
    /// Each receives the whole amount.
    pub is_full: bool,
}

impl Shares {
    /// The part of each.
    pub fn cut(&self, amount: Points) -> Vec<Points> {
        if self.is_full {
            vec![amount; self.weights.len()]
        } else {
            amount.split(&self.weights)
        }
    }
}

/// The authors who may share, in the order of the byline, each person once.
pub(in crate::scheme) fn eligible<'a>(rules: &Authors, piece: &'a Piece) -> Vec<&'a Author> {
    let has_writers = piece.authors.iter().any(|author| author.craft == Craft::Writer);
    let mut authors: Vec<&Author> = Vec::with_capacity(piece.authors.len());
    for author in &piece.authors {
        let by_craft = match (author.craft, rules.photographers) {
            (Craft::Writer, _) | (Craft::Photographer, Photographers::Always) => true,
            (Craft::Photographer, Photographers::WithoutWriters) => !has_writers,
            (Craft::Photographer, Photographers::Never) => false,
        };
        let is_known = authors
            .iter()
            .any(|known| known.person == author.person && !author.external);
        let is_out =
            (author.external && !rules.external_dilutes) || (author.full_time && rules.exclude_full_time);
        if by_craft && !is_known && !is_out {
            authors.push(author);
        }
    }
    authors
}

/// The shares of the authors.
pub(in crate::scheme) fn authors(rules: &Authors, piece: &Piece) -> Shares {
    let authors = eligible(rules, piece);
    let given: Vec<Option<u32>> = authors.iter().map(|author| author.share).collect();
    Shares {
        sharers: authors
            .iter()
            .map(|author| (!author.external).then_some(Subject::Person(author.person)))
            .collect(),
        weights: weights(rules.split, &rules.ratio, &given),
        is_full: rules.split == Split::Full,
    }
}

/// The shares of the filing unit and the joint units.
pub(in crate::scheme) fn units(rules: &Units, piece: &Piece, each_unit: bool) -> Shares {
    let mut units = vec![&piece.unit];
    for unit in &piece.joint_units {
        if units.iter().all(|known| known.id != unit.id) {
            units.push(unit);
        }
    }
    let given: Vec<Option<u32>> = units.iter().map(|unit| unit.share).collect();
    let split = if each_unit { Split::Full } else { rules.split };
    Shares {
        sharers: units.iter().map(|unit| Some(Subject::Unit(unit.id))).collect(),
        weights: weights(split, &rules.ratio, &given),
        is_full: split == Split::Full,
    }
}

/// The weights of a method; `custom` without any share written down is equal.
fn weights(split: Split, ratio: &[u32], given: &[Option<u32>]) -> Vec<u32> {
    let positions = 0..given.len();
    match split {
        Split::Equal | Split::Full => vec![1; given.len()],
        Split::First => positions.map(|at| u32::from(at == 0)).collect(),
        Split::Ratio => positions.map(|at| ratio.get(at).copied().unwrap_or(0)).collect(),
        Split::Custom if given.iter().all(|share| share.unwrap_or(0) == 0) => vec![1; given.len()],
        Split::Custom => given.iter().map(|share| share.unwrap_or(0)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::ids::PersonId;

    #[test]
    fn three_to_two_leaves_nothing_for_the_third() {
        assert_eq!(weights(Split::Ratio, &[3, 2], &[None; 3]), [3, 2, 0]);
        assert_eq!(weights(Split::Ratio, &[3, 2], &[None]), [3]);
    }

    #[test]
    fn custom_shares_fall_back_to_equal_parts() {
        assert_eq!(
            weights(Split::Custom, &[], &[Some(60), None, Some(40)]),
            [60, 0, 40]
        );
        assert_eq!(weights(Split::Custom, &[], &[None, Some(0)]), [1, 1]);
    }

    fn author(person: i64, craft: Craft) -> Author {
        Author {
            person: PersonId(person),
            craft,
            ..Author::default()
        }
    }

    fn persons(rules: &Authors, piece: &Piece) -> Vec<i64> {
        eligible(rules, piece)
            .iter()
            .map(|author| author.person.0)
            .collect()
    }

    #[test]
    fn a_photographer_shares_only_where_the_scheme_says_so() {
        let piece = Piece {
            authors: vec![
                author(1, Craft::Writer),
                author(2, Craft::Photographer),
                author(1, Craft::Photographer),
            ],
            ..Piece::default()
        };
        let mut rules = Authors::default();
        assert_eq!(persons(&rules, &piece), [1]);
        rules.photographers = Photographers::Always;
        assert_eq!(persons(&rules, &piece), [1, 2]);
        let picture_news = Piece {
            authors: vec![author(2, Craft::Photographer)],
            ..Piece::default()
        };
        rules.photographers = Photographers::WithoutWriters;
        assert_eq!(persons(&rules, &picture_news), [2]);
        rules.photographers = Photographers::Never;
        assert!(persons(&rules, &picture_news).is_empty());
    }

    #[test]
    fn an_external_reporter_dilutes_only_where_the_scheme_says_so() {
        let external = Author {
            external: true,
            ..author(9, Craft::Writer)
        };
        let piece = Piece {
            authors: vec![author(1, Craft::Writer), external],
            ..Piece::default()
        };
        let mut rules = Authors::default();
        assert_eq!(authors(&rules, &piece).cut(Points::whole(4)), [Points::whole(4)]);
        rules.external_dilutes = true;
        let shares = authors(&rules, &piece);
        assert_eq!(shares.cut(Points::whole(4)), [Points::whole(2), Points::whole(2)]);
        assert_eq!(shares.sharers[1], None);
    }
}
