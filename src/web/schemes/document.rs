//! A scheme document as people read it: its lines, its sections as tables, and which lines say a rule. The document
//! itself is read and checked by `scheme`; nothing is judged here.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::web::Page;

/// A section as a table: its title, its columns, its rows.
pub(in crate::web) struct Section {
    /// In words.
    pub title: String,
    /// The columns, in words.
    pub columns: Vec<String>,
    /// The rows, one cell a column.
    pub rows: Vec<Vec<String>>,
}

/// The lines of a document with their numbers.
pub(in crate::web) fn numbered(document: &str) -> Vec<(usize, String)> {
    document
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.to_owned()))
        .collect()
}

/// The lines that say a rule: the table with that code, or the row that a numbered name stands for (采用3 is the third
/// row of the adoption table). None where the document says no such rule, as for the rules that need no row.
pub(in crate::web) fn rule_lines(document: &str, rule: &str) -> Vec<(usize, String)> {
    let Ok(tree) = DeTable::parse(document) else {
        return Vec::new();
    };
    let Some(start) = by_code(tree.get_ref(), rule, true).or_else(|| by_number(tree.get_ref(), rule)) else {
        return Vec::new();
    };
    let lines = numbered(document);
    let first = document.bytes().take(start).filter(|byte| *byte == b'\n').count();
    let is_header = lines
        .get(first)
        .is_some_and(|(_, line)| line.trim_start().starts_with('['));
    if !is_header {
        return lines.into_iter().skip(first).take(1).collect();
    }
    let rest = lines
        .iter()
        .skip(first + 1)
        .position(|(_, line)| line.trim_start().starts_with('['));
    let n = rest.map_or(lines.len() - first, |rest| rest + 1);
    let mut block: Vec<_> = lines.into_iter().skip(first).take(n).collect();
    while block
        .last()
        .is_some_and(|(_, line)| line.trim().is_empty() || line.starts_with('#'))
    {
        block.pop();
    }
    block
}

/// Where the table with that code begins; the root's own code is the scheme's.
fn by_code(table: &DeTable<'_>, rule: &str, is_root: bool) -> Option<usize> {
    table
        .iter()
        .find_map(|(_, value)| place_of(value, rule))
        .filter(|_| is_root || !table.is_empty())
}

fn place_of(value: &Spanned<DeValue<'_>>, rule: &str) -> Option<usize> {
    match value.get_ref() {
        DeValue::Table(table) => {
            let is_it = table.get("code").and_then(|code| code.get_ref().as_str()) == Some(rule);
            if is_it {
                Some(value.span().start)
            } else {
                by_code(table, rule, false)
            }
        }
        DeValue::Array(list) => list.iter().find_map(|item| place_of(item, rule)),
        _ => None,
    }
}

/// Where the row begins that a name such as 采用3 numbers.
fn by_number(root: &DeTable<'_>, rule: &str) -> Option<usize> {
    let (path, number): (&[&str], &str) = [
        (&["adoption", "cell"][..], "采用"),
        (&["submission", "cell"][..], "报送"),
        (&["instruction", "cell"][..], "批示"),
        (&["deduction"][..], "扣分"),
    ]
    .into_iter()
    .find_map(|(path, prefix)| Some((path, rule.strip_prefix(prefix)?)))?;
    let at = number.parse::<usize>().ok()?.checked_sub(1)?;
    let mut value = root.get(path.first().copied()?)?;
    for key in path.iter().skip(1) {
        value = value.get_ref().as_table()?.get(*key)?;
    }
    Some(value.get_ref().as_array()?.get(at)?.span().start)
}

/// The sections of a document as tables, in its order; the plain keys of the root come first.
pub(in crate::web) fn sections(p: &Page, document: &str) -> Vec<Section> {
    let Ok(tree) = DeTable::parse(document) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    gather(p, "", tree.get_ref(), &mut found);
    found
}

fn gather(p: &Page, path: &str, table: &DeTable<'_>, found: &mut Vec<Section>) {
    let is_rows = |value: &DeValue<'_>| {
        value
            .as_array()
            .is_some_and(|list| list.iter().any(|item| item.get_ref().is_table()))
    };
    let mut in_order: Vec<_> = table.iter().collect();
    in_order.sort_by_key(|(name, _)| name.span().start);
    let plain: Vec<_> = in_order
        .iter()
        .filter(|(_, value)| !is_rows(value.get_ref()) && !value.get_ref().is_table())
        .map(|(name, value)| vec![key(p, name.get_ref()), said(p, value.get_ref())])
        .collect();
    if !plain.is_empty() {
        found.push(Section {
            title: title(p, path),
            columns: Vec::new(),
            rows: plain,
        });
    }
    for (name, value) in in_order {
        let inner = if path.is_empty() {
            name.get_ref().to_string()
        } else {
            format!("{path}.{}", name.get_ref())
        };
        match value.get_ref() {
            DeValue::Table(table) => gather(p, &inner, table, found),
            DeValue::Array(list) if is_rows(value.get_ref()) => {
                let tables: Vec<&DeTable<'_>> =
                    list.iter().filter_map(|item| item.get_ref().as_table()).collect();
                found.push(rows(p, &inner, &tables));
            }
            _ => {}
        }
    }
}

/// A list of tables as one table: a column for each key that any of them has.
fn rows(p: &Page, path: &str, tables: &[&DeTable<'_>]) -> Section {
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let mut in_order: Vec<_> = table.keys().collect();
        in_order.sort_by_key(|name| name.span().start);
        for name in in_order {
            let name = name.get_ref().to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let cell = |table: &&DeTable<'_>, name: &String| {
        table
            .get(name.as_str())
            .map_or_else(String::new, |value| said(p, value.get_ref()))
    };
    Section {
        title: title(p, path),
        columns: names.iter().map(|name| key(p, name)).collect(),
        rows: tables
            .iter()
            .map(|table| names.iter().map(|name| cell(table, name)).collect())
            .collect(),
    }
}

/// The title of a section: the words of its path.
pub(super) fn title(p: &Page, path: &str) -> String {
    if path.is_empty() {
        return p.t("scheme.general");
    }
    path.split('.')
        .map(|name| key(p, name))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A key in words; itself where there are none.
pub(super) fn key(p: &Page, name: &str) -> String {
    let message = format!("scheme_key.{name}");
    let words = p.t(&message);
    if words == message { name.to_owned() } else { words }
}

/// A word of the language in words; any other text as it stands.
pub(super) fn word(p: &Page, text: &str) -> String {
    let message = format!("scheme_word.{text}");
    let is_word = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && !text.is_empty();
    let words = if is_word { p.t(&message) } else { message.clone() };
    if words == message { text.to_owned() } else { words }
}

/// A value in words: the closed words of the language are translated, everything else stands as it is written.
fn said(p: &Page, value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => word(p, text),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(true) => p.t("scheme.yes"),
        DeValue::Boolean(false) => p.t("scheme.no"),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(list) => list
            .iter()
            .map(|item| said(p, item.get_ref()))
            .collect::<Vec<_>>()
            .join("、"),
        DeValue::Table(table) => {
            let parts = table
                .iter()
                .map(|(name, value)| format!("{} {}", key(p, name.get_ref()), said(p, value.get_ref())));
            parts.collect::<Vec<_>>().join("；")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "code = \"S\"\nname = \"办法\"\n\n[adoption]\ncell = [\n  { code = \"A1\", points = 3 },\n  { points = 5 },\n]\n\n[[quota]]\ncode = \"每周\"\nmin = 2\n\n# 封顶\n[[cap]]\ncode = \"月封顶\"\nat = 10\n";

    fn numbers(rule: &str) -> Vec<usize> {
        rule_lines(DOCUMENT, rule).into_iter().map(|(n, _)| n).collect()
    }

    #[test]
    fn a_rule_is_found_by_its_code_or_by_the_number_of_its_row() {
        assert_eq!(numbers("A1"), [6]);
        assert_eq!(numbers("采用2"), [7]);
        assert_eq!(numbers("每周"), [10, 11, 12]);
        assert_eq!(numbers("月封顶"), [15, 16, 17]);
    }

    #[test]
    fn the_schemes_own_code_and_unknown_rules_have_no_lines() {
        assert!(numbers("S").is_empty());
        assert!(numbers("采用9").is_empty());
        assert!(rule_lines("not = [toml", "A1").is_empty());
    }
}
