//! The points of the district by hand: the two schemes of the domain page as plain sums over what the script wrote
//! down. Nothing of the product's scoring is used; a month here is a loop, not a query.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::world::{Adopted, Law, Piece, World, day_at, monday};

/// Hundredths by subject (`person` or `unit`, key), month and article; an outcome of a week has no article.
pub type Earned = BTreeMap<(&'static str, i64, String, Option<i64>), i64>;

pub fn earned(world: &World) -> Earned {
    let mut earned = Earned::new();
    for piece in &world.pieces {
        let unit = &world.units[piece.unit];
        let id = Some(piece.id);
        let awards = match unit.law {
            Law::A => by_outlet(world, piece),
            Law::C => by_level(world, piece),
        };
        for (on, hundredths) in awards {
            let month = month_of(on);
            *earned.entry(("unit", unit.id.0, month.clone(), id)).or_default() += hundredths;
            for (author, share) in shares(piece, unit.law, hundredths) {
                let person = world.reporters[author].id.0;
                *earned.entry(("person", person, month.clone(), id)).or_default() += share;
            }
        }
    }
    for ((unit, monday), n) in valid_by_week(world) {
        // Two a week: one point, and one for each above; fewer: none. The week counts in the month of its Thursday.
        if n >= 2 {
            let month = month_of(monday + TimeDelta::days(3));
            let id = world.units[unit].id.0;
            *earned.entry(("unit", id, month, None)).or_default() += (n - 1) * 100;
        }
    }
    earned
}

pub fn month_of(on: NaiveDate) -> String {
    on.format("%Y-%m").to_string()
}

/// The quarter of a month, such as `2024-Q3`.
pub fn quarter_of(month: &str) -> String {
    let first: NaiveDate = format!("{month}-01").parse().expect("a month");
    format!("{}-Q{}", first.year(), first.month0() / 3 + 1)
}

/// Scheme A: every adoption by its outlet's row, a municipal leader's instruction 12 more.
fn by_outlet(world: &World, piece: &Piece) -> Vec<(NaiveDate, i64)> {
    let adopted = piece.adoptions.iter().filter(|one| one.stands).map(|one| {
        let points = match world.outlets[one.outlet].name {
            "市府信息" => 5,
            "市府信息（增刊）" => 8,
            "省府信息" => 15,
            "信息与调研" => 20,
            _ => 0,
        };
        (one.on, points * 100)
    });
    let instructed = piece.instructed.map(|on| (on, 1_200));
    adopted.chain(instructed).collect()
}

/// Scheme C: the best adoption of each level, of these the two best, added.
fn by_level(world: &World, piece: &Piece) -> Vec<(NaiveDate, i64)> {
    let rank = |one: &Adopted| {
        ["own", "district", "municipal", "provincial", "national"]
            .iter()
            .position(|level| *level == world.outlets[one.outlet].level)
            .expect("a level")
    };
    let worth = |one: &Adopted| {
        let is_long = rank(one) >= 2 && piece.n_words >= 800;
        let base = match piece.r#type {
            "research_report" => 600,
            "work_update" if is_long => 600,
            "work_update" => 200,
            _ => 0,
        };
        let times = [1, 1, 2, 4, 4][rank(one)];
        base * times / if one.is_repost { 2 } else { 1 }
    };
    // What was recorded first stands first, so a stable sort leaves the earlier record ahead of its equal.
    let mut standing: Vec<&Adopted> = piece.adoptions.iter().filter(|one| one.stands).collect();
    standing.sort_by_key(|one| (-worth(one), std::cmp::Reverse(rank(one)), one.on));
    let mut taken: Vec<&Adopted> = Vec::new();
    for one in standing {
        if taken.len() < 2 && taken.iter().all(|other| rank(other) != rank(one)) {
            taken.push(one);
        }
    }
    taken.into_iter().map(|one| (one.on, worth(one))).collect()
}

/// Whose points they are: of the first author alone, or of the first two as three to two.
fn shares(piece: &Piece, law: Law, hundredths: i64) -> Vec<(usize, i64)> {
    match (law, piece.authors.as_slice()) {
        (Law::A, [first, ..]) | (Law::C, [first]) => vec![(*first, hundredths)],
        (Law::C, [first, second, ..]) => {
            vec![(*first, hundredths * 3 / 5), (*second, hundredths * 2 / 5)]
        }
        (_, []) => Vec::new(),
    }
}

/// How many articles of a unit count in the week of their first submit: filed, out of the unit, neither declined nor
/// taken back. Only where the scheme asks for a number a week.
fn valid_by_week(world: &World) -> BTreeMap<(usize, NaiveDate), i64> {
    let mut weeks = BTreeMap::new();
    for piece in &world.pieces {
        let is_out = piece.has_left_unit && !["declined", "withdrawn"].contains(&piece.state.as_str());
        if let (Law::A, true, Some(at)) = (world.units[piece.unit].law, is_out, piece.filed) {
            *weeks.entry((piece.unit, monday(day_at(at)))).or_default() += 1;
        }
    }
    weeks
}
