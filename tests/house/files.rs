//! Names, sizes and places of files; what no tracked text may hold.

use std::path::Path;

use super::rust_text::{Token, tokens};
use crate::support::workspace;

const LINES: usize = 400;

/// Longer files, each with the reason why cutting it would make it worse.
const LONGER: &[(&str, &str)] = &[
    ("src/calendar.rs", "periods and their tests are read together"),
    ("src/points.rs", "the arithmetic and its laws are read together"),
    ("src/scheme/document.rs", "one document, told from top to bottom"),
    (
        "src/scheme/document/parse.rs",
        "one document, told from top to bottom",
    ),
    ("src/scheme/fact.rs", "one document, told from top to bottom"),
    (
        "src/scheme/facts_file.rs",
        "one document, told from top to bottom",
    ),
    ("src/demo/course.rs", "the walks of the demo's articles"),
    ("src/demo/writing.rs", "the grammar of the demo's texts"),
    ("src/manuscript/tests.rs", "one test for each hostile file"),
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 14] = [
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "base", "data", "info", "types",
    "prelude", "shared", "stuff",
];

/// Places of one machine, and hosts that only a machine's own settings may name. Cut in two, so that this file is clean.
const FOREIGN: [(&str, &str); 13] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("/Use", "rs/"),
    ("crates", ".io"),
    ("py", "pi.org"),
    ("python", "hosted.org"),
    ("npm", "js.org"),
    ("npm", "js.com"),
    ("yarn", "pkg.com"),
    ("deb.de", "bian.org"),
    ("security.de", "bian.org"),
    ("proxy.gol", "ang.org"),
];

/// Cargo names its index in the lock file; other people's files are as they published them.
const NOT_OURS: [&str; 4] = [
    "Cargo.lock",
    "assets/vendor/",
    "benches/doubleentry/Cargo.lock",
    "tests/vendor/",
];

fn foreign(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate();
    lines
        .flat_map(|(at, line)| {
            let found = FOREIGN
                .iter()
                .map(|(start, end)| format!("{start}{end}"))
                .filter(|it| line.contains(it.as_str()));
            found.map(move |it| format!("{path}:{}: {it}", at + 1))
        })
        .collect()
}

/// Modules, types and functions whose name ends in a word that says nothing.
fn empty_names(path: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let stem = Path::new(path)
        .file_stem()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    if EMPTY_NAMES.contains(&stem) {
        found.push(format!("{path}: the name says nothing"));
    }
    for pair in tokens(source).windows(2) {
        let [(line, Token::Word(kind)), (_, Token::Word(name))] = pair else {
            continue;
        };
        let last_word = last_word(name);
        let is_empty = match kind.as_str() {
            "mod" => EMPTY_NAMES.contains(&name.as_str()),
            "struct" | "enum" | "trait" => {
                ["helper", "helpers", "manager", "util", "utils"].contains(&&*last_word)
            }
            _ => false,
        };
        if is_empty {
            found.push(format!("{path}:{line}: {kind} {name} says nothing"));
        }
    }
    found
}

/// `SessionManager` ends in `manager`.
fn last_word(name: &str) -> String {
    let start = name.rfind(char::is_uppercase).unwrap_or(0);
    name[start..].to_lowercase()
}

#[test]
fn no_file_names_a_machine_or_a_package_registry() {
    let ours = workspace::files()
        .into_iter()
        .filter(|path| !NOT_OURS.iter().any(|it| path.starts_with(it)));
    let found: Vec<String> = ours
        .filter_map(|path| workspace::text(&path).map(|text| foreign(&path, &text)))
        .flatten()
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn parents_stand_beside_their_folder() {
    let found: Vec<String> = workspace::files()
        .into_iter()
        .filter(|path| path.ends_with("/mod.rs"))
        .collect();
    assert!(found.is_empty(), "foo.rs + foo/ instead of mod.rs: {found:?}");
}

#[test]
fn names_say_what_is_inside() {
    let files = workspace::production_rust();
    let found: Vec<String> = files
        .iter()
        .flat_map(|(path, source)| empty_names(path, source))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn files_stay_short() {
    let mut found = Vec::new();
    for (path, source) in workspace::production_rust() {
        let (n_lines, is_excepted) = (source.lines().count(), LONGER.iter().any(|(it, _)| *it == path));
        if n_lines > LINES && !is_excepted {
            found.push(format!("{path} has {n_lines} lines, over {LINES}"));
        }
        if n_lines <= LINES && is_excepted {
            found.push(format!("{path} needs its exception no longer"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let files = workspace::files();
    let gone: Vec<_> = LONGER
        .iter()
        .filter(|(path, _)| !files.iter().any(|it| it == path))
        .collect();
    assert!(gone.is_empty(), "exceptions for files that are gone: {gone:?}");
}

#[test]
fn every_rust_file_opens_by_saying_what_lives_in_it() {
    let files = workspace::files()
        .into_iter()
        .filter(|path| Path::new(path).extension().is_some_and(|it| it == "rs"));
    let silent: Vec<String> = files
        .filter(|path| !workspace::text(path).is_some_and(|text| text.starts_with("//! ")))
        .collect();
    assert!(silent.is_empty(), "no //! at the top of {silent:?}");
}

#[test]
fn there_is_one_integration_binary() {
    let manifest: toml::Table = workspace::text("Cargo.toml")
        .expect("UTF-8")
        .parse()
        .expect("TOML");
    let binaries = manifest["test"].as_array().expect("[[test]]");
    assert_eq!(
        binaries.len(),
        1,
        "each further test binary links the whole product again"
    );
    assert_eq!(manifest["package"]["autotests"].as_bool(), Some(false));
    let files = workspace::files();
    let crates = ["entity/tests/", "migration/tests/", "search-index/tests/"];
    let others: Vec<&String> = files
        .iter()
        .filter(|path| crates.iter().any(|it| path.starts_with(it)))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn the_landing_check_is_the_test_command() {
    let landing = workspace::text(".ci/run").expect("UTF-8");
    let commands: Vec<&str> = landing
        .lines()
        .filter(|it| !it.starts_with('#') && !it.is_empty())
        .collect();
    assert_eq!(commands.last(), Some(&"exec ./test"));
    assert_eq!(
        commands.len(),
        3,
        "nothing but strictness, the folder and the call: {commands:?}"
    );
}

#[test]
fn planted_faults_are_found() {
    let home = format!("{}{}me", "/ho", "me/so");
    assert_eq!(
        foreign("README.md", &format!("fine\ncd {home}")),
        [format!("README.md:2: {}{}", "/ho", "me/")]
    );
    assert_eq!(empty_names("src/web/helpers.rs", "").len(), 1);
    assert_eq!(
        empty_names(
            "src/web.rs",
            "mod util; struct SessionManager; struct Manage; fn manager() {}"
        )
        .len(),
        2
    );
}
