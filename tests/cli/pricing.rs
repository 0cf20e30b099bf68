//! `zhibao scheme check` and `zhibao scheme price`, which need no database: the golden tables of DOMAIN section 6, and
//! every file of facts under the scheme of its name.

use std::path::PathBuf;

use serde_json::Value;
use zhibao::points::Points;

use crate::support::command::zhibao;
use crate::support::workspace;

fn file(path: &str) -> String {
    workspace::root().join(path).display().to_string()
}

#[test]
fn facts_are_priced_line_by_line_as_they_were_by_hand() {
    let folder = crate::support::folder();
    let (scheme, facts) = (
        file("assets/schemes/demo-1.toml"),
        file("tests/schemes/demo-1.json"),
    );
    let said = zhibao(folder.path(), &["scheme", "price", &scheme, &facts], "");
    assert_eq!(said.code, 0, "{said:?}");
    for line in [
        "《甲一》被市级《市报》采用（头条、独立），规则 市·独立 v1：6 × 1.5 × 1/2 = 4.5 分",
        "《甲一》被区级《区发布》采用（独立），规则 区·独立 v1：0 分（已被更高级别覆盖，不计分）",
        "《甲三》被国家级《国家报》采用（头版头条、综合），规则 国家·综合 v1：20 × 2 = 40 分",
        "甲街道 2026-W19 报送 3，超出任务 1，规则 周任务 v1：1 分",
        "2026-05  合计 84.5",
    ] {
        assert!(said.out.contains(line), "{line} is not in\n{}", said.out);
    }
    assert!(
        !folder.path().join("zhibao.sqlite3").exists(),
        "pricing makes no database"
    );

    let said = zhibao(folder.path(), &["scheme", "price", &scheme, &facts, "--json"], "");
    let sheet: Value = serde_json::from_str(&said.out).expect("JSON");
    let totals: Vec<(&str, &str)> = sheet["totals"]
        .as_array()
        .expect("totals")
        .iter()
        .map(|total| {
            let text = |key: &str| total[key].as_str().expect("text");
            (text("name"), text("points"))
        })
        .collect();
    assert_eq!(totals, [("甲街道", "84.5"), ("张", "79.5"), ("李", "5")]);
}

/// The files of facts, by name.
fn names() -> Vec<String> {
    let files = std::fs::read_dir(workspace::root().join("tests/schemes")).expect("a folder");
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.expect("a file").path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// What the console says of the facts of a name under the scheme of that name.
fn priced(name: &str, more: &[&str]) -> String {
    let folder = crate::support::folder();
    let scheme = file(&format!("assets/schemes/{name}.toml"));
    let facts = file(&format!("tests/schemes/{name}.json"));
    let said = zhibao(
        folder.path(),
        &[&["scheme", "price", &scheme, &facts], more].concat(),
        "",
    );
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{name}: {}", said.out);
    said.out
}

fn points(value: &Value) -> Points {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("{value} is no points"))
}

/// The months of a total that a period has: a month, a quarter or a year.
fn has(period: Option<&Value>, month: &str) -> bool {
    let Some(period) = period.and_then(Value::as_str) else {
        return true;
    };
    match period.split_once("-Q") {
        Some((year, quarter)) => {
            let (of, n) = month.split_once('-').expect("a month");
            let n: u32 = n.parse().expect("a number");
            of == year && n.div_ceil(3).to_string() == quarter
        }
        None => month.starts_with(period),
    }
}

#[test]
fn every_file_of_facts_comes_to_its_figures_on_the_console() {
    let names = names();
    assert!(names.len() >= 36, "{names:?}");
    let (mut n_totals, mut n_lines) = (0, 0);
    for name in names {
        let text = workspace::text(&format!("tests/schemes/{name}.json")).expect("facts");
        let expect = serde_json::from_str::<Value>(&text).expect("JSON")["expect"].clone();
        let sheet: Value = serde_json::from_str(&priced(&name, &["--json"])).expect("JSON");
        let totals = sheet["totals"].as_array().expect("totals");
        for wanted in expect["totals"].as_array().expect("totals") {
            let of = totals.iter().filter(|total| {
                total["name"] == wanted["subject"]
                    && has(wanted.get("period"), total["period"].as_str().expect("a month"))
            });
            let sum: Points = of.map(|total| points(&total["points"])).sum();
            assert_eq!(sum, points(&wanted["points"]), "{name}: {wanted}");
            n_totals += 1;
        }
        let lines = sheet["lines"].as_array().expect("lines");
        for wanted in expect["lines"].as_array().into_iter().flatten() {
            let found = lines.iter().any(|line| {
                line["happened_on"] == wanted["on"]
                    && points(&line["points"]) == points(&wanted["points"])
                    && wanted.get("rule").is_none_or(|rule| line["rule"] == *rule)
                    && wanted
                        .get("reason")
                        .is_none_or(|reason| line["reason"]["code"] == *reason)
            });
            assert!(found, "{name}: no line {wanted}");
            n_lines += 1;
        }
        // What people read holds the same sums.
        let read = priced(&name, &[]);
        for total in totals {
            let line = format!(
                "{}  合计 {}",
                total["period"].as_str().expect("a month"),
                points(&total["points"])
            );
            assert!(read.contains(&line), "{name}: no '{line}' in\n{read}");
        }
    }
    assert!(
        n_totals >= 90 && n_lines >= 50,
        "{n_totals} totals, {n_lines} lines"
    );
}

/// A table's name, its scheme, and what each subject has in all.
type Golden = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The tables of DOMAIN section 6, by hand. G4 is no scheme: its rates are `scheme::assess`'s.
const GOLDEN: &[Golden] = &[
    ("A", "s01", &[("甲街道", "45"), ("周宁", "40")]),
    ("A', rebooked", "s01-rebook", &[("甲街道", "40")]),
    ("A', by the difference", "s01-difference", &[("甲街道", "40")]),
    (
        "C",
        "s24",
        &[("某局", "27"), ("张", "7.2"), ("李", "5.8"), ("赵", "14")],
    ),
    ("D", "s07", &[("丙科", "66"), ("丁科", "0")]),
    (
        "G1",
        "g1",
        &[
            ("森林公安处", "28"),
            ("监察科", "36"),
            ("工会共青团", "48"),
            ("城乡绿化科", "91"),
        ],
    ),
    (
        "G2",
        "g2",
        &[
            ("一局", "205"),
            ("二局", "180"),
            ("三局", "145"),
            ("四局", "135"),
            ("五局", "130"),
        ],
    ),
    (
        "G3",
        "g3",
        &[
            ("东街道", "5"),
            ("南街道", "15"),
            ("西街道", "5"),
            ("北街道", "10"),
            ("中街道", "25"),
        ],
    ),
];

#[test]
fn the_golden_tables_are_printed_as_they_were_published() {
    for (table, name, subjects) in GOLDEN {
        let read = priced(name, &[]);
        for (subject, total) in *subjects {
            let of = read
                .split("\n\n")
                .find(|block| block.lines().next() == Some(subject));
            let of = of.unwrap_or_else(|| panic!("{table}: no {subject} in\n{read}"));
            let last = of.trim_end().lines().last().unwrap_or_default().trim();
            assert_eq!(last, format!("总计 {total}"), "{table}, {subject}");
        }
    }
    // The lines of A, one by one.
    let a = priced("s01", &[]);
    for (on, points) in [
        ("2024-03-08", "5.00"),
        ("2024-03-15", "8.00"),
        ("2024-03-20", "15.00"),
        ("2024-03-22", "12.00"),
    ] {
        let is_there = a.lines().any(|line| line.contains(on) && line.contains(points));
        assert!(is_there, "{on} {points} in\n{a}");
    }
}

#[test]
fn a_figure_that_is_not_as_expected_is_named_and_ends_with_1() {
    let folder = crate::support::folder();
    let facts = workspace::text("tests/schemes/demo-1.json").expect("facts");
    let wrong = folder.path().join("facts.json");
    std::fs::write(
        &wrong,
        facts.replace("\"points\": \"84.5\"", "\"points\": \"85\""),
    )
    .expect("written");
    let scheme = file("assets/schemes/demo-1.toml");
    let wrong = wrong.display().to_string();
    let said = zhibao(folder.path(), &["scheme", "price", &scheme, &wrong], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.err.contains("甲街道 2026-05 应为 85，实为 84.5"),
        "{}",
        said.err
    );
}

#[test]
fn a_document_with_errors_is_refused_with_line_and_key() {
    let folder = crate::support::folder();
    let broken: PathBuf = folder.path().join("scheme.toml");
    std::fs::write(
        &broken,
        "code = \"X\"\nname = \"错\"\n[stacking]\nkeep = \"hihgest\"\n",
    )
    .expect("written");
    let path = broken.display().to_string();
    let said = zhibao(folder.path(), &["scheme", "check", &path], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.out.contains("hihgest") && said.out.contains('4'),
        "{}",
        said.out
    );
    let said = zhibao(
        folder.path(),
        &["scheme", "check", &file("assets/schemes/demo-2.toml")],
        "",
    );
    assert_eq!(said.code, 0, "{said:?}");
    let said = zhibao(folder.path(), &["scheme", "check", "nowhere.toml"], "");
    assert_eq!(said.code, 2, "{said:?}");
}

#[test]
fn the_schema_is_printed_as_json_and_needs_no_database() {
    let folder = crate::support::folder();
    let said = zhibao(folder.path(), &["scheme", "schema"], "");
    assert_eq!(said.code, 0, "{said:?}");
    let schema: Value = serde_json::from_str(&said.out).expect("JSON");
    assert!(schema["properties"]["stacking"].is_object(), "{schema}");
    assert!(!folder.path().join("zhibao.sqlite3").exists());
}
