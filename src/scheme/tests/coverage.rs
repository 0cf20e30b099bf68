//! The page that says what a scheme can say (`docs/scheme-coverage.md`) names nothing that is not there: its tests, its
//! keys, its files; and it leaves no rule feature out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::scheme::schema;

const PAGE: &str = include_str!("../../../docs/scheme-coverage.md");
const FACTS: &str = include_str!("../fact.rs");

/// The rows of the table: number, feature, state, keys, tests, verbs.
fn rows() -> Vec<Vec<&'static str>> {
    PAGE.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let is_row = cells.len() == 6 && cells[0].parse::<u32>().is_ok();
            is_row.then_some(cells)
        })
        .collect()
}

/// What stands in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|own| own == "rs") {
            found.push(path);
        }
    }
}

/// The names of every function under `src` that the rules can be shown by.
fn functions() -> BTreeSet<String> {
    let mut files = vec![root().join("src/points.rs")];
    sources(&root().join("src/scheme"), &mut files);
    sources(&root().join("src/ledger"), &mut files);
    let name = |line: &str| {
        let (_, rest) = line.trim_start().split_once("fn ")?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some(rest[..end].to_owned())
    };
    files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).expect("UTF-8");
            text.lines().filter_map(name).collect::<Vec<_>>()
        })
        .collect()
}

/// Every key and every closed word of the language.
fn vocabulary(node: &Value, words: &mut BTreeSet<String>) {
    match node {
        Value::Object(map) => {
            if let Some(properties) = map.get("properties").and_then(Value::as_object) {
                words.extend(properties.keys().cloned());
            }
            for key in ["const", "enum"] {
                let one = map.get(key).into_iter();
                let all = one.flat_map(|one| one.as_array().cloned().unwrap_or_else(|| vec![one.clone()]));
                words.extend(all.filter_map(|word| word.as_str().map(str::to_owned)));
            }
            map.values().for_each(|inner| vocabulary(inner, words));
        }
        Value::Array(list) => list.iter().for_each(|inner| vocabulary(inner, words)),
        _ => {}
    }
}

/// A fact's own words: the fields and variants of `fact.rs`.
fn is_of_facts(word: &str) -> bool {
    let camel: String = word
        .split('_')
        .map(|part| part[..1].to_uppercase() + &part[1..])
        .collect();
    [
        format!("pub {word}:"),
        format!("    {camel},"),
        format!("{camel}("),
        format!("struct {camel} "),
    ]
    .iter()
    .any(|form| FACTS.contains(form.as_str()))
}

#[test]
fn all_45_features_have_a_row_and_each_is_done_or_says_where_it_is_done() {
    let numbers: Vec<u32> = rows().iter().filter_map(|row| row[0].parse().ok()).collect();
    assert_eq!(numbers, (1..=45).collect::<Vec<_>>());
    for row in rows() {
        let place = row[3];
        match row[2] {
            "✔" => assert!(
                quoted(row[4]).next().is_some() || row[4] == "same",
                "{row:?} shows nothing"
            ),
            "→" => assert!(
                quoted(place).any(|one| one.starts_with("src/")),
                "{row:?} says not where"
            ),
            _ => panic!("{row:?} is not done"),
        }
    }
}

#[test]
fn every_test_that_the_table_names_exists() {
    let functions = functions();
    let mut n_named = 0;
    for row in rows() {
        for name in quoted(row[4]) {
            n_named += 1;
            if let Some(stem) = name.strip_suffix(".json") {
                assert!(root().join("tests/schemes").join(name).is_file(), "{name}");
                let document = stem.split('.').next().expect("a name");
                let document = root()
                    .join("assets/schemes")
                    .join(document)
                    .with_extension("toml");
                assert!(document.is_file(), "{}", document.display());
                continue;
            }
            let last = name.rsplit("::").next().unwrap_or(name);
            if last == "*" {
                let module = name
                    .trim_end_matches("::*")
                    .trim_end_matches("::tests")
                    .replace("::", "/");
                let places = [
                    format!("src/scheme/{module}.rs"),
                    format!("src/scheme/tests/{module}.rs"),
                    format!("src/{module}.rs"),
                ];
                assert!(places.iter().any(|place| root().join(place).is_file()), "{name}");
                continue;
            }
            let bare = last.trim_start_matches('…');
            let is_known = match bare.strip_suffix('…') {
                Some(begin) => functions
                    .iter()
                    .any(|own| own.starts_with(begin.trim_end_matches('_'))),
                None => functions.contains(bare),
            };
            assert!(!bare.is_empty() && is_known, "no test {name}");
        }
    }
    assert!(n_named > 60, "{n_named}");
}

#[test]
fn every_key_and_file_that_the_table_names_exists() {
    let mut words = BTreeSet::new();
    vocabulary(&schema(), &mut words);
    let functions = functions();
    let mut n_named = 0;
    for row in rows() {
        for name in quoted(row[3]) {
            n_named += 1;
            if name.starts_with("src/") {
                assert!(root().join(name).is_file(), "{name}");
            } else if let Some((_, function)) = name.split_once("::") {
                assert!(functions.contains(function), "{name}");
            } else {
                let parts = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let parts = parts.filter(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
                for part in parts {
                    assert!(words.contains(part) || is_of_facts(part), "{name}: no `{part}`");
                }
            }
        }
    }
    assert!(n_named > 80, "{n_named}");
}

#[test]
fn every_feature_says_by_which_verb_it_is_recorded_and_every_kind_of_fact_has_one() {
    for row in rows() {
        let named: Vec<&str> = quoted(row[5]).collect();
        assert!(
            row[5] == "–" || !named.is_empty(),
            "{row:?} says not where it is recorded"
        );
        for place in named {
            assert!(root().join(place).is_file(), "{place}");
        }
    }
    let (_, body) = FACTS.split_once("pub enum Body {").expect("the kinds of fact");
    let (body, _) = body.split_once('}').expect("the kinds of fact");
    let kinds = body.lines().map(str::trim).filter(|line| !line.starts_with('/'));
    let kinds = kinds.filter_map(|line| line.split_once('('));
    let kinds: Vec<&str> = kinds.map(|(kind, _)| kind).collect();
    assert_eq!(kinds, MADE.map(|(kind, ..)| kind));
    for (kind, place, what) in MADE {
        let text = std::fs::read_to_string(root().join(place)).expect("UTF-8");
        let made = format!("Body::{kind}({what}");
        assert!(text.contains(&made), "{place} makes no {made}");
    }
}

/// Where each kind of fact is made, and with what.
const MADE: [(&str, &str, &str); 13] = [
    ("Submission", "src/newsroom/facts.rs", "Submission {"),
    ("Adoption", "src/newsroom/adopt.rs", "scheme::Adoption {"),
    ("Instruction", "src/newsroom/instruct.rs", "scheme::Instruction {"),
    ("Commission", "src/newsroom/occurrence/fact.rs", "commission("),
    ("Incident", "src/newsroom/occurrence/fact.rs", "incident("),
    ("Measure", "src/newsroom/occurrence/fact.rs", "scheme::Measure {"),
    ("Mark", "src/newsroom/occurrence/fact.rs", "scheme::Mark {"),
    ("Clue", "src/newsroom/occurrence/fact.rs", "scheme::Clue {"),
    (
        "Exemption",
        "src/newsroom/occurrence/fact.rs",
        "scheme::Exemption {",
    ),
    ("Roster", "src/newsroom/enrol.rs", "roster)"),
    ("Adjustment", "src/newsroom/adjust.rs", "Adjustment {"),
    ("Opening", "src/newsroom/openings.rs", "Opening {"),
    ("Withdrawal", "src/ledger/facts.rs", "Withdrawal {"),
];
