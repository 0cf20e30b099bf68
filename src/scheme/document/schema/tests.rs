//! The published schema and the parser agree: they know the same keys and the same words, and every scheme of the
//! library satisfies both.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::schema;
use crate::scheme::{Fault, Scheme};

/// A document as JSON spells it: days become texts.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(list) => list.iter().map(as_json).collect(),
        toml::Value::Table(table) => table
            .iter()
            .map(|(key, value)| (key.clone(), as_json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        plain => serde_json::to_value(plain).expect("a plain value"),
    }
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema())
        .expect("a schema")
}

fn document(text: &str) -> Value {
    as_json(&toml::Value::Table(text.parse().expect("TOML")))
}

/// A part of the schema with its reference followed.
fn followed<'s>(whole: &'s Value, part: &'s Value) -> &'s Value {
    let alternatives = ["anyOf", "allOf", "oneOf"].iter().find_map(|key| {
        let list = part.get(key)?.as_array()?;
        list.iter().find(|one| one.get("$ref").is_some())
    });
    let part = alternatives.unwrap_or(part);
    match part.get("$ref").and_then(Value::as_str) {
        Some(name) => whole.pointer(name.trim_start_matches('#')).expect("a definition"),
        None => part,
    }
}

/// Every object of the schema: the TOML header under which it stands, and its properties.
fn sections<'s>(
    whole: &'s Value,
    part: &'s Value,
    (header, path): (&str, &str),
    found: &mut Vec<(String, String, &'s serde_json::Map<String, Value>)>,
) {
    let Some(properties) = part.get("properties").and_then(Value::as_object) else {
        return;
    };
    assert_eq!(part["additionalProperties"], false, "{path} takes any key");
    found.push((header.to_owned(), path.to_owned(), properties));
    for (key, value) in properties {
        let inner = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        if let Some(items) = value.get("items") {
            let header = format!("{header}[[{inner}]]\n");
            sections(whole, followed(whole, items), (&header, &inner), found);
        } else {
            let header = format!("{header}[{inner}]\n");
            sections(whole, followed(whole, value), (&header, &inner), found);
        }
    }
}

/// What the parser says is allowed when it meets something that nobody knows.
fn allowed(text: &str) -> BTreeSet<String> {
    let errors = Scheme::parse(text).expect_err(text);
    match &errors[0].fault {
        Fault::UnknownKey { allowed, .. } | Fault::UnknownWord { allowed, .. } => {
            allowed.iter().cloned().collect()
        }
        other => panic!("{text}: {other:?}"),
    }
}

/// The words of a closed list, if the part is one.
fn words(whole: &Value, part: &Value) -> Option<BTreeSet<String>> {
    let part = followed(whole, part);
    let plain = part.get("enum").and_then(Value::as_array).into_iter().flatten();
    let told = part.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let words: BTreeSet<String> = plain
        .chain(told.clone().filter_map(|one| one.get("const")))
        .chain(told.flat_map(|one| one.get("enum").and_then(Value::as_array).into_iter().flatten()))
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect();
    (!words.is_empty()).then_some(words)
}

#[test]
fn the_schema_and_the_parser_know_the_same_keys_in_every_section() {
    let whole = schema();
    let mut found = Vec::new();
    sections(&whole, &whole, ("", ""), &mut found);
    assert!(found.len() > 30, "{} sections", found.len());
    for (header, path, properties) in found {
        let known: BTreeSet<String> = properties.keys().cloned().collect();
        let asked = allowed(&format!("{header}nobody_knows_this = 1\n"));
        assert_eq!(known, asked, "[{path}]");
    }
}

#[test]
fn the_schema_and_the_parser_know_the_same_words_of_every_closed_list() {
    let whole = schema();
    let mut found = Vec::new();
    sections(&whole, &whole, ("", ""), &mut found);
    let mut n_lists = 0;
    for (header, path, properties) in found {
        for (key, value) in properties {
            let list = value.get("items").and_then(|items| words(&whole, items));
            let (known, written) = match (list, words(&whole, value)) {
                (Some(known), _) => (known, "[\"nobody_says_this\"]"),
                (None, Some(known)) => (known, "\"nobody_says_this\""),
                (None, None) => continue,
            };
            n_lists += 1;
            assert_eq!(
                known,
                allowed(&format!("{header}{key} = {written}\n")),
                "{path}.{key}"
            );
        }
    }
    assert!(n_lists > 20, "{n_lists} lists");
}

#[test]
fn every_scheme_of_the_library_satisfies_the_schema() {
    let validator = validator();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schemes");
    let mut n_schemes = 0;
    for entry in std::fs::read_dir(folder).expect("the library") {
        let file = entry.expect("a file").path();
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        let wrong: Vec<String> = validator
            .iter_errors(&document(&text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}: {}", file.display(), wrong.join("; "));
        n_schemes += 1;
    }
    assert!(n_schemes >= 25, "{n_schemes} schemes");
}

#[test]
fn what_the_parser_refuses_for_its_shape_the_schema_refuses_too() {
    let validator = validator();
    for wrong in [
        "name = \"无代码\"\n",
        "code = \"S\"\nname = \"n\"\nlevel = [\"市级\"]\n",
        "code = \"S\"\nname = \"n\"\n[stacking]\nkeep = \"all\"\n",
        "code = \"S\"\nname = \"n\"\n[adoption]\ncell = [{ points = \"五\" }]\n",
        "code = \"S\"\nname = \"n\"\n[[cap]]\ncode = \"c\"\nat = 1\n",
        "code = \"S\"\nname = \"n\"\n[calendar]\nyear_starts = 13\n",
        "code = \"S\"\nname = \"n\"\neffective_from = \"春天\"\n",
        "code = \"S\"\nname = \"n\"\n[authors]\nratio = [3, -2]\n",
    ] {
        assert!(Scheme::parse(wrong).is_err(), "the parser takes {wrong}");
        assert!(!validator.is_valid(&document(wrong)), "the schema takes {wrong}");
    }
}
