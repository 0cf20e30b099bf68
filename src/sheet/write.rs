//! A sheet as bytes: heading in sight and repeated in print, A4 across, columns as wide as their Chinese text.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Sheet};
use crate::Result;
use crate::error::Error;

/// A column is at least and at most so wide, in Latin letters.
const WIDTHS: (usize, usize) = (8, 48);
/// Characters of one cell at the most: a limit of the file format.
const CELL_CHARS: usize = 32_000;
/// A4 as the format numbers it.
const A4: u8 = 9;

/// Writes a sheet as an .xlsx.
///
/// # Errors
/// [`Error::Broken`] where it cannot be written.
pub fn write(sheet: &Sheet) -> Result<Vec<u8>> {
    workbook(sheet).map_err(Error::broken)
}

fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same rows are the same bytes: the file does not say when it was made but in its notes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    table(book.add_worksheet(), sheet)?;
    let notes = book.add_worksheet();
    notes.set_name(sheet_name(&sheet.notes_title))?;
    notes.set_column_width(0, 16)?.set_column_width(1, 72)?;
    let (label, wrapped) = (
        Format::new().set_bold().set_align(FormatAlign::Top),
        Format::new().set_text_wrap(),
    );
    for (row, (name, text)) in (0..).zip(&sheet.notes) {
        notes.write_string_with_format(row, 0, clipped(name), &label)?;
        notes.write_string_with_format(row, 1, clipped(text), &wrapped)?;
    }
    book.save_to_buffer()
}

fn table(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let formats = Formats::default();
    page.set_name(sheet_name(&sheet.title))?;
    for (column, heading) in (0..).zip(&sheet.headings) {
        page.write_string_with_format(0, column, clipped(heading), &formats.heading)?;
        let at = usize::from(column);
        let cells = sheet.rows.iter().filter_map(|row| row.get(at));
        let widest = cells.map(|cell| width(&cell.shown())).max().unwrap_or(0);
        let wide = widest.max(width(heading)).clamp(WIDTHS.0, WIDTHS.1) + 2;
        page.set_column_width(column, u16::try_from(wide).unwrap_or(u16::MAX))?;
    }
    for (at, row) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(row) {
            put(page, (at, column), cell, &formats)?;
        }
    }
    let last = u16::try_from(sheet.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let n_rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    if !sheet.headings.is_empty() {
        page.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        page.autofilter(0, 0, n_rows, last)?;
    }
    page.set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    let head: String = sheet.title.replace('&', "&&").chars().take(200).collect();
    page.set_header(format!("&C{head}"));
    page.set_footer("&C&P / &N");
    Ok(())
}

fn put(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.is_empty() => return Ok(()),
        Cell::Text(text) => page.write_string_with_format(row, column, clipped(text), &formats.text)?,
        Cell::Count(n) => number(page, (row, column), &n.to_string(), &formats.count)?,
        Cell::Points(n) => number(page, (row, column), &decimal(*n, 2), &formats.points)?,
        Cell::Signed(n) => number(page, (row, column), &decimal(*n, 2), &formats.signed)?,
        Cell::PerMille(n) => number(page, (row, column), &decimal(*n, 3), &formats.per_mille)?,
        Cell::Day(day) => number(page, (row, column), &serial(*day).to_string(), &formats.day)?,
    };
    Ok(())
}

/// Writes the number that a decimal text says: the nearest that the format can hold, which prints as that text.
fn number<'p>(
    page: &'p mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<&'p mut Worksheet, XlsxError> {
    let value: f64 = text.parse().unwrap_or_default();
    page.write_number_with_format(row, column, value, format)
}

/// A whole number of `10^-places` as decimal text.
fn decimal(n: i64, places: usize) -> String {
    let digits = format!("{:0>width$}", n.unsigned_abs(), width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    format!("{}{whole}.{rest}", if n < 0 { "-" } else { "" })
}

/// A day as the format counts days.
fn serial(day: NaiveDate) -> i64 {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    day.signed_duration_since(epoch).num_days()
}

/// How wide a text is, in Latin letters: a Chinese one takes two. Of several lines the widest counts.
fn width(text: &str) -> usize {
    let wide = |line: &str| {
        line.chars()
            .map(|c| if u32::from(c) >= 0x1100 { 2 } else { 1 })
            .sum()
    };
    text.lines().map(wide).max().unwrap_or(0)
}

fn clipped(text: &str) -> String {
    text.chars().take(CELL_CHARS).collect()
}

/// A name that a sheet may have: at most 31 characters, without those that addresses of cells are made of.
fn sheet_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .take(31)
        .collect();
    if plain.trim().is_empty() {
        "1".to_owned()
    } else {
        plain
    }
}

/// How cells look.
struct Formats {
    heading: Format,
    text: Format,
    count: Format,
    points: Format,
    signed: Format,
    per_mille: Format,
    day: Format,
}

impl Default for Formats {
    fn default() -> Self {
        let cell = || {
            let thin = Format::new().set_border(FormatBorder::Thin);
            thin.set_align(FormatAlign::Top)
        };
        Self {
            heading: cell().set_bold().set_text_wrap(),
            text: cell().set_text_wrap().set_num_format("@"),
            count: cell().set_num_format("0"),
            points: cell().set_num_format("0.00"),
            signed: cell().set_num_format("+0.00;−0.00;0.00"),
            per_mille: cell().set_num_format("0.0%"),
            day: cell().set_num_format("yyyy-mm-dd"),
        }
    }
}
