//! What is filled in is what the document says, what is not touched stays to the letter, and every change is told.

use std::path::Path;

use super::{Change, EditError, FACTORS, POINTS, Table, changes, edit, example, grid, tables};
use crate::scheme::facts_file::FactsFile;
use crate::scheme::{Scheme, lint};

const DOCUMENT: &str = "# 办法全文\ncode = \"S\"\nname = \"办法\" # 简称\nlevels = [\"区级\", [\"市级\", \"部门市级\"], \"省级\"]\n\n[adoption]\ncell = [\n  # 区里\n  { code = \"区\", level = \"区级\", points = 1 },\n  { level = [\"市级\", \"部门市级\"], points = 0.5 }, # 待定\n]\n\n# 每周\n[[quota]]\ncode = \"周\"\nsubject = \"unit\"\nperiod = \"week\"\nmin = 2\nmet = 1\n";

fn library() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schemes");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the library")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let read = |file: std::path::PathBuf| {
        (
            file.display().to_string(),
            std::fs::read_to_string(&file).expect("UTF-8"),
        )
    };
    files.into_iter().map(read).collect()
}

/// Every text of every table, as the form sends it back.
fn all_fields(document: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for table in tables(document).expect("TOML") {
        for (row, texts) in table.rows.iter().enumerate() {
            for (field, text) in table.fields.iter().zip(texts) {
                let place = match (table.is_list, table.path.as_str()) {
                    (true, path) => format!("{path}[{}].{}", row + 1, field.key),
                    (false, "") => field.key.clone(),
                    (false, path) => format!("{path}.{}", field.key),
                };
                fields.push((place, text.clone()));
            }
        }
    }
    fields
}

fn table(document: &str, path: &str) -> Table {
    let all = tables(document).expect("TOML");
    all.into_iter()
        .find(|table| table.path == path)
        .expect("the table")
}

fn edited(document: &str, changes: &[(&str, &str)]) -> String {
    edit(document, changes).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_form_sent_back_unchanged_leaves_every_scheme_of_the_library_to_the_letter() {
    for (file, document) in library() {
        let fields = all_fields(&document);
        let sent: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        assert!(sent.iter().any(|(_, text)| !text.is_empty()), "{file}");
        assert_eq!(edited(&document, &sent), document, "{file}");
    }
}

#[test]
fn a_scheme_filled_into_an_empty_document_is_the_same_scheme() {
    let mut n_whole = 0;
    for (file, document) in library() {
        let fields = all_fields(&document);
        let as_new: Vec<(String, &str)> = fields
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name.replace('[', "[+"), text.as_str()))
            .collect();
        let sent: Vec<(&str, &str)> = as_new.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        let (made, meant) = (edited("", &sent), Scheme::parse(&document).expect("sound"));
        // Lists inside the rows of lists belong to the text view.
        if meant.quota.iter().all(|quota| quota.also.is_empty()) && meant.assessment.is_none() {
            assert_eq!(Scheme::parse(&made).as_ref(), Ok(&meant), "{file}\n{made}");
            n_whole += 1;
        }
    }
    assert!(n_whole >= 25, "{n_whole}");
}

#[test]
fn one_cell_changes_and_its_comments_stay() {
    let made = edited(
        DOCUMENT,
        &[
            ("adoption.cell[2].points", "2.5"),
            ("name", "新办法"),
            ("quota[1].met", ""),
            ("quota[1].missed", "-1"),
            ("stacking.keep", "highest"),
        ],
    );
    assert!(made.starts_with("# 办法全文\n"), "{made}");
    for kept in [
        "name = \"新办法\" # 简称\n",
        "  # 区里\n",
        "points = 2.5 }, # 待定\n",
        "# 每周\n[[quota]]",
        "[stacking]\nkeep = \"highest\"\n",
    ] {
        assert!(made.contains(kept), "{kept}\n{made}");
    }
    let scheme = Scheme::parse(&made).expect("sound");
    assert_eq!(scheme.quota[0].missed.to_string(), "-1");
    assert!(scheme.quota[0].met.is_zero());
}

#[test]
fn rows_come_and_go_and_a_new_cell_stands_before_the_one_that_would_hide_it() {
    let made = edited(
        DOCUMENT,
        &[
            ("adoption.cell[+1].points", "9"),
            ("adoption.cell[+1].level?", "区级"),
            ("adoption.cell[+1].type?", "调研"),
            ("adoption.cell[+2].points", " "),
            ("adoption.cell[+2].level?", "省级"),
            ("cap[+1].code", "月封顶"),
            ("cap[+1].period", "month"),
            ("cap[+1].at", "30"),
            ("quota[1]", "remove"),
        ],
    );
    let scheme = Scheme::parse(&made).unwrap_or_else(|errors| panic!("{errors:?}\n{made}"));
    let points: Vec<String> = scheme
        .adoption
        .cell
        .iter()
        .filter_map(|cell| cell.points.map(|points| points.to_string()))
        .collect();
    assert_eq!(points, ["9", "1", "0.5"], "{made}");
    assert!(scheme.quota.is_empty());
    assert_eq!(scheme.cap[0].at.to_string(), "30");
    let hidden = |one: &crate::scheme::Lint| matches!(one, crate::scheme::Lint::UnreachableCell { .. });
    assert!(!lint(&scheme).iter().any(hidden), "{made}");
}

#[test]
fn a_row_goes_with_the_last_that_it_is_worth_and_stays_while_it_is_worth_something_else() {
    let document = "[adoption]\ncell = [{ level = \"区级\", points = 1 }, { level = \"市级\", points = 2 }]\nfactor = [{ position = \"头版\", times = 2 }]\n";
    let made = edited(
        document,
        &[
            ("adoption.cell[1].points", ""),
            ("adoption.cell[2].points", " "),
            ("adoption.cell[2].range", "1~3"),
            ("adoption.factor[1].times", ""),
        ],
    );
    let left = tables(&made).expect("TOML");
    let rows = |path: &str| {
        left.iter()
            .find(|table| table.path == path)
            .expect("it")
            .rows
            .len()
    };
    assert_eq!((rows("adoption.cell"), rows("adoption.factor")), (1, 0), "{made}");
    assert_eq!(table(&made, "adoption.cell").at(0, "range"), "1~3");
    // What was worth nothing before was not emptied: the check names it.
    let wrong = "[adoption]\ncell = [{ level = \"区级\" }]\n";
    assert_eq!(edited(wrong, &[("adoption.cell[1].points", "")]), wrong);
}

#[test]
fn a_place_that_no_scheme_has_is_named() {
    for place in [
        "adoption.cell[9].points",
        "adoption.cell.points",
        "quota[1].colour",
        "sky",
        "quota[0].min",
    ] {
        let refused = edit(DOCUMENT, &[(place, "1")]);
        assert_eq!(refused, Err(EditError::NoSuchPlace(place.to_owned())), "{place}");
    }
    assert!(matches!(edit("a = ", &[]), Err(EditError::Syntax(_))));
}

#[test]
fn the_grid_shows_what_fits_and_leaves_the_rest_to_the_rows() {
    let document = "code = \"S\"\nname = \"n\"\nlevels = [\"区级\", \"市级\", \"省级\"]\n[adoption]\ncell = [\n  { level = \"区级\", type = \"信息\", points = 1 },\n  { level = \"区级\", type = \"调研\", points = 3 },\n  { level = \"市级\", type = \"信息\", points = 5 },\n  { level = \"市级\", range = [2, 4] },\n]\n";
    let levels = ["区级", "市级", "省级"].map(str::to_owned);
    let shown = |document: &str| grid(&table(document, POINTS.path), &POINTS, &levels, &[]);
    let grid = shown(document);
    let columns: Vec<&str> = grid.columns.iter().map(|column| column.0.as_str()).collect();
    assert_eq!(columns, ["信息", "调研", ""]);
    let rows: Vec<(&str, Vec<&str>)> = grid
        .rows
        .iter()
        .map(|row| {
            (
                row.name.0.as_str(),
                row.cells.iter().map(|cell| cell.value.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("区级", vec!["1", "3", ""]),
            ("市级", vec!["5", "", ""]),
            ("省级", vec!["", "", ""])
        ]
    );
    assert_eq!(grid.others, [3]);
    let cell = &grid.rows[1].cells[1];
    let mut sent: Vec<(&str, &str)> = cell
        .given
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    sent.push((&cell.place, "8"));
    let made = edited(document, &sent);
    assert!(
        made.contains("{ level = \"市级\", type = \"调研\", points = 8 }"),
        "{made}"
    );
    assert_eq!(shown(&made).rows[1].cells[1].value, "8");
}

#[test]
fn factors_are_a_grid_of_classes_and_positions_and_a_new_one_joins_the_group_of_its_column() {
    let document = "[adoption]\nfactor = [\n  { position = [\"头版\", \"头条\"], times = 1.5, group = \"版面\", name = \"头版\" },\n  { repost = true, times = \"1/2\" },\n]\n";
    let [classes, positions] = [["报纸", "电视"], ["头版", "整版"]].map(|words| words.map(str::to_owned));
    let shown = |document: &str| grid(&table(document, FACTORS.path), &FACTORS, &classes, &positions);
    let factors = shown(document);
    let columns: Vec<&str> = factors.columns.iter().map(|column| column.0.as_str()).collect();
    assert_eq!(columns, ["头版、头条", "", "整版"]);
    let rows: Vec<&str> = factors.rows.iter().map(|row| row.name.0.as_str()).collect();
    assert_eq!(rows, ["", "报纸", "电视"]);
    assert_eq!(factors.rows[0].cells[0].value, "1.5");
    assert_eq!(factors.others, [1], "half for reposts is a row of its own");

    let filled = [(1, 0, "2"), (2, 2, "3"), (2, 1, "1.1")];
    let mut sent: Vec<(&str, &str)> = Vec::new();
    for (down, across, times) in filled {
        let cell = &factors.rows[down].cells[across];
        sent.push((&cell.place, times));
        sent.extend(
            cell.given
                .iter()
                .map(|(place, text)| (place.as_str(), text.as_str())),
        );
    }
    let made = edited(document, &sent);
    for row in [
        "class = \"报纸\", position = [\"头版\", \"头条\"], name = \"报纸·头版、头条\", group = \"版面\"",
        "class = \"电视\", position = \"整版\", name = \"电视·整版\", group = \"版位\"",
        "class = \"电视\", name = \"电视\" }",
    ] {
        assert!(made.contains(row), "{row} is not in\n{made}");
    }
    let again = shown(&made);
    for (down, across, times) in filled {
        assert_eq!(again.rows[down].cells[across].value, times);
    }
}

#[test]
fn a_factor_made_in_the_grid_is_named_once_in_the_notice_of_its_change() {
    let document =
        "[adoption]\nfactor = [{ class = \"报纸\", level = \"市级\", position = \"头版\", times = 2 }]\n";
    let positions = ["头版", "整版"].map(str::to_owned);
    let factors = grid(&table(document, FACTORS.path), &FACTORS, &[], &positions);
    let new = &factors.rows[0].cells[1];
    let mut sent: Vec<(&str, &str)> = vec![(&new.place, "3")];
    sent.extend(
        new.given
            .iter()
            .map(|(place, text)| (place.as_str(), text.as_str())),
    );
    let made = edited(document, &sent);
    assert!(made.contains("name = \"市级·报纸·整版\""), "{made}");
    let rows: Vec<String> = changes(document, &made)
        .expect("TOML")
        .into_iter()
        .map(|change| change.row)
        .collect();
    assert!(rows.iter().all(|row| row == "市级·报纸·整版"), "{rows:?}");
}

#[test]
fn changes_name_the_cell_with_what_it_said_and_what_it_says() {
    let after = edited(
        DOCUMENT,
        &[
            ("version", "2"),
            ("name", "新办法"),
            ("adoption.cell[1].points", "2"),
            ("quota[1]", "remove"),
            ("cap[+1].code", "月封顶"),
            ("cap[+1].period", "month"),
            ("cap[+1].at", "30"),
        ],
    );
    let found = changes(DOCUMENT, &after).expect("TOML");
    let change = |section: &str, row: &str, key: &str, before: &str, after: &str| Change {
        section: section.to_owned(),
        row: row.to_owned(),
        key: key.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    assert!(
        found.contains(&change("", "", "name", "办法", "新办法")),
        "{found:?}"
    );
    assert!(
        found.contains(&change("adoption.cell", "区", "points", "1", "2")),
        "{found:?}"
    );
    assert!(
        found.contains(&change("quota", "周", "min", "2", "")),
        "{found:?}"
    );
    assert!(
        found.contains(&change("cap", "月封顶", "at", "", "30")),
        "{found:?}"
    );
    assert!(found.iter().all(|one| one.key != "version"), "{found:?}");
    assert_eq!(changes(DOCUMENT, DOCUMENT), Some(Vec::new()));
}

#[test]
fn the_worked_example_of_every_scheme_of_the_library_can_be_priced() {
    for (file, document) in library() {
        let scheme = Scheme::parse(&document).expect("sound");
        let facts = FactsFile::parse(&example(&scheme)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(facts.facts.len() >= 2, "{file}");
        if !scheme.adoption.cell.is_empty() && !scheme.levels.is_empty() {
            assert!(!facts.price(&scheme).lines.is_empty(), "{file} prices nothing");
        }
    }
}

#[test]
fn a_row_joins_a_list_on_one_line_with_a_space() {
    let one = "[adoption]\ncell = [{ level = '省级', points = 1 }]\n";
    let made = edited(one, &[("adoption.cell[+1].points", "2")]);
    assert_eq!(
        made,
        "[adoption]\ncell = [{ level = '省级', points = 1 }, { points = 2 }]\n"
    );
    // This one would be hidden behind the other.
    let one = "[adoption]\ncell = [{ points = 1 }]\n";
    let made = edited(one, &[("adoption.cell[+1].points", "2")]);
    assert_eq!(made, "[adoption]\ncell = [{ points = 2 }, { points = 1 }]\n");
}

#[test]
fn tables_come_in_their_order_whatever_the_schema_says() {
    let paths: Vec<String> = tables(DOCUMENT)
        .expect("TOML")
        .into_iter()
        .map(|table| table.path)
        .collect();
    let places: Vec<usize> = paths
        .iter()
        .map(|path| {
            super::ORDER
                .iter()
                .position(|known| known == path)
                .unwrap_or(super::ORDER.len())
        })
        .collect();
    assert!(places.is_sorted(), "{paths:?}");
    assert_eq!(paths.first().map(String::as_str), Some(super::ORDER[0]));
}

#[test]
fn a_table_is_used_once_anything_is_written_in_it() {
    let tables = tables(DOCUMENT).expect("TOML");
    let is_used = |path: &str| {
        let table = tables.iter().find(|table| table.path == path);
        table.is_some_and(Table::is_used)
    };
    for (path, used) in [
        ("adoption.cell", true),
        ("quota", true),
        ("cap", false),
        ("deduction", false),
    ] {
        assert!(tables.iter().any(|table| table.path == path), "{path}");
        assert_eq!(is_used(path), used, "{path}");
    }
}
