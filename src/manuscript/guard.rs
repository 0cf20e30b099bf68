//! The guard before the reader: a package is inflated by counted bytes, vetted member by member and packed anew,
//! so that the reading library sees only plain names, plain XML and bounded sizes.

use std::collections::HashSet;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::numbering::{self, StyleLists};
use super::{ForeignKind, ManuscriptError, ManuscriptLimits};

const SMALL: u64 = 1024 * 1024;

/// A package that passed.
pub(super) struct Vetted {
    /// The package anew: stored members, no external parts.
    pub(super) package: Vec<u8>,
    /// Lists that paragraphs belong to by their style.
    pub(super) lists: StyleLists,
    /// Whether parts outside the file were taken out.
    pub(super) had_external: bool,
}

/// Vets a package.
pub(super) fn vet(file: &[u8], limits: &ManuscriptLimits) -> Result<Vetted, ManuscriptError> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| ManuscriptError::Broken)?;
    if archive.len() > limits.max_members {
        return Err(ManuscriptError::TooManyMembers {
            max: limits.max_members,
        });
    }
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut seen = HashSet::new();
    let mut n_left = limits.max_inflated_bytes;
    let mut had_external = false;
    let (mut styles, mut lists) = (Vec::new(), Vec::new());
    for at in 0..archive.len() {
        let member = archive.by_index(at).map_err(|error| zip_error(&error))?;
        if member.is_dir() {
            continue;
        }
        let name = member.name().to_owned();
        if name.to_ascii_lowercase().ends_with("vbaproject.bin") {
            return Err(ManuscriptError::Macros);
        }
        let n_packed = member.compressed_size();
        let mut bytes = inflate(member, n_left, limits)?;
        n_left -= bytes.len() as u64;
        if name == "mimetype" && bytes.starts_with(b"application/vnd.oasis") {
            return Err(ManuscriptError::Foreign(ForeignKind::OpenDocument));
        }
        if has_suffix(&name, &["xml", "rels", "vml"]) && is_plain(&name) {
            vet_xml(&bytes, limits)?;
        }
        if bytes.len() as u64 > SMALL && bytes.len() as u64 > n_packed.saturating_mul(limits.max_ratio) {
            return Err(ManuscriptError::InflatesTooFar {
                max: limits.max_inflated_bytes,
            });
        }
        if !is_plain(&name) || !seen.insert(name.clone()) {
            continue;
        }
        match name.as_str() {
            "[Content_Types].xml" if contains(&bytes, b"macroEnabled") => {
                return Err(ManuscriptError::Macros);
            }
            "word/styles.xml" => styles.clone_from(&bytes),
            "word/numbering.xml" => lists.clone_from(&bytes),
            _ => {}
        }
        if has_suffix(&name, &["rels"]) {
            let (without, dropped) = without_external(&bytes)?;
            bytes = without;
            had_external |= dropped;
        }
        package
            .start_file(name, stored)
            .map_err(|_| ManuscriptError::Broken)?;
        package.write_all(&bytes).map_err(|_| ManuscriptError::Broken)?;
    }
    if !seen.contains("word/document.xml") {
        let is_office = seen.contains("[Content_Types].xml");
        let kind = if is_office {
            ForeignKind::OtherOffice
        } else {
            ForeignKind::Archive
        };
        return Err(ManuscriptError::Foreign(kind));
    }
    let package = package
        .finish()
        .map_err(|_| ManuscriptError::Broken)?
        .into_inner();
    Ok(Vetted {
        package,
        lists: numbering::lists_by_style(&styles, &lists),
        had_external,
    })
}

/// Inflates by counting what comes out; what the header promises is not asked.
fn inflate(member: impl Read, n_left: u64, limits: &ManuscriptLimits) -> Result<Vec<u8>, ManuscriptError> {
    let mut bytes = Vec::new();
    member
        .take(n_left + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| ManuscriptError::Broken)?;
    if bytes.len() as u64 > n_left {
        return Err(ManuscriptError::InflatesTooFar {
            max: limits.max_inflated_bytes,
        });
    }
    Ok(bytes)
}

fn zip_error(error: &zip::result::ZipError) -> ManuscriptError {
    match error {
        zip::result::ZipError::UnsupportedArchive(reason)
            if *reason == zip::result::ZipError::PASSWORD_REQUIRED =>
        {
            ManuscriptError::Encrypted
        }
        _ => ManuscriptError::Broken,
    }
}

/// Only the parts of a text document by plain names go on; no part is ever written to disk by its name.
fn is_plain(name: &str) -> bool {
    let known = name == "[Content_Types].xml"
        || ["_rels/", "word/", "docProps/"]
            .iter()
            .any(|folder| name.starts_with(folder));
    known && !name.contains(['\\', ':', '\0']) && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn has_suffix(name: &str, suffixes: &[&str]) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|suffix| suffixes.iter().any(|known| suffix.eq_ignore_ascii_case(known)))
}

/// UTF-8 only (office programs write nothing else, and a second encoding would let a declaration hide), no
/// document type, bounded depth.
fn vet_xml(bytes: &[u8], limits: &ManuscriptLimits) -> Result<(), ManuscriptError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ManuscriptError::Broken)?;
    if text.contains('\0') {
        return Err(ManuscriptError::Broken);
    }
    if contains(bytes, b"<!DOCTYPE") || contains(bytes, b"<!ENTITY") {
        return Err(ManuscriptError::Doctype);
    }
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => {
                depth += 1;
                if depth > limits.max_xml_depth {
                    return Err(ManuscriptError::TooDeep {
                        max: limits.max_xml_depth,
                    });
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => return Err(ManuscriptError::Doctype),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(ManuscriptError::Broken),
        }
    }
}

/// Takes relations to the outside out of a relations part. Links that a reader clicks stay: nobody fetches them,
/// and the cleaner judges their addresses.
fn without_external(bytes: &[u8]) -> Result<(Vec<u8>, bool), ManuscriptError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ManuscriptError::Broken)?;
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::new());
    let mut dropped = false;
    loop {
        match reader.read_event().map_err(|_| ManuscriptError::Broken)? {
            Event::Eof => return Ok((writer.into_inner(), dropped)),
            Event::Empty(element) | Event::Start(element) if is_external(&element) => dropped = true,
            // An element that began was dropped or closes itself below; relations have no content.
            Event::Start(element) if local(element.name().as_ref()) == "Relationship" => {
                writer
                    .write_event(Event::Empty(element))
                    .map_err(|_| ManuscriptError::Broken)?;
            }
            Event::End(element) if local(element.name().as_ref()) == "Relationship" => {}
            event => writer.write_event(event).map_err(|_| ManuscriptError::Broken)?,
        }
    }
}

fn is_external(element: &quick_xml::events::BytesStart<'_>) -> bool {
    let value = |name: &str| numbering::attribute(element, name).unwrap_or_default();
    local(element.name().as_ref()) == "Relationship"
        && value("TargetMode").eq_ignore_ascii_case("External")
        && !value("Type").ends_with("/hyperlink")
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle))
}
