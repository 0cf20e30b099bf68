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
