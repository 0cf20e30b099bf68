//! The adoption table as offices print it: level or medium down, type and form across. What a grid cannot show (a range,
//! a word count, a second row for the same place) stays in the table of rows.

use super::Table;

/// The adoption table as a grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Type and form of each column; either may be empty, which is any.
    pub columns: Vec<(String, String)>,
    /// The rows.
    pub rows: Vec<GridRow>,
    /// The rows of the table, from 0, that the grid does not show.
    pub others: Vec<usize>,
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// The levels; empty is any.
    pub level: String,
    /// The media; empty is any.
    pub outlet: String,
    /// One cell a column.
    pub cells: Vec<GridCell>,
}

/// A cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// The place that `edit` writes the points to.
    pub place: String,
    /// The points; empty where the table has no such row.
    pub points: String,
    /// Places and texts that a new row needs beside its points.
    pub given: Vec<(String, String)>,
}

const SHOWN: [&str; 6] = ["code", "level", "outlet", "type", "form", "points"];

/// The table `adoption.cell` as a grid; levels without a row have an empty one.
#[must_use]
pub fn grid(table: &Table, levels: &[String]) -> Grid {
    let mut grid = Grid::default();
    let mut places: Vec<(String, String)> = Vec::new();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for row in 0..table.rows.len() {
        let at = |key: &str| table.at(row, key).to_owned();
        let plain = table
            .fields
            .iter()
            .all(|field| SHOWN.contains(&field.key.as_str()) || at(&field.key).is_empty());
        let down = place_of(&mut places, (at("level"), at("outlet")));
        let across = place_of(&mut grid.columns, (at("type"), at("form")));
        let is_taken = found
            .iter()
            .any(|(_, one, other)| (*one, *other) == (down, across));
        if plain && !at("points").is_empty() && !is_taken {
            found.push((row, down, across));
        } else {
            grid.others.push(row);
        }
    }
    for level in levels {
        let is_priced = places
            .iter()
            .any(|(own, _)| own.split('、').any(|one| one == level));
        if !is_priced {
            places.push((level.clone(), String::new()));
        }
    }
    if grid.columns.is_empty() {
        grid.columns.push((String::new(), String::new()));
    }
    let is_used = |down: usize| found.iter().any(|one| one.1 == down) || places[down].1.is_empty();
    let mut n_new = 0;
    for down in (0..places.len()).filter(|down| is_used(*down)) {
        let (level, outlet) = places[down].clone();
        let mut cells = Vec::with_capacity(grid.columns.len());
        for (across, (article_type, form)) in grid.columns.iter().enumerate() {
            let standing = found.iter().find(|one| (one.1, one.2) == (down, across));
            cells.push(if let Some((row, ..)) = standing {
                GridCell {
                    place: format!("{}[{}].points", table.path, row + 1),
                    points: table.at(*row, "points").to_owned(),
                    given: Vec::new(),
                }
            } else {
                n_new += 1;
                let given = [
                    ("level", &level),
                    ("outlet", &outlet),
                    ("type", article_type),
                    ("form", form),
                ];
                GridCell {
                    place: format!("{}[+{n_new}].points", table.path),
                    points: String::new(),
                    given: given
                        .into_iter()
                        .filter(|(_, text)| !text.is_empty())
                        .map(|(key, text)| (format!("{}[+{n_new}].{key}?", table.path), text.clone()))
                        .collect(),
                }
            });
        }
        grid.rows.push(GridRow { level, outlet, cells });
    }
    grid
}

/// The place of a pair in a list, at the end where it is new.
fn place_of(list: &mut Vec<(String, String)>, pair: (String, String)) -> usize {
    list.iter().position(|one| *one == pair).unwrap_or_else(|| {
        list.push(pair);
        list.len() - 1
    })
}
