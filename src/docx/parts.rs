//! The parts of a package (ECMA-376 part 2: a ZIP), some of them rewritten. No part says when it was written.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::Result;
use crate::error::Error;

/// The same package with the text, the headers and footers and the notes made anew; the other parts stay as they are.
pub(super) fn rewrite(package: &[u8], mut anew: impl FnMut(&str) -> Result<String>) -> Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(package)).map_err(Error::broken)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(Error::broken)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name().to_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        if has_text(&name) {
            bytes = anew(std::str::from_utf8(&bytes).map_err(Error::broken)?)?.into_bytes();
        }
        out.start_file(name, undated()).map_err(Error::broken)?;
        out.write_all(&bytes)?;
    }
    Ok(out.finish().map_err(Error::broken)?.into_inner())
}

fn undated() -> SimpleFileOptions {
    SimpleFileOptions::default().last_modified_time(zip::DateTime::default())
}

fn has_text(name: &str) -> bool {
    let Some(part) = name
        .strip_prefix("word/")
        .and_then(|name| name.strip_suffix(".xml"))
    else {
        return false;
    };
    matches!(part, "document" | "footnotes" | "endnotes")
        || part.starts_with("header")
        || part.starts_with("footer")
}
