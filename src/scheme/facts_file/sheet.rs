//! Priced lines as a sheet: totals for each subject and month, as text aligned for Chinese and as JSON, and the
//! comparison with what a file expects.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Expectation, FactsFile};
use crate::calendar::{Month, Period};
use crate::points::Points;
use crate::scheme::ids::Subject;
use crate::scheme::line::Line;

/// Lines and totals of a file of facts.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    /// The file's title.
    pub title: String,
    /// All lines.
    pub lines: Vec<Line>,
    /// Totals by subject and month.
    pub totals: Vec<Total>,
    names: BTreeMap<String, String>,
}

/// What a subject has in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Whose.
    pub subject: Subject,
    /// The printed name.
    pub name: String,
    /// The month.
    pub period: Month,
    /// How much.
    pub points: Points,
}

/// A figure that did not come out as expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: expected {expected}, got {got}")]
pub struct Mismatch {
    /// Whose, when.
    pub what: String,
    /// What the file expects.
    pub expected: String,
    /// What came out.
    pub got: String,
}

impl Sheet {
    pub(super) fn of(file: &FactsFile, lines: Vec<Line>) -> Sheet {
        let mut sums: BTreeMap<(Subject, Month), Points> = BTreeMap::new();
        for line in &lines {
            let sum = sums.entry((line.subject, line.period)).or_default();
            *sum = *sum + line.points;
        }
        let totals = sums.into_iter().map(|((subject, period), points)| Total {
            subject,
            name: file.name(subject).to_owned(),
            period,
            points,
        });
        let names = lines
            .iter()
            .map(|line| (line.subject.to_string(), file.name(line.subject).to_owned()))
            .collect();
        Sheet {
            title: file.title.clone(),
            totals: totals.collect(),
            names,
            lines,
        }
    }

    /// What a subject has in a period; in all months when none is named.
    #[must_use]
    pub fn total(&self, name: &str, period: Option<Period>) -> Points {
        let own = self.totals.iter().filter(|total| total.name == name);
        own.filter(|total| period.is_none_or(|period| period.has_month(total.period)))
            .map(|total| total.points)
            .sum()
    }

    /// The figures that differ from what the file expects; none where all agree.
    #[must_use]
    pub fn mismatches(&self, expect: &Expectation) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        for expected in &expect.totals {
            let got = self.total(&expected.subject, expected.period);
            let is_known = self.totals.iter().any(|total| total.name == expected.subject);
            if got != expected.points || (!is_known && !expected.points.is_zero()) {
                let period = expected
                    .period
                    .map_or_else(String::new, |period| format!(" {period}"));
                mismatches.push(Mismatch {
                    what: format!("{}{period}", expected.subject),
                    expected: expected.points.to_string(),
                    got: got.to_string(),
                });
            }
        }
        for expected in &expect.lines {
            let same_place = |line: &&Line| {
                self.name(line.subject) == expected.subject
                    && line.happened_on == expected.on
                    && expected.rule.as_ref().is_none_or(|rule| *rule == line.rule)
            };
            let reason = |line: &Line| {
                let value = serde_json::to_value(&line.reason).unwrap_or_default();
                value
                    .get("code")
                    .and_then(|code| code.as_str())
                    .map(str::to_owned)
            };
            let found: Vec<&Line> = self.lines.iter().filter(same_place).collect();
            let is_found = found.iter().any(|line| {
                line.points == expected.points
                    && (expected.reason.is_none() || expected.reason == reason(line))
            });
            if !is_found {
                let got: Vec<String> = found
                    .iter()
                    .map(|line| format!("{} {}", line.points, reason(line).unwrap_or_default()))
                    .collect();
                mismatches.push(Mismatch {
                    what: format!(
                        "{} {} {}",
                        expected.subject,
                        expected.on,
                        expected.rule.as_deref().unwrap_or("")
                    ),
                    expected: format!("{} {}", expected.points, expected.reason.as_deref().unwrap_or("")),
                    got: got.join("; "),
                });
            }
        }
        mismatches
    }

    /// The sheet as text: the lines of each subject in the order of days, its totals by month, and its sum.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            text.push_str(&self.title);
            text.push('\n');
        }
        let mut by_subject: BTreeMap<Subject, Vec<&Line>> = BTreeMap::new();
        for line in &self.lines {
            by_subject.entry(line.subject).or_default().push(line);
        }
        let widest = self.lines.iter().map(|line| width(&line.rule)).max().unwrap_or(0);
        for (subject, mut lines) in by_subject {
            lines.sort_by_key(|line| (line.period, line.happened_on));
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n{}", self.name(subject));
            for line in &lines {
                let pad = " ".repeat(widest.saturating_sub(width(&line.rule)));
                let points = line.points.fixed();
                let _ = writeln!(
                    text,
                    "  {}  {}  {}{pad}  {points:>9}  {}",
                    line.period,
                    line.happened_on,
                    line.rule,
                    line.sentence()
                );
            }
            for total in self.totals.iter().filter(|total| total.subject == subject) {
                let _ = writeln!(text, "  {}  合计 {}", total.period, total.points);
            }
            let sum: Points = lines.iter().map(|line| line.points).sum();
            let _ = writeln!(text, "  总计 {sum}");
        }
        text
    }

    /// The sheet as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn name(&self, subject: Subject) -> &str {
        self.names.get(&subject.to_string()).map_or("", String::as_str)
    }
}

/// The number of columns that a text takes in a terminal: two for Chinese characters and full-width forms.
fn width(text: &str) -> usize {
    let is_wide = |letter: char| {
        matches!(letter, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
            | '\u{20000}'..='\u{3fffd}')
    };
    text.chars()
        .map(|letter| if is_wide(letter) { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!((width("R12"), width("采用1"), width("（）")), (3, 5, 4));
    }
}
