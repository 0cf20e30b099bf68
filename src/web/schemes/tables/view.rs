//! The tables as controls: which columns are shown, what each control is called, which words it offers.

use super::columns::usual;
use crate::newsroom::Terms;
use crate::scheme::tables::{
    Axes, CONDITIONS, FACTORS, Field, Grid, GridRow, Kind, POINTS, Table, grid, tables,
};
use crate::web::Page;
use crate::web::schemes::document::{key, title, word};

/// A word that may be chosen.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// A field of the form.
pub(super) struct Control {
    pub name: String,
    pub label: String,
    pub value: String,
    /// `text`, `date`, `choice` or `boxes`.
    pub kind: &'static str,
    pub choices: Vec<Choice>,
    /// Characters that it is wide.
    pub width: usize,
    pub is_wrong: bool,
}

/// A row of a section.
pub(super) struct Row {
    /// Where the whole row is taken away; none for a new one.
    pub place: Option<String>,
    pub controls: Vec<Control>,
}

/// A section of the form.
pub(super) struct Section {
    pub title: String,
    pub is_list: bool,
    pub is_used: bool,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// Columns that may be added: their path and their name.
    pub more: Vec<(String, String)>,
}

/// A row of a grid.
pub(super) struct GridLine {
    pub label: String,
    pub cells: Vec<(Control, Vec<(String, String)>)>,
}

/// A table as a grid.
pub(super) struct GridView {
    pub title: String,
    pub hint: String,
    /// What stands down.
    pub corner: String,
    pub columns: Vec<String>,
    pub lines: Vec<GridLine>,
    /// What happens where several cells hold at once; empty where the first row counts.
    pub overlap: String,
}

/// Everything that is filled in.
pub(super) struct Form {
    pub grids: Vec<GridView>,
    pub sections: Vec<Section>,
}

/// The number of the new row under a table, out of the way of the new cells of a grid.
const NEW: &str = "+900";

/// The form of a document; none where it is no TOML.
pub(super) fn form(
    p: &Page,
    document: &str,
    terms: &Terms,
    asked: &[String],
    errors: &[(String, String)],
) -> Option<Form> {
    let tables = tables(document)?;
    let table = |path: &str| tables.iter().find(|table| table.path == path);
    let levels: Vec<String> = table("")?
        .at(0, "levels")
        .split(['、', '='])
        .filter(|level| !level.is_empty())
        .map(str::to_owned)
        .collect();
    // A document names what there is in Chinese, whoever reads it.
    let words = |kind: &str| -> Vec<String> { terms.of(kind).map(|term| term.name_zh.clone()).collect() };
    let (classes, positions) = (words("outlet_class"), words("position"));
    let points = grid(table(POINTS.path)?, &POINTS, &levels, &[]);
    let factors = grid(table(FACTORS.path)?, &FACTORS, &classes, &positions);
    let combine = table("adoption").map_or("", |adoption| adoption.at(0, "combine"));
    let view = View { p, asked, errors };
    let sections = tables.iter().map(|table| {
        let rows: Vec<usize> = match table.path.as_str() {
            path if path == POINTS.path => points.others.clone(),
            path if path == FACTORS.path => factors.others.clone(),
            _ => (0..table.rows.len()).collect(),
        };
        view.section(table, &rows)
    });
    Some(Form {
        sections: sections.collect(),
        grids: vec![
            view.grid(
                points,
                (&POINTS, table(POINTS.path)?),
                ["scheme.grid", "scheme.grid_hint", "scheme.grid_rows"],
            ),
            GridView {
                overlap: p.t(match combine {
                    "multiply" => "scheme.overlap_multiply",
                    "add" => "scheme.overlap_add",
                    _ => "scheme.overlap_highest",
                }),
                ..view.grid(
                    factors,
                    (&FACTORS, table(FACTORS.path)?),
                    ["scheme.factors", "scheme.factors_hint", "scheme.factors_rows"],
                )
            },
        ],
    })
}

/// The name of a row or column of a grid.
fn named(p: &Page, (one, other): &(String, String)) -> String {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => p.t("scheme.any"),
        (false, true) => one.clone(),
        (true, false) => other.clone(),
        (false, false) => format!("{one} · {other}"),
    }
}

struct View<'a> {
    p: &'a Page,
    asked: &'a [String],
    errors: &'a [(String, String)],
}

impl View<'_> {
    /// A grid with its title, its hint and what stands down, as messages.
    fn grid(&self, grid: Grid, (axes, table): (&Axes, &Table), words: [&str; 3]) -> GridView {
        let value = table.fields.iter().find(|field| field.key == axes.value);
        let columns: Vec<String> = grid.columns.iter().map(|pair| named(self.p, pair)).collect();
        let line = |row: GridRow| {
            let label = named(self.p, &row.name);
            let cells = row.cells.into_iter().zip(&columns).filter_map(|(cell, column)| {
                let label = format!("{label} · {column}");
                Some((self.control(value?, cell.place, &cell.value, label), cell.given))
            });
            GridLine {
                cells: cells.collect(),
                label,
            }
        };
        let lines = grid.rows.into_iter().map(line).collect();
        let [title, hint, corner] = words.map(|key| self.p.t(key));
        GridView {
            title,
            hint,
            corner,
            columns,
            lines,
            overlap: String::new(),
        }
    }

    /// A section with these of its rows; the others stand in a grid.
    fn section(&self, table: &Table, rows: &[usize]) -> Section {
        let is_grid = [POINTS.path, FACTORS.path].contains(&table.path.as_str());
        let (mut shown, hidden): (Vec<&Field>, Vec<&Field>) = table
            .fields
            .iter()
            .partition(|field| self.is_shown(table, rows, field));
        let order = usual(&table.path);
        let place_in_order = |field: &&Field| order.iter().position(|key| **key == field.key);
        shown.sort_by_key(|field| {
            (
                place_in_order(field).unwrap_or(order.len()),
                field.key != "code",
                field.key != "name",
            )
        });
        let place = |row: &str, field: &Field| match (table.is_list, table.path.as_str()) {
            (true, path) => format!("{path}[{row}].{}", field.key),
            (false, "") => field.key.clone(),
            (false, path) => format!("{path}.{}", field.key),
        };
        let controls = |number: &str, row: Option<usize>| -> Vec<Control> {
            shown
                .iter()
                .map(|field| {
                    let value = row.map_or("", |row| table.at(row, &field.key));
                    self.control(field, place(number, field), value, key(self.p, &field.key))
                })
                .collect()
        };
        let standing = rows.iter().map(|row| {
            let number = (row + 1).to_string();
            Row {
                controls: controls(&number, Some(*row)),
                place: table.is_list.then(|| format!("{}[{number}]", table.path)),
            }
        });
        let new = table.is_list.then(|| Row {
            controls: controls(NEW, None),
            place: None,
        });
        Section {
            title: if is_grid {
                self.p.t1("scheme.other_rows", title(self.p, &table.path))
            } else {
                title(self.p, &table.path)
            },
            is_list: table.is_list,
            is_used: if is_grid {
                !rows.is_empty()
            } else {
                table.is_used()
            },
            columns: shown.iter().map(|field| key(self.p, &field.key)).collect(),
            rows: standing.chain(new).collect(),
            more: hidden
                .iter()
                .map(|field| (format!("{}.{}", table.path, field.key), key(self.p, &field.key)))
                .collect(),
        }
    }

    fn is_shown(&self, table: &Table, rows: &[usize], field: &Field) -> bool {
        let usual = usual(&table.path);
        let is_usual = if usual.is_empty() {
            !table.is_list || !CONDITIONS.contains(&field.key.as_str())
        } else {
            usual.contains(&field.key.as_str())
        };
        let is_asked = || {
            let path = format!("{}.{}", table.path, field.key);
            self.asked.contains(&path)
        };
        is_usual || rows.iter().any(|row| !table.at(*row, &field.key).is_empty()) || is_asked()
    }

    fn control(&self, field: &Field, name: String, value: &str, label: String) -> Control {
        let chosen: Vec<&str> = value.split('、').collect();
        let words = |words: &[String]| -> Vec<Choice> {
            words
                .iter()
                .map(|one| Choice {
                    label: word(self.p, one),
                    is_chosen: chosen.contains(&one.as_str()),
                    value: one.clone(),
                })
                .collect()
        };
        let answers = ["true", "false"].map(|one| Choice {
            label: self.p.t(if one == "true" { "scheme.yes" } else { "scheme.no" }),
            is_chosen: value == one,
            value: one.to_owned(),
        });
        let (kind, choices) = match &field.kind {
            Kind::Word(list) => ("choice", words(list)),
            Kind::Words(list) => ("boxes", words(list)),
            Kind::Answer => ("choice", answers.into_iter().collect()),
            Kind::Day => ("date", Vec::new()),
            Kind::Text
            | Kind::Texts
            | Kind::Number
            | Kind::Whole
            | Kind::Range
            | Kind::Weights
            | Kind::Levels => ("text", Vec::new()),
        };
        let width = match field.kind {
            Kind::Number | Kind::Whole => 5,
            Kind::Range | Kind::Weights => 7,
            _ => value.chars().count().clamp(8, 24) + 2,
        };
        Control {
            is_wrong: self.errors.iter().any(|(key, _)| *key == name),
            value: value.to_owned(),
            name,
            label,
            kind,
            choices,
            width,
        }
    }
}
