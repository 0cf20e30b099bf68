//! A part of a package as a run of tokens: markup as it stands, and the texts of runs (`w:t`).

use quick_xml::Reader;
use quick_xml::escape::{partial_escape, unescape};
use quick_xml::events::Event;

use crate::Result;
use crate::error::Error;

/// The element of a text.
const TEXT: &str = "w:t";

/// A piece of a part.
pub(super) enum Token<'a> {
    /// An element that begins: its name, and how it is written.
    Open(&'a str, &'a str),
    /// An element that ends.
    Close(&'a str, &'a str),
    /// Anything else, as it is written.
    Other(&'a str),
    /// A text, without its element and its escapes.
    Text(String),
}

impl Token<'_> {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Writes it as it stands.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Open(_, raw) | Self::Close(_, raw) | Self::Other(raw) => out.push_str(raw),
            Self::Text(text) => write_text(text, out),
        }
    }
}

/// Writes a text with its element. What XML cannot hold is left out, and a line break is a space.
pub(super) fn write_text(text: &str, out: &mut String) {
    let text: String = text
        .chars()
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    out.push_str("<w:t xml:space=\"preserve\">");
    out.push_str(&partial_escape(text));
    out.push_str("</w:t>");
}

/// Reads a part.
///
/// # Errors
/// [`Error::Broken`] for what is no XML, or no text where one stands.
pub(super) fn read(xml: &str) -> Result<Vec<Token<'_>>> {
    // The reader drops the mark without counting it.
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let (mut reader, mut tokens) = (Reader::from_str(xml), Vec::new());
    // The text that is being read.
    let mut text: Option<String> = None;
    loop {
        let before = at(&reader);
        let event = reader.read_event().map_err(Error::broken)?;
        let raw = xml.get(before..at(&reader)).unwrap_or_default();
        match (event, &mut text) {
            (Event::Eof, None) => return Ok(tokens),
            (Event::Text(_) | Event::GeneralRef(_), Some(text)) => {
                text.push_str(&unescape(raw).map_err(Error::broken)?);
            }
            (Event::CData(_), Some(text)) => {
                let inner = raw
                    .strip_prefix("<![CDATA[")
                    .and_then(|raw| raw.strip_suffix("]]>"));
                text.push_str(inner.unwrap_or_default());
            }
            (Event::Comment(_) | Event::PI(_), Some(_)) => {}
            (Event::End(_), Some(_)) => tokens.extend(text.take().map(Token::Text)),
            (_, Some(_)) => return Err(Error::broken("an element within a text")),
            (Event::Start(element), None) if element.name().as_ref() == TEXT => text = Some(String::new()),
            (Event::Start(_), None) => tokens.push(Token::Open(name(raw), raw)),
            (Event::End(_), None) => tokens.push(Token::Close(name(raw), raw)),
            (_, None) => tokens.push(Token::Other(raw)),
        }
    }
}

fn at(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The name in a tag.
fn name(tag: &str) -> &str {
    let tag = tag.trim_start_matches(['<', '/']);
    tag.split(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace())
        .next()
        .unwrap_or_default()
}
