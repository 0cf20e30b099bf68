//! A Word document as these stories read and write one.

use std::io::{Cursor, Read, Write};

use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What a document says.
pub struct Word {
    /// All of its text, a paragraph a line.
    pub text: String,
    /// Its tables: rows of cells.
    pub tables: Vec<Vec<Vec<String>>>,
}

impl Word {
    pub fn read(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut xml = String::new();
        let mut part = archive.by_name("word/document.xml").expect("a text");
        part.read_to_string(&mut xml).expect("UTF-8");
        let xml = xml.replace("<w:tr>", "<w:tr >").replace("<w:p>", "<w:p >");
        let table = |table: &str| {
            let rows = inner(table, "<w:tr ", "</w:tr>").into_iter();
            rows.map(|row| inner(row, "<w:tc>", "</w:tc>").into_iter().map(said).collect())
                .collect()
        };
        let paragraphs = inner(&xml, "<w:p ", "</w:p>").into_iter();
        Self {
            text: paragraphs.map(said).collect::<Vec<_>>().join("\n"),
            tables: inner(&xml, "<w:tbl>", "</w:tbl>")
                .into_iter()
                .map(table)
                .collect(),
        }
    }
}

/// What stands between each two of these marks.
fn inner<'x>(xml: &'x str, open: &str, close: &str) -> Vec<&'x str> {
    let parts = xml.split(open).skip(1);
    parts
        .map(|part| part.split(close).next().unwrap_or_default())
        .collect()
}

/// The texts of some XML.
fn said(xml: &str) -> String {
    let texts = xml.split("<w:t ").skip(1).filter_map(|text| text.split_once('>'));
    let texts: String = texts
        .map(|(_, rest)| rest.split("</w:t>").next().unwrap_or_default())
        .collect();
    texts
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// A template: some paragraphs, each cut into runs in the middle of its names, and a table of one row.
pub fn template(paragraphs: &[&str], row: &[&str]) -> Vec<u8> {
    let cut = |text: &str| {
        text.split_inclusive('{')
            .fold(Paragraph::new(), |paragraph, part| {
                paragraph.add_run(Run::new().add_text(part))
            })
    };
    let document = paragraphs
        .iter()
        .fold(Docx::new(), |document, text| document.add_paragraph(cut(text)));
    let cells = row.iter().map(|text| TableCell::new().add_paragraph(cut(text)));
    let document = document.add_table(Table::new(vec![TableRow::new(cells.collect())]));
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).expect("a document");
    bytes.into_inner()
}

/// The same document with a template of its own that lies elsewhere.
pub fn linked(document: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(document)).expect("a package");
    let mut linked = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let (name, mut bytes) = (part.name().to_owned(), Vec::new());
        part.read_to_end(&mut bytes).expect("read");
        if name == "word/_rels/document.xml.rels" {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let away = "<Relationship Id=\"rIdAway\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate\" Target=\"file:///away.dotm\" TargetMode=\"External\"/></Relationships>";
            bytes = text.replace("</Relationships>", away).into_bytes();
        }
        linked
            .start_file(name, SimpleFileOptions::default())
            .expect("a part");
        linked.write_all(&bytes).expect("written");
    }
    linked.finish().expect("a package").into_inner()
}
