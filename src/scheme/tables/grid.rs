//! Tables as offices print them: points with level or medium down, type and form across; factors with class and level
//! down, position across. What a grid cannot show (a range, a word count, a second row for the same place) stays in the
//! table of rows.

use super::kind::COMMA;
use super::{CONDITIONS, Table};

/// The group of a factor of a position where its column has none: of those that hold at once one counts.
const GROUP: &str = "版位";

/// Which table is a grid, and by which of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes {
    /// The path of the table.
    pub path: &'static str,
    down: [&'static str; 2],
    across: [&'static str; 2],
    /// The key that a cell holds.
    pub value: &'static str,
    /// Keys that a row may have though the grid does not show them; a new one gets its name and group.
    beside: &'static [&'static str],
}

/// What an adoption is worth: level and medium down, type and form across.
pub const POINTS: Axes = Axes {
    path: "adoption.cell",
    down: ["level", "outlet"],
    across: ["type", "form"],
    value: "points",
    beside: &["code"],
};

/// What it is multiplied by: class of the medium and level down, position and form across.
pub const FACTORS: Axes = Axes {
    path: "adoption.factor",
    down: ["class", "level"],
    across: ["position", "form"],
    value: "times",
    beside: &["name", "group"],
};

/// Two words of a row or column; either may be empty, which is any.
pub type Pair = (String, String);

/// A table as a grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Pair>,
    /// The rows.
    pub rows: Vec<GridRow>,
    /// The rows of the table, from 0, that the grid does not show.
    pub others: Vec<usize>,
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// What it is for.
    pub name: Pair,
    /// One cell a column.
    pub cells: Vec<GridCell>,
}

/// A cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// The place that `edit` writes the value to.
    pub place: String,
    /// The value; empty where the table has no such row.
    pub value: String,
    /// Places and texts that a new row needs beside its value.
    pub given: Vec<(String, String)>,
}

/// A table as a grid; each of `down` and `across` (levels, classes, positions) has a row or column, be it an empty one.
#[must_use]
pub fn grid(table: &Table, axes: &Axes, down: &[String], across: &[String]) -> Grid {
    let mut grid = Grid::default();
    let mut places: Vec<Pair> = Vec::new();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    let is_shown = |key: &str| {
        key == axes.value
            || [&axes.down[..], &axes.across, axes.beside]
                .concat()
                .contains(&key)
    };
    for row in 0..table.rows.len() {
        let pair = |keys: [&str; 2]| {
            (
                table.at(row, keys[0]).to_owned(),
                table.at(row, keys[1]).to_owned(),
            )
        };
        let is_plain = table
            .fields
            .iter()
            .all(|field| is_shown(&field.key) || table.at(row, &field.key).is_empty());
        let at = (
            place_of(&mut places, pair(axes.down)),
            place_of(&mut grid.columns, pair(axes.across)),
        );
        let is_taken = found.iter().any(|(_, down, across)| (*down, *across) == at);
        if is_plain && !table.at(row, axes.value).is_empty() && !is_taken {
            found.push((row, at.0, at.1));
        } else {
            grid.others.push(row);
        }
    }
    add_missing(&mut places, down);
    add_missing(&mut grid.columns, across);
    if grid.columns.is_empty() {
        grid.columns.push(Pair::default());
    }
    let is_used = |down: usize| found.iter().any(|one| one.1 == down) || places[down].1.is_empty();
    let mut n_new = 0;
    for down in (0..places.len()).filter(|down| is_used(*down)) {
        let cell = |across: usize| {
            let standing = found.iter().find(|one| (one.1, one.2) == (down, across));
            if let Some((row, ..)) = standing {
                return GridCell {
                    place: format!("{}[{}].{}", axes.path, row + 1, axes.value),
                    value: table.at(*row, axes.value).to_owned(),
                    given: Vec::new(),
                };
            }
            n_new += 1;
            let new = |key: &str| format!("{}[+{n_new}].{key}", axes.path);
            let of_column = found.iter().find(|one| one.2 == across).map(|one| one.0);
            let given = given(table, axes, (&places[down], &grid.columns[across]), of_column);
            GridCell {
                place: new(axes.value),
                value: String::new(),
                given: given
                    .into_iter()
                    .map(|(key, text)| (format!("{}?", new(key)), text))
                    .collect(),
            }
        };
        grid.rows.push(GridRow {
            cells: (0..grid.columns.len()).map(cell).collect(),
            name: places[down].clone(),
        });
    }
    grid
}

/// What a new row says beside its value: where it stands, what its sentence calls it, and the group of its column.
fn given(
    table: &Table,
    axes: &Axes,
    (down, across): (&Pair, &Pair),
    of_column: Option<usize>,
) -> Vec<(&'static str, String)> {
    let words = [&down.0, &down.1, &across.0, &across.1];
    let keys = axes.down.into_iter().chain(axes.across);
    let mut given: Vec<(&str, String)> = keys.zip(words.map(Clone::clone)).collect();
    if axes.beside.contains(&"name") {
        // In the order in which a notice says conditions, so that it does not say them twice.
        let said = CONDITIONS.iter().filter_map(|key| {
            let named = given.iter().find(|(own, _)| own == key)?;
            Some(named.1.as_str()).filter(|text| !text.is_empty())
        });
        let name = said.collect::<Vec<_>>().join("·");
        given.push(("name", name));
    }
    if axes.beside.contains(&"group") && !across.0.is_empty() {
        let group = of_column.map_or(GROUP, |row| table.at(row, "group"));
        given.push(("group", group.to_owned()));
    }
    given.retain(|(_, text)| !text.is_empty());
    given
}

/// Adds those that no pair names yet.
fn add_missing(pairs: &mut Vec<Pair>, all: &[String]) {
    for one in all {
        let is_named = pairs
            .iter()
            .any(|(own, _)| own.split(COMMA).any(|word| word == one));
        if !is_named {
            pairs.push((one.clone(), String::new()));
        }
    }
}

/// The place of a pair in a list, at the end where it is new.
fn place_of(list: &mut Vec<Pair>, pair: Pair) -> usize {
    list.iter().position(|one| *one == pair).unwrap_or_else(|| {
        list.push(pair);
        list.len() - 1
    })
}
