//! The first sheet of an .xlsx as texts: inflated by counted bytes first, then read cell by cell, so that neither a
//! bomb nor a far-away cell costs memory. Formulas, macros and what is no .xlsx are refused with a sentence.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use crate::Result;
use crate::error::{Error, Message};

/// What is too much.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of all its members when inflated.
    pub inflated_bytes: u64,
    /// Members of the archive.
    pub members: usize,
    /// Rows below the headings.
    pub rows: usize,
    /// Columns.
    pub columns: u32,
    /// Characters of one cell.
    pub cell_chars: usize,
}

/// A sheet as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The first row.
    pub headings: Vec<String>,
    /// The rows below it that hold anything.
    pub rows: Vec<GridRow>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// Its number as the spreadsheet program shows it.
    pub n: u32,
    /// Its cells; trimmed, days as `2026-11-22`, missing ones empty.
    pub cells: Vec<String>,
}

/// Reads the first sheet.
///
/// # Errors
/// [`Error::Upload`] saying what it is that cannot be taken.
pub fn read(file: &[u8], limits: &ReadLimits) -> Result<Grid> {
    if file.len() > limits.bytes {
        let message = Message::new("sheet.file_too_large").with("kib", limits.bytes >> 10);
        return Err(Error::Upload(message));
    }
    weigh(file, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|_| foreign())?;
    let name = book.sheet_names().first().cloned().ok_or_else(foreign)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| foreign())?;
    let mut grid = Grid::default();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| foreign())? {
        let (row, column) = cell.pos;
        if cell.formula.is_some() {
            let place = place(row, column);
            return Err(Error::Upload(Message::new("sheet.formula").with("place", place)));
        }
        let text = text(&cell.value, (row, column))?;
        if text.is_empty() {
            continue;
        }
        if text.chars().count() > limits.cell_chars {
            let message = Message::new("sheet.cell_too_large").with("place", place(row, column));
            return Err(Error::Upload(message.with("max", limits.cell_chars)));
        }
        if column >= limits.columns {
            let message = Message::new("sheet.columns_too_large").with("max", limits.columns);
            return Err(Error::Upload(message));
        }
        put(&mut grid, (row, column), text);
        if grid.rows.len() > limits.rows {
            let message = Message::new("sheet.rows_too_large").with("max", limits.rows);
            return Err(Error::Upload(message));
        }
    }
    grid.rows.sort_by_key(|row| row.n);
    Ok(grid)
}

/// Counts what comes out of the archive; what its headers promise is not asked.
fn weigh(file: &[u8], limits: &ReadLimits) -> Result<()> {
    let too_large = || {
        let message = Message::new("sheet.inflated_too_large").with("mib", limits.inflated_bytes >> 20);
        Error::Upload(message)
    };
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| foreign())?;
    if archive.len() > limits.members {
        return Err(too_large());
    }
    let mut n_left = limits.inflated_bytes;
    for at in 0..archive.len() {
        let member = archive.by_index(at).map_err(|_| foreign())?;
        if member.name().to_ascii_lowercase().ends_with("vbaproject.bin") {
            return Err(Error::Upload(Message::new("sheet.macros")));
        }
        let n = std::io::copy(&mut member.take(n_left + 1), &mut std::io::sink()).map_err(|_| foreign())?;
        n_left = n_left.checked_sub(n).ok_or_else(too_large)?;
    }
    Ok(())
}

fn put(grid: &mut Grid, (row, column): (u32, u32), text: String) {
    let at = usize::try_from(column).unwrap_or(usize::MAX);
    let cells = if row == 0 {
        &mut grid.headings
    } else {
        let n = row + 1;
        // Cells come row by row; a file that jumps back only makes rows that are told apart by their number.
        if grid.rows.last().is_none_or(|last| last.n != n) {
            grid.rows.push(GridRow { n, cells: Vec::new() });
        }
        let last = grid.rows.len() - 1;
        &mut grid.rows[last].cells
    };
    if cells.len() <= at {
        cells.resize(at + 1, String::new());
    }
    cells[at] = text;
}

/// A cell as text. A number that the format has already rounded is refused: it was an identifier.
fn text(value: &DataRef<'_>, (row, column): (u32, u32)) -> Result<String> {
    Ok(match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) if n.abs() >= 1e15 => {
            let message = Message::new("sheet.rounded").with("place", place(row, column));
            return Err(Error::Upload(message));
        }
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(is) => if *is { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) => {
            let message = Message::new("sheet.formula").with("place", place(row, column));
            return Err(Error::Upload(message));
        }
        DataRef::Empty => String::new(),
    })
}

/// A cell as spreadsheet programs name it: `B7`.
fn place(row: u32, column: u32) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = char::from_digit((rest - 1) % 26 + 10, 36).unwrap_or('?');
        letters.insert(0, letter.to_ascii_uppercase());
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

fn foreign() -> Error {
    Error::Upload(Message::new("sheet.not_xlsx"))
}
