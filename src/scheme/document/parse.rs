//! Reads a document and checks what its shape alone cannot: words against declared levels and types, values that
//! exclude each other, codes used twice. Every fault names its line and key.

use std::collections::HashSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Fault, SchemeError};
use super::{Cell, Deduction, InstructionMode, Keep, LateHigher, Scheme, Split, Whom};
use crate::points::{Points, Ratio};
use crate::scheme::matcher::When;

impl Scheme {
    /// Reads a scheme from TOML.
    ///
    /// # Errors
    /// Every fault that can be told, each with its line, its key and what is allowed. A fault of syntax or of shape
    /// (unknown key, wrong kind of value) is told alone, since nothing after it can be trusted.
    pub fn parse(text: &str) -> Result<Scheme, Vec<SchemeError>> {
        let tree = DeTable::parse(text).map_err(|error| vec![of_toml(text, &error, None)])?;
        let scheme: Scheme =
            toml::from_str(text).map_err(|error| vec![of_toml(text, &error, Some(&tree))])?;
        let mut check = Check {
            text,
            tree: &tree,
            scheme: &scheme,
            errors: Vec::new(),
        };
        check.whole();
        if check.errors.is_empty() {
            Ok(scheme)
        } else {
            Err(check.errors)
        }
    }
}

/// Turns a fault of syntax or shape into ours: the parser's English sentences have a fixed form.
fn of_toml(text: &str, error: &toml::de::Error, tree: Option<&Spanned<DeTable<'_>>>) -> SchemeError {
    let span = error.span();
    let line = span.as_ref().map_or(1, |span| line_at(text, span.start));
    let message = error.message().trim();
    let quoted: Vec<String> = message.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let found = quoted.first().cloned().unwrap_or_default();
    let allowed = quoted.get(1..).unwrap_or_default().to_vec();
    let fault = if tree.is_none() {
        Fault::Syntax(message.to_owned())
    } else if message.starts_with("unknown field") {
        Fault::UnknownKey { found, allowed }
    } else if message.starts_with("unknown variant") {
        Fault::UnknownWord { found, allowed }
    } else if message.starts_with("missing field") && found == "subject" {
        // Wherever the key must be given, it says whom the rule concerns.
        Fault::MissingWord {
            key: found,
            allowed: &Whom::WORDS,
        }
    } else if message.starts_with("missing field") {
        Fault::Missing(found)
    } else {
        Fault::Value(message.to_owned())
    };
    let key = tree
        .zip(span)
        .and_then(|(tree, span)| path_to(tree.get_ref(), span.start))
        .unwrap_or_default();
    SchemeError { line, key, fault }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The path of the innermost key whose name or value covers an offset.
fn path_to(table: &DeTable<'_>, offset: usize) -> Option<String> {
    for (name, value) in table {
        let key: &str = name.get_ref();
        if name.span().contains(&offset) {
            return Some(key.to_owned());
        }
        let inner = match value.get_ref() {
            DeValue::Table(inner) => path_to(inner, offset).map(|rest| format!("{key}.{rest}")),
            DeValue::Array(list) => list.iter().enumerate().find_map(|(at, item)| {
                match item.get_ref() {
                    DeValue::Table(inner) => {
                        path_to(inner, offset).map(|rest| format!("{key}[{}].{rest}", at + 1))
                    }
                    _ => None,
                }
                .or_else(|| {
                    let is_here = item.span().contains(&offset);
                    is_here.then(|| format!("{key}[{}]", at + 1))
                })
            }),
            _ => None,
        };
        if inner.is_some() {
            return inner;
        }
        if value.span().contains(&offset) {
            return Some(key.to_owned());
        }
    }
    None
}

struct Check<'a> {
    text: &'a str,
    tree: &'a Spanned<DeTable<'a>>,
    scheme: &'a Scheme,
    errors: Vec<SchemeError>,
}

/// The code of a deduction as lines carry it.
fn deduction_code((at, rule): (usize, &Deduction)) -> String {
    rule.code.clone().unwrap_or_else(|| format!("扣分{}", at + 1))
}

/// A step on the way to a key: `adoption`, or `cell` at 2.
type Path<'p> = &'p [(&'p str, Option<usize>)];

impl Check<'_> {
    fn fault(&mut self, path: Path<'_>, fault: Fault) {
        let mut key = String::new();
        for (name, at) in path {
            if !key.is_empty() {
                key.push('.');
            }
            key.push_str(name);
            if let Some(at) = at {
                key = format!("{key}[{}]", at + 1);
            }
        }
        let line = line_at(self.text, self.offset(path));
        self.errors.push(SchemeError { line, key, fault });
    }

    /// The offset of the deepest part of a path that stands in the text; the text's beginning where none does.
    fn offset(&self, path: Path<'_>) -> usize {
        let mut table = self.tree.get_ref();
        let mut offset = 0;
        for (name, at) in path {
            let Some((key, value)) = table.iter().find(|(key, _)| *key.get_ref() == *name) else {
                return offset;
            };
            offset = key.span().start;
            let item = at.and_then(|at| value.get_ref().as_array()?.get(at));
            let value = item.unwrap_or(value);
            if item.is_some() {
                offset = value.span().start;
            }
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                _ => return offset,
            }
        }
        offset
    }

    fn whole(&mut self) {
        let scheme = self.scheme;
        if scheme.code.trim().is_empty() {
            self.fault(&[("code", None)], Fault::Missing("code".to_owned()));
        }
        if scheme.version == 0 {
            self.fault(&[("version", None)], Fault::Bounds("≥ 1"));
        }
        if let (Some(from), Some(until)) = (scheme.effective_from, scheme.effective_until)
            && until <= from
        {
            self.fault(&[("effective_until", None)], Fault::Bounds("> effective_from"));
        }
        if let Some(day) = scheme
            .booking
            .by_day_of_next_month
            .filter(|day| !(1..=31).contains(day))
        {
            debug_assert!(day == 0 || day > 31, "filtered");
            self.fault(
                &[("booking", None), ("by_day_of_next_month", None)],
                Fault::Bounds("1–31"),
            );
        }
        self.credit_and_shares();
        self.stacking();
        self.tables();
        self.instruction();
        self.bands();
        self.deductions();
        self.periods();
        self.rewards();
        self.codes();
    }

    fn credit_and_shares(&mut self) {
        let scheme = self.scheme;
        for (key, weight) in [("unit", scheme.credit.unit), ("person", scheme.credit.person)] {
            if weight < Ratio::ZERO {
                self.fault(&[("credit", None), (key, None)], Fault::Bounds("≥ 0"));
            }
        }
        if scheme.is_money() && scheme.credit.unit > Ratio::ZERO && scheme.credit.person > Ratio::ZERO {
            let has_credit = self
                .tree
                .get_ref()
                .iter()
                .any(|(key, _)| *key.get_ref() == "credit");
            let key = if has_credit { "credit" } else { "unit" };
            self.fault(&[(key, None)], Fault::PaidTwice);
        }
        let sides = [
            ("authors", scheme.authors.split, &scheme.authors.ratio),
            ("units", scheme.units.split, &scheme.units.ratio),
        ];
        for (section, split, ratio) in sides {
            let is_empty = ratio.iter().all(|weight| *weight == 0);
            if split == Split::Ratio && is_empty {
                self.fault(&[(section, None), ("split", None)], Fault::Needs("ratio"));
            }
            if split != Split::Ratio && !ratio.is_empty() {
                self.fault(
                    &[(section, None), ("ratio", None)],
                    Fault::Needs("split = \"ratio\""),
                );
            }
        }
    }

    fn stacking(&mut self) {
        let rules = &self.scheme.stacking;
        let section = ("stacking", None);
        if rules.top.is_some() != (rules.keep == Keep::Top) {
            let fault = if rules.top.is_some() {
                Fault::Needs("keep = \"top\"")
            } else {
                Fault::Needs("top")
            };
            let key = if rules.top.is_some() { "top" } else { "keep" };
            self.fault(&[section, (key, None)], fault);
        }
        if rules.top == Some(0) {
            self.fault(&[section, ("top", None)], Fault::Bounds("≥ 1"));
        }
        if rules.late_higher == LateHigher::Difference
            && (rules.keep != Keep::Highest || rules.one_per.is_some())
        {
            self.fault(
                &[section, ("late_higher", None)],
                Fault::Needs("keep = \"highest\""),
            );
        }
        if rules.late_higher == LateHigher::Difference && rules.reuse_times.is_some() {
            self.fault(
                &[section, ("reuse_times", None)],
                Fault::Needs("late_higher = \"rebook\""),
            );
        }
        if (rules.one_per == Some(super::OnePer::Side)) == rules.inside_class.0.is_empty() {
            let key = if rules.inside_class.0.is_empty() {
                "one_per"
            } else {
                "inside_class"
            };
            let needs = if rules.inside_class.0.is_empty() {
                "inside_class"
            } else {
                "one_per = \"side\""
            };
            self.fault(&[section, (key, None)], Fault::Needs(needs));
        }
        if rules.reuse_times.is_some_and(|times| times < Ratio::ZERO) {
            self.fault(&[section, ("reuse_times", None)], Fault::Bounds("≥ 0"));
        }
    }

    fn tables(&mut self) {
        let scheme = self.scheme;
        let adoption = &scheme.adoption;
        for (at, rule) in scheme.exclude.iter().enumerate() {
            self.when(&[("exclude", Some(at))], &rule.when);
        }
        for (at, cell) in scheme.submission.iter().flat_map(|rules| &rules.cell).enumerate() {
            self.cell(&[("submission", None), ("cell", Some(at))], cell, false);
        }
        for (at, cell) in adoption.cell.iter().enumerate() {
            self.cell(&[("adoption", None), ("cell", Some(at))], cell, true);
        }
        for (at, factor) in adoption.factor.iter().enumerate() {
            let path = [("adoption", None), ("factor", Some(at))];
            self.when(&path, &factor.when);
            if factor.times < Ratio::ZERO {
                self.fault(&[path[0], path[1], ("times", None)], Fault::Bounds("≥ 0"));
            }
        }
        for (at, bonus) in adoption.bonus.iter().enumerate() {
            self.when(&[("adoption", None), ("bonus", Some(at))], &bonus.when);
        }
        for (at, rule) in adoption.reclassify.iter().enumerate() {
            let path = [("adoption", None), ("reclassify", Some(at))];
            self.when(&path, &rule.when);
            self.words(
                &[path[0], path[1], ("as_type", None)],
                &[&rule.as_type],
                &scheme.types.0,
            );
        }
        for (at, rule) in adoption.needs_proof.iter().enumerate() {
            self.when(&[("adoption", None), ("needs_proof", Some(at))], &rule.when);
        }
        for (at, quota) in scheme.quota.iter().enumerate() {
            self.when(&[("quota", Some(at))], &quota.when);
            for (need_at, need) in quota.also.iter().enumerate() {
                self.when(&[("quota", Some(at)), ("also", Some(need_at))], &need.when);
            }
        }
    }

    fn cell(&mut self, path: Path<'_>, cell: &Cell, may_range: bool) {
        self.when(path, &cell.when);
        let given = [
            cell.points.is_some(),
            cell.range.is_some(),
            cell.per_thousand_words.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 || (cell.range.is_some() && !may_range) {
            let keys: &[&str] = if may_range {
                &["points", "range", "per_thousand_words"]
            } else {
                &["points", "per_thousand_words"]
            };
            self.fault(path, Fault::OneOf(keys));
        }
    }

    /// Checks the words of a rule's conditions against the levels and types that the document declares.
    fn when(&mut self, path: Path<'_>, when: &When) {
        let levels: Vec<String> = self
            .scheme
            .levels
            .iter()
            .flat_map(|levels| levels.0.iter().cloned())
            .collect();
        let types = self.scheme.types.0.clone();
        let at = |key| [path, &[(key, None)]].concat();
        let named: Vec<&String> = when.level.0.iter().collect();
        self.words(&at("level"), &named, &levels);
        let named: Vec<&String> = when.level_from.iter().collect();
        self.words(&at("level_from"), &named, &levels);
        let named: Vec<&String> = when.article_type.0.iter().collect();
        self.words(&at("type"), &named, &types);
        if let (Some(min), Some(below)) = (when.min_words, when.below_words)
            && below <= min
        {
            self.fault(&at("below_words"), Fault::Bounds("> min_words"));
        }
    }

    /// An empty list of allowed words allows any.
    fn words(&mut self, path: Path<'_>, found: &[&String], allowed: &[String]) {
        for word in found {
            if !allowed.is_empty() && !allowed.contains(word) {
                self.fault(
                    path,
                    Fault::UnknownWord {
                        found: (*word).clone(),
                        allowed: allowed.to_vec(),
                    },
                );
            }
        }
    }

    fn instruction(&mut self) {
        let Some(rules) = &self.scheme.instruction else {
            return;
        };
        for (at, cell) in rules.cell.iter().enumerate() {
            let path = [("instruction", None), ("cell", Some(at))];
            let is_factor = rules.mode == InstructionMode::Multiply;
            let is_whole = if is_factor {
                cell.times.is_some() && cell.points.is_none() && cell.range.is_none()
            } else {
                cell.times.is_none() && (cell.points.is_some() != cell.range.is_some())
            };
            if !is_whole {
                self.fault(
                    &path,
                    Fault::OneOf(if is_factor {
                        &["times"]
                    } else {
                        &["points", "range"]
                    }),
                );
            }
        }
    }

    fn bands(&mut self) {
        let Some(rules) = &self.scheme.views else { return };
        for (at, band) in rules.band.iter().enumerate() {
            if band.step == Some(0) || band.step.is_some() == band.per_step.is_zero() {
                self.fault(
                    &[("views", None), ("band", Some(at))],
                    Fault::Needs("step > 0, per_step ≠ 0"),
                );
            }
        }
    }

    fn deductions(&mut self) {
        for (at, rule) in self.scheme.deduction.iter().enumerate() {
            let path = [("deduction", Some(at))];
            if rule.incident.0.is_empty() {
                self.fault(&path, Fault::Missing("incident".to_owned()));
            }
            let has_effect = rule.article_zero || rule.bars_for.is_some();
            if (rule.points.is_some() && rule.range.is_some())
                || (rule.points.is_none() && rule.range.is_none() && !has_effect)
            {
                self.fault(&path, Fault::OneOf(&["points", "range"]));
            }
            let highest = rule
                .points
                .into_iter()
                .chain(rule.range.into_iter().flatten())
                .max();
            if highest.is_some_and(|points| points > Points::ZERO) {
                self.fault(&path, Fault::Bounds("≤ 0"));
            }
        }
    }

    fn periods(&mut self) {
        let scheme = self.scheme;
        for (at, quota) in scheme.quota.iter().enumerate() {
            for (key, points) in [("missed", quota.missed), ("per_missing", quota.per_missing)] {
                if points > Points::ZERO {
                    self.fault(&[("quota", Some(at)), (key, None)], Fault::Bounds("≤ 0"));
                }
            }
            for (key, points) in [("met", quota.met), ("extra", quota.extra)] {
                if points.is_negative() {
                    self.fault(&[("quota", Some(at)), (key, None)], Fault::Bounds("≥ 0"));
                }
            }
            if quota.within < quota.period {
                self.fault(
                    &[("quota", Some(at)), ("within", None)],
                    Fault::Bounds("≥ period"),
                );
            }
        }
        for (at, rule) in scheme.rate.iter().enumerate() {
            if rule.points > Points::ZERO {
                self.fault(&[("rate", Some(at)), ("points", None)], Fault::Bounds("≤ 0"));
            }
            if !(Ratio::ZERO < rule.below && rule.below <= Ratio::ONE) {
                self.fault(&[("rate", Some(at)), ("below", None)], Fault::Bounds("0–100%"));
            }
        }
        for (at, cap) in scheme.cap.iter().enumerate() {
            if cap.at.is_negative() {
                self.fault(&[("cap", Some(at)), ("at", None)], Fault::Bounds("≥ 0"));
            }
        }
        for (at, veto) in scheme.veto.iter().enumerate() {
            if veto.incident.0.is_empty() && !veto.missed_commission {
                self.fault(
                    &[("veto", Some(at))],
                    Fault::Needs("incident / missed_commission"),
                );
            }
            if veto.at_least == 0 {
                self.fault(&[("veto", Some(at)), ("at_least", None)], Fault::Bounds("≥ 1"));
            }
        }
    }

    fn rewards(&mut self) {
        let scheme = self.scheme;
        self.assessment();
        for (at, fee) in scheme.fee.iter().enumerate() {
            let path = [("fee", Some(at))];
            if fee.per_point.is_some() == fee.pool.is_some() {
                self.fault(&path, Fault::OneOf(&["per_point", "pool"]));
            }
            if fee.per_point.is_some_and(|rate| rate < Ratio::ZERO) {
                self.fault(&[path[0], ("per_point", None)], Fault::Bounds("≥ 0"));
            }
            for (key, yuan) in [("pool", fee.pool), ("at_most", fee.at_most)] {
                if yuan.is_some_and(Points::is_negative) {
                    self.fault(&[path[0], (key, None)], Fault::Bounds("≥ 0"));
                }
            }
        }
        for (at, merit) in scheme.merit.iter().enumerate() {
            if merit.top == Some(0) {
                self.fault(&[("merit", Some(at)), ("top", None)], Fault::Bounds("≥ 1"));
            }
        }
        for (at, demotion) in scheme.demotion.iter().enumerate() {
            if demotion.times == 0 {
                self.fault(&[("demotion", Some(at)), ("times", None)], Fault::Bounds("≥ 1"));
            }
        }
    }

    fn assessment(&mut self) {
        let Some(assessment) = &self.scheme.assessment else {
            return;
        };
        let of = ("assessment", None);
        if assessment.full_mark <= Points::ZERO {
            self.fault(&[of, ("full_mark", None)], Fault::Bounds("> 0"));
        }
        for (at, part) in assessment.part.iter().enumerate() {
            let path = [of, ("part", Some(at))];
            let ways = [part.times.is_some(), part.target.is_some(), !part.band.is_empty()];
            if ways.iter().filter(|is_given| **is_given).count() != 1 {
                self.fault(&path, Fault::OneOf(&["times", "target", "band"]));
            }
            if part.target.is_some_and(|target| target <= Points::ZERO) {
                self.fault(&[of, path[1], ("target", None)], Fault::Bounds("> 0"));
            }
            if part.at_most.is_negative() {
                self.fault(&[of, path[1], ("at_most", None)], Fault::Bounds("≥ 0"));
            }
        }
        for (at, veto) in assessment.veto.iter().enumerate() {
            let path = ("veto", Some(at));
            if veto.incident.0.is_empty() {
                self.fault(&[of, path], Fault::Needs("incident"));
            }
            if veto.at_least == 0 {
                self.fault(&[of, path, ("at_least", None)], Fault::Bounds("≥ 1"));
            }
        }
    }

    /// Codes are part of line keys: within each kind of period rule they must differ.
    fn codes(&mut self) {
        let scheme = self.scheme;
        let sections: [(&str, Vec<String>); 9] = [
            (
                "quota",
                scheme.quota.iter().map(|rule| rule.code.clone()).collect(),
            ),
            ("rate", scheme.rate.iter().map(|rule| rule.code.clone()).collect()),
            ("base", scheme.base.iter().map(|rule| rule.code.clone()).collect()),
            ("cap", scheme.cap.iter().map(|rule| rule.code.clone()).collect()),
            ("veto", scheme.veto.iter().map(|rule| rule.code.clone()).collect()),
            ("fee", scheme.fee.iter().map(|rule| rule.code.clone()).collect()),
            (
                "merit",
                scheme.merit.iter().map(|rule| rule.code.clone()).collect(),
            ),
            (
                "demotion",
                scheme.demotion.iter().map(|rule| rule.code.clone()).collect(),
            ),
            (
                "deduction",
                scheme.deduction.iter().enumerate().map(deduction_code).collect(),
            ),
        ];
        for (section, codes) in sections {
            let mut seen = HashSet::new();
            for (at, code) in codes.into_iter().enumerate() {
                if code.is_empty() || code.contains([':', '|']) {
                    self.fault(
                        &[(section, Some(at)), ("code", None)],
                        Fault::Bounds("a code without : and |"),
                    );
                }
                if !seen.insert(code.clone()) {
                    self.fault(&[(section, Some(at)), ("code", None)], Fault::SameCode(code));
                }
            }
        }
    }
}
