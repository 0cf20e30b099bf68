//! Versions of a scheme: which one prices what, and that a new one leaves the past alone.

use super::fixtures::{facts, scheme};
use crate::calendar::YearStart;
use crate::scheme::facts_file::FactsFile;
use crate::scheme::{Book, Edition, Scheme, price_all};

fn edition(text: &str) -> Edition {
    Edition::of(Scheme::parse(text).unwrap_or_else(|errors| panic!("{errors:?}")))
}

fn version(version: u32, from: &str, points: &str, applies_to: &str) -> Edition {
    edition(&format!(
        "code = 'V'\nname = 'V'\nversion = {version}\neffective_from = {from}\napplies_to = {applies_to}\n\
         [stacking]\nkeep = 'highest'\n[adoption]\ncell = [{{ points = {points} }}]\n\
         [[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'month'\nmin = 1\nmet = {points}\n"
    ))
}

const FACTS: &str = r#"{ "facts": [
    { "kind": "submission", "article": "甲", "unit": "一", "class": "街道", "type": "信息", "on": "2026-02-10" },
    { "kind": "adoption", "article": "甲", "outlet": "报", "on": "2026-02-20" },
    { "kind": "submission", "article": "乙", "unit": "一", "class": "街道", "type": "信息", "on": "2026-03-02" },
    { "kind": "adoption", "article": "乙", "outlet": "报", "on": "2026-03-20" },
    { "kind": "adoption", "article": "甲", "outlet": "刊", "on": "2026-03-21" }
] }"#;

fn total(book: &Book, facts: &FactsFile, month: &str) -> String {
    facts
        .price_all(book)
        .total("一", Some(month.parse().unwrap()))
        .to_string()
}

#[test]
fn a_version_that_begins_in_march_leaves_february_identical() {
    let facts = FactsFile::parse(FACTS).unwrap();
    let mut book = Book {
        editions: vec![version(1, "2026-01-01", "5", "[]")],
        through: None,
    };
    let february: Vec<_> = facts.facts.iter().take(2).cloned().collect();
    let before = price_all(&book, &february);
    book.editions.push(version(2, "2026-03-01", "3", "[]"));
    assert_eq!(price_all(&book, &february), before);
    // 甲 5 (its March adoption is worth 3 under v2 and is covered) and the quota 5; then 乙 3 and the quota 3.
    assert_eq!(total(&book, &facts, "2026-02"), "10");
    assert_eq!(total(&book, &facts, "2026-03"), "6");
    let versions: Vec<u32> = price_all(&book, &facts.facts)
        .iter()
        .filter(|line| line.key.starts_with("adoption"))
        .map(|line| line.scheme.as_ref().unwrap().version)
        .collect();
    assert_eq!(versions, [1, 2, 2]);
}

#[test]
fn keys_do_not_name_the_version_so_a_new_price_lands_in_the_old_slot() {
    let facts = FactsFile::parse(FACTS).unwrap();
    let price = |points: &str, number| {
        let book = Book {
            editions: vec![version(number, "2026-01-01", points, "[]")],
            through: None,
        };
        price_all(&book, &facts.facts)
    };
    let (one, other) = (price("5", 1), price("7", 2));
    let keys = |lines: &[crate::scheme::Line]| lines.iter().map(|line| line.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&one), keys(&other));
    assert_ne!(one, other);
}

#[test]
fn a_class_has_its_own_scheme_and_an_uncovered_one_has_none() {
    let facts = FactsFile::parse(FACTS).unwrap();
    let book = Book {
        editions: vec![
            version(1, "2026-01-01", "5", "['街道']"),
            version(1, "2026-02-01", "9", "['部门']"),
        ],
        through: None,
    };
    assert_eq!(total(&book, &facts, "2026-02"), "10");
    let book = Book {
        editions: vec![version(1, "2026-01-01", "9", "['部门']")],
        through: None,
    };
    assert!(price_all(&book, &facts.facts).is_empty());
}

#[test]
fn a_period_without_a_version_on_its_first_day_takes_the_first_that_begins_inside() {
    let facts = FactsFile::parse(FACTS).unwrap();
    let book = Book {
        editions: vec![
            version(1, "2026-02-25", "4", "[]"),
            version(2, "2026-02-05", "2", "[]"),
        ],
        through: None,
    };
    // The quota of February goes by v2, and so do the facts of February; March by v3.
    assert_eq!(total(&book, &facts, "2026-02"), "2");
    assert_eq!(total(&book, &facts, "2026-03"), "12");
    let lines = price_all(&book, &facts.facts);
    let covered = lines.iter().find(|line| line.key == "adoption:2|unit:1").unwrap();
    assert_eq!(
        covered.sentence(),
        "《甲》被《报》采用，规则 采用1 v2：0 分（已被更高级别覆盖，不计分）"
    );
}

#[test]
fn a_miss_is_charged_only_when_the_period_is_over() {
    let facts = facts("s14");
    let at = |through: &str| {
        let book = Book {
            editions: vec![Edition::of(scheme("s14"))],
            through: Some(through.parse().unwrap()),
        };
        facts
            .price_all(&book)
            .total("城管科", Some("2024-02".parse().unwrap()))
            .to_string()
    };
    assert_eq!(at("2024-02-28"), "16");
    assert_eq!(at("2024-02-29"), "14");
}

#[test]
fn a_book_says_what_is_in_force_and_when_its_year_begins() {
    let later = version(2, "2026-03-01", "3", "['街道']");
    let mut book = Book {
        editions: vec![version(1, "2026-01-01", "5", "['街道']"), later],
        through: None,
    };
    book.editions[1].scheme.calendar.year_starts = YearStart::try_from(12).unwrap();
    let in_force =
        |class: &str, day: &str| book.scheme_on(class, day.parse().unwrap()).map(|one| one.version);
    assert_eq!(in_force("街道", "2026-02-28"), Some(1));
    assert_eq!(in_force("街道", "2026-03-01"), Some(2));
    assert_eq!(in_force("部门", "2026-03-01"), None);
    let start = |day: &str| book.year_start("街道", day.parse().unwrap());
    assert_eq!(start("2026-02-28"), YearStart::JANUARY);
    assert_ne!(start("2026-03-01"), YearStart::JANUARY);
}

#[test]
fn an_incident_before_an_article_was_filed_does_not_choose_its_scheme() {
    let of = |number: u32, from: &str, keep: &str| {
        edition(&format!(
            "code = 'V'\nname = 'V'\nversion = {number}\neffective_from = {from}\n\
             [stacking]\nkeep = '{keep}'\n[adoption]\ncell = [{{ points = 5 }}]\n"
        ))
    };
    let book = Book {
        editions: vec![of(1, "2026-01-01", "cumulative"), of(2, "2026-03-01", "highest")],
        through: None,
    };
    let facts = r#"{ "facts": [
        { "kind": "incident", "incident": "error", "article": "甲", "on": "2026-02-10" },
        { "kind": "submission", "article": "甲", "unit": "一", "type": "信息", "on": "2026-03-02" },
        { "kind": "adoption", "article": "甲", "outlet": "报", "on": "2026-03-20" },
        { "kind": "adoption", "article": "甲", "outlet": "刊", "on": "2026-03-21" } ] }"#;
    assert_eq!(total(&book, &FactsFile::parse(facts).unwrap(), "2026-03"), "5");
}
