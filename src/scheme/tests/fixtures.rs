//! Every scheme of `assets/schemes` read, and every file of facts of `tests/schemes` priced under the scheme of the
//! same name (up to the first dot) and compared with the figures found by hand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::scheme::facts_file::FactsFile;
use crate::scheme::{Line, Scheme, lint};

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|own| own == extension));
    files.sort();
    assert!(!files.is_empty());
    files
}

fn stem(file: &Path) -> String {
    file.file_name()
        .unwrap()
        .to_string_lossy()
        .split('.')
        .next()
        .unwrap()
        .to_owned()
}

pub(super) fn scheme(name: &str) -> Scheme {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/schemes")
        .join(name)
        .with_extension("toml");
    let text = std::fs::read_to_string(&file).unwrap();
    Scheme::parse(&text).unwrap_or_else(|errors| {
        let errors: Vec<String> = errors.iter().map(crate::scheme::SchemeError::zh).collect();
        panic!("{}: {}", file.display(), errors.join("; "))
    })
}

pub(super) fn facts(name: &str) -> FactsFile {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemes")
        .join(format!("{name}.json"));
    FactsFile::parse(&std::fs::read_to_string(file).unwrap())
        .unwrap_or_else(|error| panic!("{name}: {}", error.zh()))
}

#[test]
fn every_file_of_facts_prices_to_the_figures_found_by_hand() {
    let mut wrong = Vec::new();
    for file in files("tests/schemes", "json") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let facts = facts(&name);
        assert!(
            !facts.expect.totals.is_empty() && !facts.expect.why.is_empty(),
            "{name} expects nothing"
        );
        assert!(!facts.expect.lines.is_empty(), "{name} expects no lines");
        let sheet = facts.price(&scheme(&stem(&file)));
        for mismatch in sheet.mismatches(&facts.expect) {
            wrong.push(format!("{name}: {mismatch}"));
        }
        for line in &sheet.lines {
            assert_eq!(line.trace.evaluate(), Some(line.points), "{name}: {line:?}");
            assert!(
                line.points.is_zero() || line.sentence().contains('：'),
                "{}",
                line.sentence()
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_scheme_is_read_without_a_warning_and_has_facts_that_show_it() {
    let shown: BTreeSet<String> = files("tests/schemes", "json")
        .iter()
        .map(|file| stem(file))
        .collect();
    // The demo district's own schemes are shown by its ledger, which is replayed after every fill.
    let of_offices = files("assets/schemes", "toml")
        .into_iter()
        .filter(|file| !stem(file).starts_with("demo-"));
    for file in of_offices {
        let name = stem(&file);
        assert_eq!(lint(&scheme(&name)), [], "{name}");
        assert!(shown.contains(&name), "no facts show {name}");
    }
}

#[test]
fn a_sheet_prints_its_lines_and_says_where_a_figure_differs() {
    let mut facts = facts("s01-rebook");
    let sheet = facts.price(&scheme("s01-rebook"));
    let text = sheet.text();
    assert!(
        text.contains("《a1》被市级《市府信息》采用，规则 R1 v1：0 分（已被更高级别覆盖，不计分）"),
        "{text}"
    );
    assert!(
        text.contains("甲街道 2024-W10 报送 3，超出任务 1，规则 R6 v1：1 分"),
        "{text}"
    );
    assert!(text.contains("2024-03  合计 40"), "{text}");
    assert_eq!(sheet.json()["totals"][0]["points"], "40");
    facts.expect.totals[0].points = "41".parse().unwrap();
    let mismatches = sheet.mismatches(&facts.expect);
    assert_eq!(mismatches.len(), 1);
    assert_eq!(mismatches[0].to_string(), "甲街道 2024-03: expected 41, got 40");
}

#[test]
fn the_sentence_shows_the_arithmetic() {
    let sheet = facts("s24").price(&scheme("s24"));
    let sentences: Vec<String> = sheet.lines.iter().map(Line::sentence).collect();
    for sentence in [
        "《c1》被省级《省畜牧报》采用，规则 信息 v1：2 × 4 = 8 分",
        "《c1》被省级《省畜牧报》采用，规则 信息 v1：2 × 4 × 3/5 = 4.8 分",
    ] {
        assert!(sentences.iter().any(|one| one == sentence), "{sentences:#?}");
    }
}

#[test]
fn an_expected_line_is_looked_for_under_its_own_subject_and_day() {
    let scheme =
        Scheme::parse("code = 'T'\nname = 'T'\n[submission]\ncell = [{ points = 1 }]").expect("sound");
    let wrong = |subject: &str, on: &str| {
        let json = format!(
            r#"{{ "facts": [{{ "kind": "submission", "article": "稿", "unit": "甲", "type": "信息", "authors": ["张"], "on": "2026-03-02" }}],
                 "expect": {{ "lines": [{{ "subject": "{subject}", "on": "{on}", "points": 1 }}] }} }}"#
        );
        let facts = FactsFile::parse(&json).unwrap_or_else(|error| panic!("{}", error.zh()));
        facts.price(&scheme).mismatches(&facts.expect).len()
    };
    assert_eq!(wrong("甲", "2026-03-02"), 0);
    assert_eq!(wrong("甲", "2026-03-03"), 1);
    assert_eq!(wrong("乙", "2026-03-02"), 1);
}
