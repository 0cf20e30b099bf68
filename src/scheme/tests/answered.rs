//! Who answers for an incident, as assessments and sheets read it.

use std::collections::BTreeSet;

use crate::scheme::facts_file::FactsFile;
use crate::scheme::{Book, Edition, PersonId, Scheme, Subject, UnitId, answered};

const FILED: &str = r#"{ "kind": "submission", "article": "稿", "unit": "甲", "type": "信息", "words": 500,
    "authors": ["张", "李"], "on": "2026-03-02" }"#;

/// Who answers for the one incident among facts of the article, under one scheme or none.
fn of_article(editions: Vec<Edition>, whom: &str) -> BTreeSet<Subject> {
    let incident = format!(
        r#"{{ "kind": "incident", "incident": "error", "on": "2026-03-20", "article": "稿"{whom} }}"#
    );
    let file = FactsFile::parse(&format!("{{ \"facts\": [{FILED}, {incident}] }}"))
        .unwrap_or_else(|error| panic!("{}", error.zh()));
    let book = Book {
        editions,
        through: None,
    };
    let mut found = answered(&book, &file.facts);
    assert_eq!(found.len(), 1);
    let one = found.remove(0);
    assert_eq!(
        (one.incident.as_str(), one.day.to_string().as_str()),
        ("error", "2026-03-20")
    );
    one.subjects
}

#[test]
fn the_unit_and_the_authors_of_an_article_answer_unless_somebody_is_named() {
    let edition = || vec![Edition::of(Scheme::parse("code = 'T'\nname = 'T'\n").unwrap())];
    let (unit, zhang, li) = (
        Subject::Unit(UnitId(1)),
        Subject::Person(PersonId(1)),
        Subject::Person(PersonId(2)),
    );
    assert_eq!(of_article(edition(), ""), BTreeSet::from([unit, zhang, li]));
    assert_eq!(of_article(edition(), r#", "person": "李""#), BTreeSet::from([li]));
    assert_eq!(of_article(Vec::new(), ""), BTreeSet::new());
    assert_eq!(
        of_article(Vec::new(), r#", "person": "李""#),
        BTreeSet::from([li])
    );
}
