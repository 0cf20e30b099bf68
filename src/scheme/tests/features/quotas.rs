//! What a quota posts: one line for the outcome, another for what is beyond it.

use super::{FILED, sheet};

#[test]
fn what_is_beyond_a_quota_has_a_line_of_its_own_and_nothing_beyond_has_none() {
    let lines = |min: u32| {
        let rule = format!(
            "[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'month'\nmin = {min}\nmet = 10\nextra = 0.5\n"
        );
        let sheet = sheet(&rule, &[FILED]);
        let own = sheet
            .lines
            .iter()
            .map(|line| (line.points.to_string(), line.what.clone()));
        own.collect::<Vec<_>>()
    };
    let met = |min: u32| ("10".to_owned(), format!("甲 2026-03 报送达到任务 {min}"));
    assert_eq!(lines(1), [met(1)]);
    assert_eq!(
        lines(0),
        [
            met(0),
            ("0.5".to_owned(), "甲 2026-03 报送 1，超出任务 1".to_owned())
        ]
    );
}

#[test]
fn what_was_filed_stands_under_a_missed_quota() {
    let rule = "[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'month'\nmin = 2\nmissed = -1\n";
    let sheet = sheet(rule, &[FILED]);
    let missed = sheet.lines.iter().find(|line| line.points.to_string() == "-1");
    assert_eq!(missed.expect("a missed quota").facts.len(), 1);
}

/// The points of each line of a weekly quota whose misses double within the month, by its day.
fn doubled(min: u32, facts: &[&str]) -> Vec<(String, String)> {
    let rule = format!(
        "[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'week'\nwithin = 'month'\nmin = {min}\nmissed = -1\ndoubling = true\n"
    );
    let sheet = sheet(&rule, facts);
    let own = sheet.lines.iter().filter(|line| !line.points.is_zero());
    own.map(|line| (line.happened_on.to_string(), line.points.to_string()))
        .collect()
}

fn days(of: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = of
        .iter()
        .map(|(day, points)| ((*day).to_owned(), (*points).to_owned()));
    own.collect()
}

#[test]
fn the_first_week_of_a_month_is_that_of_its_first_thursday() {
    // 1 March 2026 is a Sunday: its week is February's, and the misses of March begin after it.
    let roster = r#"{ "kind": "roster", "unit": "甲", "from": "2026-02-23", "until": "2026-03-15" }"#;
    assert_eq!(
        doubled(1, &[roster]),
        days(&[("2026-03-01", "-1"), ("2026-03-08", "-1"), ("2026-03-15", "-2")])
    );
}

#[test]
fn a_week_in_which_nothing_was_asked_is_no_miss_that_others_double() {
    let roster = r#"{ "kind": "roster", "unit": "甲", "from": "2026-03-02", "until": "2026-03-15" }"#;
    let leave = r#"{ "kind": "exemption", "unit": "甲", "from": "2026-03-02", "until": "2026-03-08", "why": "培训" }"#;
    assert_eq!(doubled(1, &[roster, leave]), days(&[("2026-03-15", "-1")]));
    // Nobody knew of the unit before it filed for the first time.
    let filed = |on: &str| {
        format!(
            r#"{{ "kind": "submission", "article": "{on}稿", "unit": "甲", "type": "信息", "authors": ["张"], "on": "{on}" }}"#
        )
    };
    let (first, next) = (filed("2026-03-10"), filed("2026-03-17"));
    assert_eq!(
        doubled(2, &[&first, &next]),
        days(&[("2026-03-15", "-1"), ("2026-03-22", "-2")])
    );
}
