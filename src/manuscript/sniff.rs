//! What an upload is, by its content. Names and suffixes say nothing here.

use serde::Serialize;

use super::ManuscriptError;

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A package of XML: `.docx`, or a `.wps` of newer WPS.
    Package,
    /// Word 97–2003: `.doc`, or a `.wps` of older WPS.
    Binary,
}

/// What cannot be read, so that the page can say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForeignKind {
    /// Rich text.
    Rtf,
    /// An OASIS text (`.odt`).
    OpenDocument,
    /// PDF.
    Pdf,
    /// A web page, whatever its suffix.
    WebPage,
    /// A table or slides.
    OtherOffice,
    /// A picture: to be uploaded as one.
    Picture,
    /// Plain text: to be pasted.
    PlainText,
    /// Another archive.
    Archive,
    /// None of these.
    Unknown,
}

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Recognises an upload; encrypted and macro-carrying binaries get their own reason.
pub(super) fn kind(file: &[u8]) -> Result<Kind, ManuscriptError> {
    let foreign = |kind| Err(ManuscriptError::Foreign(kind));
    if file.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Package);
    }
    if file.starts_with(OLE) {
        return ole(file);
    }
    let text = String::from_utf8_lossy(&file[..file.len().min(512)]);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match file {
        _ if text.starts_with("{\\rtf") => foreign(ForeignKind::Rtf),
        _ if text.starts_with("%PDF") => foreign(ForeignKind::Pdf),
        _ if text.starts_with('<') => foreign(ForeignKind::WebPage),
        _ if infer::is_image(file) => foreign(ForeignKind::Picture),
        _ if infer::is_archive(file) => foreign(ForeignKind::Archive),
        _ if !file.is_empty() && std::str::from_utf8(file).is_ok_and(|text| !text.contains('\0')) => {
            foreign(ForeignKind::PlainText)
        }
        _ => foreign(ForeignKind::Unknown),
    }
}

/// Entries of an OLE directory are named in UTF-16; their names alone tell these cases apart.
fn ole(file: &[u8]) -> Result<Kind, ManuscriptError> {
    if has_entry(file, "EncryptedPackage") {
        return Err(ManuscriptError::Encrypted);
    }
    if has_entry(file, "_VBA_PROJECT") {
        return Err(ManuscriptError::Macros);
    }
    if has_entry(file, "WordDocument") {
        return Ok(Kind::Binary);
    }
    let is_other = ["Workbook", "Book", "PowerPoint Document"]
        .iter()
        .any(|name| has_entry(file, name));
    Err(ManuscriptError::Foreign(if is_other {
        ForeignKind::OtherOffice
    } else {
        ForeignKind::Unknown
    }))
}

fn has_entry(file: &[u8], name: &str) -> bool {
    // Directory entries are 128 bytes, their sectors aligned to them; the name stands first.
    let wanted: Vec<u8> = name
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect();
    file.chunks_exact(128).any(|entry| entry.starts_with(&wanted))
}
