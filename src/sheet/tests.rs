//! Stories of sheets: what is written comes back, nothing becomes a formula, and hostile files are refused by name.

use std::io::{Cursor, Write};

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Cell, Grid, ReadLimits, Sheet, read, write};
use crate::error::Error;

const LIMITS: ReadLimits = ReadLimits {
    bytes: 1 << 20,
    inflated_bytes: 4 << 20,
    members: 100,
    rows: 50,
    columns: 20,
    cell_chars: 200,
};

fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        title: "排名 2026/11: [一]".to_owned(),
        notes_title: "说明".to_owned(),
        notes: vec![("条件".to_owned(), "=HYPERLINK(1)".to_owned())],
        headings: (1..=rows.first().map_or(1, Vec::len))
            .map(|n| format!("列{n}"))
            .collect(),
        rows,
    }
}

fn texts(all: &[&str]) -> Vec<Vec<Cell>> {
    all.iter().map(|text| vec![Cell::text(*text)]).collect()
}

fn refusal(file: &[u8]) -> String {
    match read(file, &LIMITS) {
        Err(Error::Upload(message)) => message.key.into_owned(),
        other => panic!("{other:?}"),
    }
}

/// The file with one member's text changed.
fn forged(file: &[u8], member: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().to_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        to.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
        let text = if name == member { change(&text) } else { text };
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

const FIRST: &str = "xl/worksheets/sheet1.xml";

#[test]
fn user_text_is_never_a_formula_whatever_it_begins_with() {
    let hostile = [
        "=1+1",
        "＝1+1",
        "+1",
        "＋1",
        "-1",
        "－1",
        "@SUM(1)",
        "＠SUM(1)",
        "\t=1+1",
        "\r=1",
        "=cmd|'/c calc'!A1",
        "{=1}",
        "https://example.invalid/",
        "'=1",
    ];
    let file = write(&sheet(texts(&hostile))).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
        for (_, _, value) in book.worksheet_range(&name).unwrap().used_cells() {
            assert!(matches!(value, Data::String(_)), "{value:?}");
        }
    }
    let first = book.sheet_names()[0].clone();
    let back = book.worksheet_range(&first).unwrap();
    for (row, text) in (1..).zip(hostile) {
        assert_eq!(back.get_value((row, 0)).unwrap().to_string(), text);
    }
}

#[test]
fn points_are_numbers_that_equal_their_hundredths_and_days_are_days() {
    let rows = vec![vec![
        Cell::Points(1_234_507),
        Cell::Signed(-10),
        Cell::PerMille(667),
        Cell::Count(-3),
        Cell::Day("2026-11-22".parse().unwrap()),
    ]];
    let file = write(&sheet(rows)).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let at = |column| range.get_value((1, column)).unwrap().clone();
    assert_eq!(at(0), Data::Float("12345.07".parse().unwrap()));
    assert_eq!(at(1), Data::Float("-0.1".parse().unwrap()));
    assert_eq!(at(2), Data::Float("0.667".parse().unwrap()));
    assert_eq!(at(3), Data::Float("-3".parse().unwrap()));
    assert!(matches!(at(4), Data::DateTime(day) if day.to_ymd_hms_milli().0 == 2026));
    assert_eq!(
        read(
            &write(&sheet(vec![vec![Cell::Day("2026-11-22".parse().unwrap())]])).unwrap(),
            &LIMITS
        )
        .unwrap()
        .rows[0]
            .cells,
        ["2026-11-22"]
    );
}

#[test]
fn the_heading_stays_in_sight_and_chinese_columns_are_wide_enough() {
    let file = write(&sheet(texts(&["一二三四五六七八九十"]))).unwrap();
    let mut book = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut book.by_name(FIRST).unwrap(), &mut xml).unwrap();
    assert!(
        xml.contains(r#"state="frozen""#) && xml.contains(r#"ySplit="1""#),
        "{xml}"
    );
    assert!(
        xml.contains(r#"paperSize="9""#) && xml.contains(r#"orientation="landscape""#),
        "{xml}"
    );
    let width: String = xml
        .split("<col ")
        .nth(1)
        .unwrap()
        .split("width=\"")
        .nth(1)
        .unwrap()
        .chars()
        .take(2)
        .collect();
    assert!(width.parse::<u32>().unwrap() >= 22, "{width}");
}

#[test]
fn long_identifiers_stay_text_and_rounded_ones_are_refused() {
    let file = write(&sheet(texts(&["320102199001011234"]))).unwrap();
    assert_eq!(
        read(&file, &LIMITS).unwrap().rows[0].cells,
        ["320102199001011234"]
    );
    let short = write(&sheet(vec![vec![Cell::Count(13_800_138_000)]])).unwrap();
    assert_eq!(read(&short, &LIMITS).unwrap().rows[0].cells, ["13800138000"]);
    let rounded = write(&sheet(vec![vec![Cell::Count(320_102_199_001_011_234)]])).unwrap();
    assert_eq!(refusal(&rounded), "sheet.rounded");
}

#[test]
fn hostile_files_are_refused_each_by_its_own_sentence() {
    let plain = write(&sheet(texts(&["甲"]))).unwrap();
    assert_eq!(refusal(b"PK\x03\x04 not really"), "sheet.not_xlsx");
    assert_eq!(refusal(b"<html><table></table></html>"), "sheet.not_xlsx");
    assert_eq!(refusal(&vec![0; LIMITS.bytes + 1]), "sheet.file_too_large");
    let formula = forged(&plain, FIRST, |xml| {
        xml.replacen(
            "</sheetData>",
            r#"<row r="9"><c r="B9"><f>1+1</f><v>2</v></c></row></sheetData>"#,
            1,
        )
    });
    assert_eq!(refusal(&formula), "sheet.formula");
    let far = forged(&plain, FIRST, |xml| {
        let cell =
            r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row></sheetData>"#;
        xml.replacen("</sheetData>", cell, 1)
    });
    assert_eq!(refusal(&far), "sheet.columns_too_large");
    let bomb = forged(&plain, "xl/styles.xml", |xml| {
        xml.to_owned() + &" ".repeat(5 << 20)
    });
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(refusal(&bomb), "sheet.inflated_too_large");
    let many: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(
        refusal(&write(&sheet(texts(&many))).unwrap()),
        "sheet.rows_too_large"
    );
    assert_eq!(
        refusal(&write(&sheet(texts(&[&"长".repeat(201)]))).unwrap()),
        "sheet.cell_too_large"
    );
}

proptest! {
    #[test]
    fn whatever_texts_are_written_are_read_back(rows in prop::collection::vec(prop::collection::vec("[^\\s\\p{C}]{1,12}", 3), 1..20)) {
        let cells = rows.iter().map(|row| row.iter().map(Cell::text).collect()).collect();
        let grid: Grid = read(&write(&sheet(cells)).unwrap(), &LIMITS).unwrap();
        let back: Vec<Vec<String>> = grid.rows.into_iter().map(|row| row.cells).collect();
        let trimmed: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|text| text.trim().to_owned()).collect()).collect();
        prop_assert_eq!(back, trimmed);
    }

    #[test]
    fn every_number_of_hundredths_comes_back_as_the_same(hundredths in -100_000_000_i64..100_000_000) {
        let shown = Cell::Points(hundredths).shown().replace('−', "-");
        let grid = read(&write(&sheet(vec![vec![Cell::Points(hundredths)]])).unwrap(), &LIMITS).unwrap();
        let value: f64 = grid.rows[0].cells[0].parse().unwrap();
        prop_assert_eq!(value.to_bits(), shown.parse::<f64>().unwrap().to_bits());
    }

    #[test]
    fn no_bytes_make_the_reader_fall(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        prop_assert!(read(&bytes, &LIMITS).is_err());
    }
}
