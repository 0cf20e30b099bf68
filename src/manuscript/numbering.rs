//! Lists that belong to a paragraph by its style (`w:style/w:pPr/w:numPr`), which the reading library misses:
//! Word's "List Bullet" and what WPS and LibreOffice write for numbered styles.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// How a paragraph of a style is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StyleList {
    pub(super) ordered: bool,
    pub(super) level: u8,
}

/// Lists by style id.
pub(super) type StyleLists = HashMap<String, StyleList>;

#[derive(Default)]
struct Style {
    base: Option<String>,
    list: Option<String>,
    level: Option<u8>,
}

const MAX_BASES: usize = 16;

/// Resolves styles through their bases and through `numbering.xml`. What cannot be resolved is no list.
pub(super) fn lists_by_style(styles: &[u8], numbering: &[u8]) -> StyleLists {
    let styles = read_styles(styles);
    let formats = read_formats(numbering);
    styles
        .keys()
        .filter_map(|id| {
            let (mut list, mut level, mut at) = (None, None, Some(id));
            for _ in 0..MAX_BASES {
                let Some(style) = at.and_then(|id| styles.get(id)) else {
                    break;
                };
                list = list.or(style.list.as_deref());
                level = level.or(style.level);
                at = style.base.as_ref();
            }
            let level = level.unwrap_or_default();
            let format = formats.get(&(list?.to_owned(), level)).map_or("", String::as_str);
            let ordered = match format {
                "" | "none" => return None,
                "bullet" => false,
                _ => true,
            };
            Some((id.clone(), StyleList { ordered, level }))
        })
        .collect()
}

fn read_styles(xml: &[u8]) -> HashMap<String, Style> {
    let mut styles = HashMap::new();
    let mut open: Option<(String, Style)> = None;
    each_element(xml, |name, element, is_end| match (name, is_end) {
        ("style", false) => open = attribute(element, "styleId").map(|id| (id, Style::default())),
        ("style", true) => styles.extend(open.take()),
        ("basedOn", false) => with(&mut open, |style| style.base = attribute(element, "val")),
        ("numId", false) => with(&mut open, |style| style.list = attribute(element, "val")),
        ("ilvl", false) => {
            with(&mut open, |style| {
                style.level = attribute(element, "val").and_then(|n| n.parse().ok());
            });
        }
        _ => {}
    });
    styles
}

fn with(open: &mut Option<(String, Style)>, change: impl FnOnce(&mut Style)) {
    if let Some((_, style)) = open {
        change(style);
    }
}

/// The number format of each (list, level).
fn read_formats(xml: &[u8]) -> HashMap<(String, u8), String> {
    let mut abstracts: HashMap<(String, u8), String> = HashMap::new();
    let mut lists: Vec<(String, String)> = Vec::new();
    let (mut definition, mut level, mut list) = (None, 0_u8, None);
    each_element(xml, |name, element, is_end| match (name, is_end) {
        ("abstractNum", false) => definition = attribute(element, "abstractNumId"),
        ("abstractNum", true) => definition = None,
        ("lvl", false) => {
            level = attribute(element, "ilvl")
                .and_then(|n| n.parse().ok())
                .unwrap_or_default();
        }
        ("numFmt", false) => {
            if let (Some(id), Some(format)) = (&definition, attribute(element, "val")) {
                abstracts.insert((id.clone(), level), format);
            }
        }
        ("num", false) => list = attribute(element, "numId"),
        ("abstractNumId", false) => {
            if let (Some(list), Some(id)) = (&list, attribute(element, "val")) {
                lists.push((list.clone(), id));
            }
        }
        _ => {}
    });
    let mut formats = HashMap::new();
    for (list, id) in lists {
        for level in 0..9 {
            if let Some(format) = abstracts.get(&(id.clone(), level)) {
                formats.insert((list.clone(), level), format.clone());
            }
        }
    }
    formats
}

/// Shows each element by its local name, at its start and at its end; an empty one both at once.
fn each_element(xml: &[u8], mut see: impl FnMut(&str, &BytesStart<'_>, bool)) {
    let Ok(text) = std::str::from_utf8(xml) else {
        return;
    };
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => see(&local(element.name().as_ref()), &element, false),
            Ok(Event::Empty(element)) => {
                let name = local(element.name().as_ref());
                see(&name, &element, false);
                see(&name, &element, true);
            }
            Ok(Event::End(element)) => {
                let name = local(element.name().as_ref());
                see(&name, &BytesStart::new(name.as_str()), true);
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// The attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.attributes().flatten().find_map(|attribute| {
        (local(attribute.key.as_ref()) == name).then(|| {
            unescape(attribute.value.as_ref())
                .map(Cow::into_owned)
                .unwrap_or_default()
        })
    })
}
