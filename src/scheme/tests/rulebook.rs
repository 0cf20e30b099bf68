//! Random rules, as the oracle reads them and as the scheme document that says the same.

use proptest::prelude::*;

use super::history::{LEADERS, LEVELS};
use crate::points::Points;
use crate::scheme::Scheme;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Month,
    Quarter,
}

#[derive(Clone, Debug)]
pub(crate) struct InstructionRule {
    pub multiplies: bool,
    pub highest: bool,
    /// Hundredths to add, or the factor in tenths.
    pub figures: [i64; 2],
}

/// Amounts in hundredths.
#[derive(Clone, Debug)]
pub(crate) struct Rulebook {
    pub keep: &'static str,
    pub top: usize,
    pub one_per_level: bool,
    pub difference: bool,
    pub article_cap: Option<i64>,
    pub values: [i64; 3],
    pub ratio: Option<Vec<u32>>,
    pub instruction: Option<InstructionRule>,
    /// What an error costs, and whether units alone answer for it.
    pub error: i64,
    pub units_alone_err: bool,
    pub bars_for: Option<Span>,
    pub min: u32,
    /// Period, points, and whether deductions stop at nothing.
    pub base: Option<(Span, i64, bool)>,
    /// At most one a month and one a quarter, in this order: period, ceiling, and whether of all that is earned.
    pub caps: Vec<(Span, i64, bool)>,
    /// Period, how many errors it takes, and whether deductions stay.
    pub veto: Option<(Span, u32, bool)>,
}

impl Span {
    const fn word(self) -> &'static str {
        match self {
            Span::Month => "month",
            Span::Quarter => "quarter",
        }
    }
}

impl Rulebook {
    pub fn scheme(&self) -> Scheme {
        let text = self.document();
        Scheme::parse(&text).unwrap_or_else(|errors| panic!("{text}\n{errors:?}"))
    }

    pub fn document(&self) -> String {
        let points = |hundredths: i64| Points::from_hundredths(hundredths).to_string();
        let mut parts = vec!["code = 'N'\nname = 'N'\nlevels = ['区级', '市级', '省级']\n".to_owned()];
        if let Some(ratio) = &self.ratio {
            parts.push(format!("[authors]\nsplit = 'ratio'\nratio = {ratio:?}\n"));
        }
        parts.push(format!("[stacking]\nkeep = '{}'\n", self.keep));
        if self.keep == "top" {
            parts.push(format!("top = {}\n", self.top));
        }
        if self.one_per_level {
            parts.push("one_per = 'level'\n".to_owned());
        }
        if self.difference {
            parts.push("late_higher = 'difference'\n".to_owned());
        }
        if let Some(cap) = self.article_cap {
            parts.push(format!("article_cap = '{}'\n", points(cap)));
        }
        parts.push("[submission]\ncell = [{ points = 1 }]\n[adoption]\ncell = [\n".to_owned());
        for (level, value) in LEVELS.iter().zip(self.values) {
            parts.push(format!(
                "{{ level = '{level}', points = '{}' }},\n",
                points(value)
            ));
        }
        parts.push(
            "]\nfactor = [{ position = '头版', times = 1.5 }, { repost = true, times = '1/3' }]\n".to_owned(),
        );
        parts.extend(self.instruction_text());
        parts.push(format!(
            "[[deduction]]\nincident = 'error'\npoints = '{}'\nsubject = '{}'\n",
            points(-self.error),
            if self.units_alone_err { "unit" } else { "both" }
        ));
        let bars = self
            .bars_for
            .map_or_else(String::new, |span| format!("bars_for = '{}'\n", span.word()));
        parts.push(format!(
            "[[deduction]]\nincident = 'plagiarism'\npoints = -5\narticle_zero = true\n{bars}"
        ));
        parts.push(format!(
            "[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'week'\nmin = {}\nmet = 1\nextra = 0.5\nmissed = -0.25\n",
            self.min
        ));
        if let Some((span, base, floor)) = self.base {
            parts.push(format!(
                "[[base]]\ncode = 'B'\nsubject = 'unit'\nperiod = '{}'\npoints = '{}'\nfloor = {floor}\n",
                span.word(),
                points(base)
            ));
        }
        for (at, (span, cap, of_all)) in self.caps.iter().enumerate() {
            let family = if *of_all { "" } else { "family = ['adoption']\n" };
            parts.push(format!(
                "[[cap]]\ncode = 'C{at}'\nperiod = '{}'\nat = '{}'\n{family}",
                span.word(),
                points(*cap)
            ));
        }
        if let Some((span, at_least, keeps)) = self.veto {
            parts.push(format!(
                "[[veto]]\ncode = 'V'\nincident = 'error'\nat_least = {at_least}\nzero = '{}'\nkeeps_deductions = {keeps}\n",
                span.word()
            ));
        }
        parts.concat()
    }

    fn instruction_text(&self) -> Option<String> {
        let rule = self.instruction.as_ref()?;
        let (mode, keep) = (
            if rule.multiplies { "multiply" } else { "add" },
            if rule.highest { "highest" } else { "cumulative" },
        );
        let cells = LEADERS.iter().zip(rule.figures).map(|(level, figure)| {
            if rule.multiplies {
                format!("{{ level = '{level}', times = '{figure}/10' }}, ")
            } else {
                format!(
                    "{{ level = '{level}', points = '{}' }}, ",
                    Points::from_hundredths(figure)
                )
            }
        });
        let cells: String = cells.collect();
        Some(format!(
            "[instruction]\nmode = '{mode}'\nkeep = '{keep}'\ncell = [{cells}]\n"
        ))
    }
}

fn spans() -> impl Strategy<Value = Span> + Clone {
    prop_oneof![Just(Span::Month), Just(Span::Quarter)]
}

fn instructions() -> impl Strategy<Value = Option<InstructionRule>> {
    let rule = (any::<bool>(), any::<bool>(), 1_i64..2_000, 1_i64..2_000);
    let rule = rule.prop_map(|(multiplies, highest, one, other)| InstructionRule {
        multiplies,
        highest,
        figures: if multiplies {
            [11 + one % 20, 11 + other % 20]
        } else {
            [one, other]
        },
    });
    proptest::option::of(rule)
}

pub(crate) fn rulebooks() -> impl Strategy<Value = Rulebook> {
    let keep = prop_oneof![Just("cumulative"), Just("highest"), Just("first"), Just("top")];
    let stacking = (
        keep,
        1_usize..4,
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(1_i64..4_000),
    );
    let ratio = prop_oneof![Just(None), Just(Some(vec![3, 2])), Just(Some(vec![1]))];
    let values = proptest::array::uniform3(1_i64..2_000);
    let cap = |span| {
        let cap = (Just(span), 1_i64..6_000, any::<bool>());
        proptest::option::of(cap)
    };
    let wrongs = (1_i64..400, any::<bool>(), proptest::option::of(spans()));
    let periods = (
        0_u32..4,
        proptest::option::of((spans(), 1_i64..1_000, any::<bool>())),
        (cap(Span::Month), cap(Span::Quarter)),
        proptest::option::of((spans(), 1_u32..4, any::<bool>())),
    );
    (stacking, ratio, values, instructions(), wrongs, periods).prop_map(
        |(stacking, ratio, values, instruction, wrongs, (min, base, caps, veto))| {
            let (keep, top, one_per_level, difference, article_cap) = stacking;
            let difference = difference && keep == "highest";
            Rulebook {
                keep,
                top,
                one_per_level: one_per_level && !difference,
                difference,
                article_cap,
                values,
                ratio,
                instruction,
                error: wrongs.0,
                units_alone_err: wrongs.1,
                bars_for: wrongs.2,
                min,
                base,
                caps: [caps.0, caps.1].into_iter().flatten().collect(),
                veto,
            }
        },
    )
}
