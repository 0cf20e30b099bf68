//! What a week asks of somebody, as the meters of the pages read it.

use crate::calendar::Week;
use crate::scheme::facts_file::FactsFile;
use crate::scheme::{Asked, Book, Edition, Scheme, Subject, UnitId, asked};

/// What the weekly quota asks of unit 甲 in the week of 2 March 2026, by its stretches on the roll and its leave.
fn of_week(rule: &str, facts: &[&str]) -> Option<Asked> {
    let text = format!(
        "code = 'T'\nname = 'T'\n[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'week'\nmin = 2\nmissed = -1\n{rule}"
    );
    let book = Book {
        editions: vec![Edition::of(Scheme::parse(&text).unwrap())],
        through: None,
    };
    let json = format!("{{ \"facts\": [{}] }}", facts.join(","));
    let facts = FactsFile::parse(&json)
        .unwrap_or_else(|error| panic!("{}", error.zh()))
        .facts;
    let unit = Subject::Unit(UnitId(1));
    let week = Week::of("2026-03-02".parse().unwrap());
    let mut found = asked(&book, &facts, &[unit], &[week]);
    found.remove(&unit).and_then(|mut weeks| weeks.remove(0))
}

const ROSTER: &str = r#"{ "kind": "roster", "unit": "甲", "from": "2026-01-01" }"#;

#[test]
fn a_quota_of_the_roll_alone_asks_nobody_who_is_not_on_it() {
    let of_roll = "roster_only = true";
    assert_eq!(of_week(of_roll, &[]), None);
    assert_eq!(of_week(of_roll, &[ROSTER]), Some(Asked::Pieces(2)));
    assert_eq!(of_week("", &[]), Some(Asked::Pieces(2)));
}

#[test]
fn a_week_asks_only_what_its_own_quota_of_articles_asks() {
    let beside = |rule: &str| format!("[[quota]]\ncode = 'R'\nmin = 5\nmissed = -1\n{rule}");
    for other in [
        "subject = 'unit'\nperiod = 'month'",
        "subject = 'unit'\nperiod = 'week'\ncount = 'adopted'",
        "subject = 'person'\nperiod = 'week'",
        "subject = 'unit'\nperiod = 'week'\nunit_class = '二类'",
    ] {
        assert_eq!(of_week(&beside(other), &[]), Some(Asked::Pieces(2)), "{other}");
    }
    let same = beside("subject = 'unit'\nperiod = 'week'");
    assert_eq!(of_week(&same, &[]), Some(Asked::Pieces(5)));
}

#[test]
fn an_excuse_names_the_leave_of_its_own_week() {
    let leave = |why: &str, from: &str, until: &str| {
        format!(
            r#"{{ "kind": "exemption", "unit": "甲", "why": "{why}", "from": "{from}", "until": "{until}" }}"#
        )
    };
    let before = leave("春节", "2026-02-16", "2026-02-22");
    let now = leave("抗旱", "2026-03-01", "2026-03-08");
    let after = leave("清明", "2026-04-04", "2026-04-06");
    for facts in [[&before, &now], [&after, &now]] {
        let facts: Vec<&str> = facts.iter().map(|one| one.as_str()).chain([ROSTER]).collect();
        assert_eq!(of_week("", &facts), Some(Asked::Excused("抗旱".to_owned())));
    }
}
