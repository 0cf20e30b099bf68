//! Deductions and vetoes.

use super::{FILED, adopted, of_unit, reasons, sheet, sheet_after};
use crate::scheme::{FactId, Reason};

const TABLE: &str = "[adoption]\ncell = [{ points = 10 }]\n";

fn incident(word: &str, rest: &str) -> String {
    format!(r#"{{ "kind": "incident", "incident": "{word}", "on": "2026-03-20", {rest} }}"#)
}

#[test]
fn an_incident_costs_its_article_s_unit_and_authors_or_whom_it_names() {
    let scheme = format!("{TABLE}[[deduction]]\nincident = ['false', 'error']\npoints = -5\n");
    let by_article = sheet(&scheme, &[FILED, &incident("error", "\"article\": \"稿\"")]);
    assert_eq!(
        (of_unit(&by_article), by_article.total("张", None).to_string()),
        ("-5".to_owned(), "-5".to_owned())
    );
    let named = sheet(
        &scheme,
        &[
            FILED,
            &incident("error", "\"article\": \"稿\", \"person\": \"张\""),
        ],
    );
    assert_eq!(
        (of_unit(&named), named.total("张", None).to_string()),
        ("0".to_owned(), "-5".to_owned())
    );
    let loose = sheet(&scheme, &[&incident("false", "\"unit\": \"甲\"")]);
    assert_eq!(of_unit(&loose), "-5");
    assert_eq!(
        of_unit(&sheet(&scheme, &[&incident("secrecy", "\"unit\": \"甲\"")])),
        "0"
    );
}

#[test]
fn a_range_of_deduction_is_bounded_too() {
    let scheme = "[[deduction]]\nincident = 'false'\nrange = [-100, -50]\nsubject = 'unit'\n";
    let run = |points: &str| {
        let granted = format!(
            "\"unit\": \"甲\", \"granted\": {{ \"points\": {points}, \"reason\": \"失实\", \"approver\": \"主任\" }}"
        );
        of_unit(&sheet(scheme, &[&incident("false", &granted)]))
    };
    assert_eq!(run("-60"), "-60");
    assert_eq!(run("-101"), "0");
    assert_eq!(run("-49"), "0");
}

#[test]
fn a_false_article_earns_nothing_and_costs_points() {
    let scheme = format!(
        "{TABLE}[submission]\ncell = [{{ points = 1 }}]\n[[deduction]]\nincident = 'false'\npoints = -5\narticle_zero = true\n"
    );
    let sheet = sheet(
        &scheme,
        &[
            FILED,
            &adopted("报", "市级", 4, ""),
            &incident("false", "\"article\": \"稿\""),
        ],
    );
    assert_eq!(of_unit(&sheet), "-5");
    assert_eq!(
        reasons(&sheet),
        [
            Reason::ArticleVetoed { by: FactId(3) },
            Reason::ArticleVetoed { by: FactId(3) }
        ]
    );
}

#[test]
fn a_plagiarist_is_barred_to_the_end_of_the_year_but_keeps_what_was_earned_before() {
    let scheme = format!("{TABLE}[[deduction]]\nincident = 'plagiarism'\nbars_for = 'year'\n");
    let story = |name: &str, on: &str| {
        format!(
            r#"{{ "kind": "adoption", "article": "{name}", "unit": "甲", "type": "信息", "authors": ["张"], "outlet": "报", "on": "{on}" }}"#
        )
    };
    let facts = [
        &story("前", "2026-03-19"),
        &story("当日", "2026-03-20"),
        &story("年末", "2026-12-31"),
        &story("来年", "2027-01-01"),
        &incident("plagiarism", "\"person\": \"张\""),
    ];
    let sheet = sheet(&scheme, &facts.map(String::as_str));
    assert_eq!(sheet.total("张", None).to_string(), "20");
    assert_eq!(of_unit(&sheet), "40");
    let barred = sheet
        .lines
        .iter()
        .filter(|line| line.reason == Some(Reason::Barred { by: FactId(5) }))
        .count();
    assert_eq!(barred, 2);
}

#[test]
fn two_missed_commissions_empty_the_year() {
    let scheme = format!(
        "{TABLE}[commission]\nmissed = -5\nsubject = 'unit'\n[[veto]]\ncode = '约稿'\nmissed_commission = true\nat_least = 2\nzero = 'year'\n"
    );
    let missed = |on: &str| {
        format!(
            r#"{{ "kind": "commission", "unit": "甲", "title": "题", "on": "{on}", "outcome": "missed" }}"#
        )
    };
    let one = sheet(
        &scheme,
        &[FILED, &adopted("报", "市级", 4, ""), &missed("2026-04-01")],
    );
    assert_eq!(of_unit(&one), "5");
    let two = sheet(
        &scheme,
        &[
            FILED,
            &adopted("报", "市级", 4, ""),
            &missed("2026-04-01"),
            &missed("2026-11-30"),
        ],
    );
    assert_eq!(of_unit(&two), "0");
    let vetoes: Vec<String> = two
        .lines
        .iter()
        .filter(|line| line.key.starts_with("veto"))
        .map(|line| format!("{} {}", line.period, line.points))
        .collect();
    assert_eq!(vetoes, ["2026-03 -10", "2026-04 5", "2026-11 5"]);
    let apart = sheet(
        &scheme,
        &[
            FILED,
            &adopted("报", "市级", 4, ""),
            &missed("2026-04-01"),
            &missed("2027-01-01"),
        ],
    );
    assert_eq!(of_unit(&apart), "0");
    assert!(apart.lines.iter().all(|line| !line.key.starts_with("veto")));
}

#[test]
fn negative_coverage_empties_the_month_and_still_costs_ten() {
    let scheme = format!(
        "{TABLE}[[deduction]]\nincident = 'negative'\npoints = -10\nsubject = 'unit'\n[[veto]]\ncode = '负面'\nincident = 'negative'\nzero = 'month'\nkeeps_deductions = true\n"
    );
    let facts = [
        FILED,
        &adopted("报", "市级", 4, ""),
        &incident("negative", "\"unit\": \"甲\""),
    ];
    assert_eq!(of_unit(&sheet(&scheme, &facts)), "-10");
    let strict = scheme.replace("keeps_deductions = true", "");
    assert_eq!(of_unit(&sheet(&strict, &facts)), "0");
}

#[test]
fn a_veto_reaches_whom_an_incident_of_an_article_that_was_never_filed_names() {
    let scheme = format!("{TABLE}[[veto]]\ncode = '失实'\nincident = 'false'\nzero = 'month'\n");
    let unfiled = FILED.replace("稿", "别稿");
    let of_another = incident("false", "\"article\": \"别稿\", \"unit\": \"甲\"");
    let facts = [
        unfiled.as_str(),
        FILED,
        &adopted("报", "市级", 4, ""),
        &of_another,
    ];
    assert_ne!(of_unit(&sheet_after(1, &scheme, &facts[..3])), "0");
    assert_eq!(of_unit(&sheet_after(1, &scheme, &facts)), "0");
}

#[test]
fn a_veto_leaves_the_unit_alone_where_an_incident_names_an_author() {
    let scheme = format!("{TABLE}[[veto]]\ncode = '失实'\nincident = 'false'\nzero = 'month'\n");
    let named = incident("false", "\"article\": \"稿\", \"person\": \"张\"");
    let of_author = sheet(&scheme, &[FILED, &adopted("报", "市级", 4, ""), &named]);
    assert_eq!(
        (of_unit(&of_author), of_author.total("张", None).to_string()),
        ("10".to_owned(), "0".to_owned())
    );
}
