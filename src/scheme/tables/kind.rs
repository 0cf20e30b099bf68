//! What a key takes, read from the schema; a value as a text that people write, and back.

use serde_json::Value as Json;
use toml_edit::{Array, Item, Value};

/// Between the texts of a list.
pub(super) const COMMA: char = '、';

/// What a key takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// One text or several, with 、 between them.
    Texts,
    /// Points or a factor: 7.5, 3/2, 30%.
    Number,
    /// A whole number.
    Whole,
    /// Yes or no; empty leaves it to the default.
    Answer,
    /// A day.
    Day,
    /// One of these words.
    Word(Vec<String>),
    /// Some of these words, with 、 between them.
    Words(Vec<String>),
    /// The least and the most, with ~ between them.
    Range,
    /// Whole numbers, with 、 between them.
    Weights,
    /// Levels from low to high, with 、 between them and = between those of equal rank.
    Levels,
}

/// A part of the schema with its reference followed.
pub(super) fn followed<'s>(whole: &'s Json, part: &'s Json) -> &'s Json {
    let inner = ["anyOf", "allOf", "oneOf"].iter().find_map(|key| {
        part.get(key)?
            .as_array()?
            .iter()
            .find(|one| one.get("$ref").is_some())
    });
    let part = inner.unwrap_or(part);
    let target = part.get("$ref").and_then(Json::as_str);
    target
        .and_then(|name| whole.pointer(name.trim_start_matches('#')))
        .unwrap_or(part)
}

/// What a node of the schema takes; none where it is a section of its own.
pub(super) fn of(whole: &Json, node: &Json) -> Option<Kind> {
    let inner = followed(whole, node);
    if let Some(words) = words(inner) {
        return Some(Kind::Word(words));
    }
    if has_type(inner, "string") && has_type(inner, "array") {
        return Some(Kind::Texts);
    }
    if has_type(inner, "string") && has_type(inner, "number") {
        return Some(Kind::Number);
    }
    if let Some(items) = node.get("items") {
        let each = followed(whole, items);
        if let Some(words) = words(each) {
            return Some(Kind::Words(words));
        }
        return match of(whole, items)? {
            Kind::Number => Some(Kind::Range),
            Kind::Texts => Some(Kind::Levels),
            _ => Some(Kind::Weights),
        };
    }
    if has_type(inner, "boolean") {
        return Some(Kind::Answer);
    }
    if has_type(inner, "integer") {
        return Some(Kind::Whole);
    }
    if inner.get("format").is_some_and(|format| format == "date") {
        return Some(Kind::Day);
    }
    has_type(inner, "string").then_some(Kind::Text)
}

fn has_type(node: &Json, name: &str) -> bool {
    match node.get("type") {
        Some(Json::String(one)) => one == name,
        Some(Json::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// The words of a closed list, if the node is one.
fn words(node: &Json) -> Option<Vec<String>> {
    let list = |node: &Json| -> Vec<String> {
        let plain = node.get("enum").and_then(Json::as_array).into_iter().flatten();
        let single = node.get("const").into_iter();
        plain
            .chain(single)
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    let several = node.get("oneOf").and_then(Json::as_array).into_iter().flatten();
    let words: Vec<String> = list(node).into_iter().chain(several.flat_map(list)).collect();
    (!words.is_empty()).then_some(words)
}

/// A plain value as people write it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        other => {
            let mut bare = other.clone();
            bare.decor_mut().clear();
            bare.to_string()
        }
    }
}

/// A text as a number where it is one, else as a text: the check then says what is wrong with it.
fn number(text: &str) -> Value {
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        all(whole) && all(decimals)
    };
    match text.parse::<Value>() {
        Ok(value) if is_number(text) => value,
        Ok(_) | Err(_) => text.into(),
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([COMMA, '，', ','])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// One text, or several as an array.
fn texts<'t>(parts: impl Iterator<Item = &'t str>) -> Value {
    let parts: Vec<&str> = parts.collect();
    match parts.as_slice() {
        [one] => (*one).into(),
        several => several.iter().copied().collect::<Array>().into(),
    }
}

impl Kind {
    /// A value as a text.
    pub(super) fn said(&self, item: &Item) -> String {
        let Some(value) = item.as_value() else {
            return String::new();
        };
        let Some(list) = value.as_array() else {
            return plain(value);
        };
        let each = list.iter().map(|one| match one.as_array() {
            Some(equal) => equal.iter().map(plain).collect::<Vec<_>>().join("="),
            None => plain(one),
        });
        let between = if *self == Kind::Range { "~" } else { "、" };
        each.collect::<Vec<_>>().join(between)
    }

    /// A text as the value that the document holds.
    pub(super) fn value(&self, text: &str) -> Value {
        let text = text.trim();
        match self {
            Kind::Text | Kind::Word(_) => text.into(),
            Kind::Texts => texts(parts(text)),
            Kind::Words(_) => parts(text).collect::<Array>().into(),
            Kind::Number | Kind::Whole => number(text),
            Kind::Answer => match text {
                "true" => true.into(),
                "false" => false.into(),
                other => other.into(),
            },
            Kind::Day => text.parse().unwrap_or_else(|_| text.into()),
            Kind::Range => text
                .split(['~', '～', '至', '–'])
                .map(|end| number(end.trim()))
                .collect::<Array>()
                .into(),
            Kind::Weights => parts(text).map(number).collect::<Array>().into(),
            Kind::Levels => parts(text)
                .map(|level| texts(level.split(['=', '＝']).map(str::trim)))
                .collect::<Array>()
                .into(),
        }
    }
}
