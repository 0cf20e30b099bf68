//! The tables as controls: which columns are shown, what each control is called, which words it offers.

use crate::scheme::tables::{Field, Grid, Kind, Table, grid, tables};
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

/// A row of the grid of points.
pub(super) struct GridLine {
    pub label: String,
    pub cells: Vec<(Control, Vec<(String, String)>)>,
}

/// Everything that is filled in.
pub(super) struct Form {
    pub grid_columns: Vec<String>,
    pub grid: Vec<GridLine>,
    pub sections: Vec<Section>,
}

/// The table that is shown as a grid.
const GRID: &str = "adoption.cell";

/// The number of the new row under a table, out of the way of the grid's new cells.
const NEW: &str = "+900";

/// Columns shown in a section even where no row uses them, in their order; sections not named show all but the
/// conditions.
fn usual(path: &str) -> &'static [&'static str] {
    match path {
        "" => &[
            "code",
            "name",
            "source",
            "levels",
            "types",
            "applies_to",
            "unit",
            "rounding",
            "version",
            "effective_from",
            "effective_until",
        ],
        "deduction" => &[
            "code",
            "incident",
            "points",
            "range",
            "subject",
            "article_zero",
            "bars_for",
        ],
        "cap" => &["code", "subject", "period", "at", "family", "rule", "per_outlet"],
        "stacking" => &[
            "keep",
            "top",
            "one_per",
            "inside_class",
            "late_higher",
            "reuse_times",
            "window",
            "article_cap",
        ],
        "authors" => &[
            "split",
            "ratio",
            "photographers",
            "external_dilutes",
            "exclude_full_time",
        ],
        "base" => &["code", "subject", "period", "points", "floor"],
        "rate" => &["code", "subject", "period", "below", "points", "nothing_is_below"],
        "adoption.cell" => &["code", "level", "outlet", "type", "form", "points", "range"],
        "adoption.factor" => &["position", "type", "repost", "times", "group", "name"],
        "adoption.bonus" => &["position", "class", "points", "name"],
        "adoption.reclassify" => &["type", "min_words", "as_type"],
        "adoption.needs_proof" => &["level", "class", "note"],
        "submission.cell" => &["code", "type", "points"],
        "instruction.cell" => &["code", "level", "points", "times"],
        "exclude" => &["why", "type", "tag", "class"],
        "quota" => &[
            "code",
            "subject",
            "period",
            "count",
            "min",
            "met",
            "extra",
            "missed",
            "per_missing",
        ],
        _ => &[],
    }
}

/// Keys that say when a rule applies.
const CONDITIONS: [&str; 14] = [
    "level",
    "level_from",
    "outlet",
    "class",
    "type",
    "form",
    "position",
    "route",
    "unit_class",
    "tag",
    "repost",
    "min_words",
    "below_words",
    "min_pictures",
];

/// The form of a document; none where it is no TOML.
pub(super) fn form(p: &Page, document: &str, asked: &[String], errors: &[(String, String)]) -> Option<Form> {
    let tables = tables(document)?;
    let levels: Vec<String> = tables
        .iter()
        .find(|table| table.path.is_empty())
        .map_or("", |table| table.at(0, "levels"))
        .split(['、', '='])
        .filter(|level| !level.is_empty())
        .map(str::to_owned)
        .collect();
    let view = View { p, asked, errors };
    let cells = tables.iter().find(|table| table.path == GRID)?;
    let grid = grid(cells, &levels);
    let sections = tables.iter().map(|table| view.section(table, &grid)).collect();
    Some(Form {
        grid_columns: grid
            .columns
            .iter()
            .map(|(one, other)| named(p, one, other))
            .collect(),
        grid: view.grid(grid, cells),
        sections,
    })
}

/// The name of a row or column of the grid.
fn named(p: &Page, one: &str, other: &str) -> String {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => p.t("scheme.any"),
        (false, true) => one.to_owned(),
        (true, false) => other.to_owned(),
        (false, false) => format!("{one} · {other}"),
    }
}

struct View<'a> {
    p: &'a Page,
    asked: &'a [String],
    errors: &'a [(String, String)],
}

impl View<'_> {
    fn grid(&self, grid: Grid, cells: &Table) -> Vec<GridLine> {
        let points = cells.fields.iter().find(|field| field.key == "points");
        let across: Vec<String> = grid
            .columns
            .iter()
            .map(|(one, other)| named(self.p, one, other))
            .collect();
        let line = |row: crate::scheme::tables::GridRow| {
            let label = named(self.p, &row.level, &row.outlet);
            let cells = row.cells.into_iter().zip(&across).filter_map(|(cell, column)| {
                let label = format!("{label} · {column}");
                Some((self.control(points?, cell.place, &cell.points, label), cell.given))
            });
            GridLine {
                cells: cells.collect(),
                label,
            }
        };
        grid.rows.into_iter().map(line).collect()
    }

    fn section(&self, table: &Table, grid: &Grid) -> Section {
        let is_grid = table.path == GRID;
        let rows: Vec<usize> = (0..table.rows.len())
            .filter(|row| !is_grid || grid.others.contains(row))
            .collect();
        let (mut shown, hidden): (Vec<&Field>, Vec<&Field>) = table
            .fields
            .iter()
            .partition(|field| self.is_shown(table, &rows, field));
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
                self.p.t("scheme.other_rows")
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
