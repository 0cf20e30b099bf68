//! What a table on the screen and what a sheet says, row by row, so that the two can be compared.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

/// A table of the screen: its headings, and every cell as the lines that it prints.
pub struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<Vec<String>>>,
}

/// The first table of lists on a page.
pub fn table(html: &str) -> Table {
    let table = between(html, "<table class=\"t", "</table>").expect("a table");
    let head = between(table, "<thead>", "</thead>").expect("a head");
    let body = between(table, "<tbody>", "</tbody>").expect("a body");
    let headings = head
        .split("<th ")
        .skip(1)
        .map(|cell| lines(after(cell, '>')).concat());
    let row = |row: &str| row.split("<td").skip(1).map(cell).collect();
    Table {
        headings: headings.collect(),
        rows: body.split("<tr").skip(1).map(row).collect(),
    }
}

/// The lines of a cell; a day that is cut short on the screen is told whole by its title.
fn cell(cell: &str) -> Vec<String> {
    let (attributes, content) = cell.split_once('>').expect("a cell");
    match between(attributes, "title=\"", "\"") {
        Some(title) if title.len() == 10 => vec![title.to_owned()],
        _ => lines(content),
    }
}

/// The printed lines of a piece of HTML, without what is only heard.
fn lines(html: &str) -> Vec<String> {
    let mut seen = String::new();
    let mut rest = html;
    while let Some((before, hidden)) = rest.split_once("<span class=\"visually-hidden\">") {
        seen.push_str(before);
        rest = hidden.split_once("</span>").map_or("", |(_, after)| after);
    }
    seen.push_str(rest);
    let marked = seen.replace("<div", "\n<div").replace("</div>", "\n");
    let marked = format!(">{marked}");
    let text: String = marked.split('<').map(|piece| after(piece, '>')).collect();
    let text = unescaped(&text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn unescaped(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

fn after(text: &str, sign: char) -> &str {
    text.split_once(sign).map_or("", |(_, rest)| rest)
}

pub fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

/// The address of a page's sheet.
pub fn sheet_href(html: &str) -> String {
    let tag = html
        .split("<a ")
        .find(|tag| tag.contains("data-zb-export"))
        .expect("a link to the sheet");
    unescaped(between(tag, "href=\"", "\"").expect("an address"))
}

/// A sheet: its headings and its rows, empty cells included.
pub struct Read {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<Data>>,
    pub notes: String,
}

/// Reads a sheet and sees that nothing in it is a formula.
pub fn read(bytes: &[u8]) -> Read {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("an .xlsx");
    let names = book.sheet_names();
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("a sheet");
        assert_eq!(formulas.used_cells().count(), 0, "{name} holds a formula");
    }
    let range = book.worksheet_range(&names[0]).expect("a sheet");
    let mut rows = range.rows().map(<[Data]>::to_vec);
    let headings: Vec<String> = rows
        .next()
        .expect("headings")
        .iter()
        .map(ToString::to_string)
        .collect();
    let notes = book.worksheet_range(&names[1]).expect("notes");
    let notes = notes.rows().map(|row| format!("{} {}", row[0], row[1]));
    Read {
        rows: rows.collect(),
        headings,
        notes: notes.collect::<Vec<_>>().join("\n"),
    }
}

/// Whether a cell of a sheet is what a line of the screen says; a number by its value.
pub fn is_same(cell: &Data, line: &str) -> bool {
    let plain = line.trim_start_matches('+').replace('−', "-");
    match cell {
        Data::String(text) => text == line,
        Data::Float(value) => {
            let said = match plain.strip_suffix('%') {
                None => plain.parse::<f64>().ok(),
                Some(percent) => {
                    let thousandths: i64 = percent.replace('.', "").parse().expect("a rate with one decimal");
                    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
                        .parse()
                        .ok()
                }
            };
            said.is_some_and(|said| said.to_bits() == value.to_bits())
        }
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            plain == format!("{year:04}-{month:02}-{day:02}")
        }
        _ => false,
    }
}

/// That every cell of the sheet is on the screen in its own row and column, and nothing else is.
#[track_caller]
pub fn assert_equal(html: &str, sheet: &[u8]) {
    let (screen, sheet) = (table(html), read(sheet));
    assert_eq!(screen.rows.len(), sheet.rows.len(), "rows");
    assert!(!screen.rows.is_empty(), "nothing to compare");
    for (shown, row) in screen.rows.iter().zip(&sheet.rows) {
        // Headings that the screen does not have stand below the one before.
        let mut columns: Vec<Vec<&Data>> = Vec::new();
        for (heading, cell) in sheet.headings.iter().zip(row) {
            if screen.headings.contains(heading) {
                columns.push(vec![cell]);
            } else {
                columns
                    .last_mut()
                    .expect("a heading of the screen first")
                    .push(cell);
            }
        }
        assert!(columns.len() <= shown.len(), "{:?}", sheet.headings);
        for (cells, lines) in columns.iter().zip(shown) {
            let cells: Vec<&&Data> = cells.iter().filter(|cell| ***cell != Data::Empty).collect();
            let equal =
                cells.len() == lines.len() && cells.iter().zip(lines).all(|(cell, line)| is_same(cell, line));
            // Several sentences in one cell of the screen are one text in the sheet.
            let is_text = matches!(cells[..], [Data::String(text)] if *text == lines.join("\n"));
            let equal = equal || is_text;
            assert!(equal, "the screen says {lines:?}, the sheet {cells:?}");
        }
    }
}

#[test]
fn a_difference_between_screen_and_sheet_is_seen() {
    let html = r#"<table class="t"><thead><tr><th scope="col">名次</th><th scope="col" class="r">积分</th></tr></thead>
        <tbody><tr><td class="num">1<span class="visually-hidden"> 我</span></td><td><a href="/x">12.50</a></td></tr></tbody></table>"#;
    let screen = table(html);
    assert_eq!(screen.headings, ["名次", "积分"]);
    assert_eq!(screen.rows, [[vec!["1".to_owned()], vec!["12.50".to_owned()]]]);
    let value = |text: &str| Data::Float(text.parse().expect("a number"));
    assert!(is_same(&value("12.5"), "12.50") && !is_same(&value("12.51"), "12.50"));
    assert!(is_same(&value("0.667"), "66.7%") && !is_same(&value("66.7"), "66.7%"));
    assert!(is_same(&value("-5"), "−5.00") && is_same(&value("15"), "+15.00"));
    assert!(!is_same(&Data::String("12.50".to_owned()), "12.5"));
}
