//! The arithmetic of a line as steps over integers and ratios, which anyone can evaluate again without this program.
//! A trace says how much, never why nothing: reasons live on the line.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::points::{Exact, Points, Ratio, Rounding};

/// One step; the value so far is an exact rational number of hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Step {
    /// The value becomes this amount.
    Start {
        /// What the amount is, such as `市级 × 信息`.
        what: String,
        /// The amount.
        points: Points,
    },
    /// The value is multiplied exactly.
    Times {
        /// What the factor is.
        what: String,
        /// The factor.
        by: Ratio,
    },
    /// An amount, itself times a factor, is added exactly.
    Plus {
        /// What is added.
        what: String,
        /// The amount.
        points: Points,
        /// Its factor, 1 for a plain amount.
        by: Ratio,
    },
    /// The value is rounded to a hundredth: the one rounding of the line.
    Round {
        /// How.
        mode: Rounding,
    },
    /// The value, by now whole hundredths, is split by largest remainder; the part at `index` goes on.
    Share {
        /// The weights in the order of the authors or units.
        weights: Vec<u32>,
        /// Whose part, from 0.
        index: usize,
    },
    /// An amount is taken away after rounding: what was credited before, or what a cap leaves.
    Less {
        /// What is taken away.
        what: String,
        /// The amount.
        points: Points,
    },
    /// The value is at most this.
    AtMost {
        /// The ceiling.
        points: Points,
    },
    /// The value becomes nothing; the line says why.
    Nothing,
}

/// The steps of one line, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trace {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Trace {
    /// Begins with an amount.
    #[must_use]
    pub fn start(what: impl Into<String>, points: Points) -> Trace {
        Trace {
            steps: vec![Step::Start {
                what: what.into(),
                points,
            }],
        }
    }

    /// Adds a factor; one that changes nothing is left out.
    pub fn times(&mut self, what: impl Into<String>, by: Ratio) {
        if by != Ratio::ONE {
            self.steps.push(Step::Times {
                what: what.into(),
                by,
            });
        }
    }

    /// Adds an amount.
    pub fn plus(&mut self, what: impl Into<String>, points: Points) {
        self.steps.push(Step::Plus {
            what: what.into(),
            points,
            by: Ratio::ONE,
        });
    }

    /// Evaluates the steps; `None` when a value does not fit or an amount to be split is not whole hundredths.
    #[must_use]
    pub fn evaluate(&self) -> Option<Points> {
        self.evaluate_to(Rounding::HalfUp)
    }

    /// The same, where what is left of a hundredth is rounded as said.
    pub(super) fn evaluate_to(&self, mode: Rounding) -> Option<Points> {
        let mut value = Exact::of(Points::ZERO);
        for step in &self.steps {
            value = match step {
                Step::Start { points, .. } => Exact::of(*points),
                Step::Times { by, .. } => value.times(*by)?,
                Step::Plus { points, by, .. } => value.plus(Exact::of(*points).times(*by)?)?,
                Step::Round { mode } => Exact::of(value.round(*mode)?),
                Step::Share { weights, index } => {
                    Exact::of(*value.round(Rounding::HalfUp)?.split(weights).get(*index)?)
                }
                Step::Less { points, .. } => value.plus(Exact::of(-*points))?,
                Step::AtMost { points } => {
                    let now = value.round(Rounding::HalfUp)?;
                    if now > *points { Exact::of(*points) } else { value }
                }
                Step::Nothing => Exact::of(Points::ZERO),
            };
        }
        value.round(mode)
    }

    /// Prints the arithmetic without its result: `5 × 1.5 + 2`.
    #[must_use]
    pub fn arithmetic(&self) -> String {
        let mut text = String::new();
        let mut is_sum = false;
        for step in &self.steps {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Start { points, .. } => write!(text, "{points}"),
                Step::Times { by, .. } => {
                    if is_sum {
                        text = format!("({text})");
                        is_sum = false;
                    }
                    write!(text, " × {by}")
                }
                Step::Plus { points, by, .. } => {
                    is_sum = true;
                    let sign = if points.is_negative() { '−' } else { '+' };
                    let size = if points.is_negative() { -*points } else { *points };
                    if *by == Ratio::ONE {
                        write!(text, " {sign} {size}")
                    } else {
                        write!(text, " {sign} {size} × {by}")
                    }
                }
                Step::Less { points, .. } => {
                    is_sum = true;
                    if points.is_negative() {
                        write!(text, " + {}", -*points)
                    } else {
                        write!(text, " − {points}")
                    }
                }
                Step::AtMost { points } => {
                    text = format!("min({text}, {points})");
                    is_sum = false;
                    Ok(())
                }
                Step::Share { weights, index } => {
                    if is_sum {
                        text = format!("({text})");
                        is_sum = false;
                    }
                    let all: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
                    let own = weights.get(*index).copied().unwrap_or(0);
                    if u64::from(own) == all {
                        Ok(())
                    } else {
                        write!(text, " × {own}/{all}")
                    }
                }
                Step::Round { .. } | Step::Nothing => Ok(()),
            };
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Points {
        text.parse().unwrap()
    }

    #[test]
    fn a_trace_evaluates_to_what_its_arithmetic_says() {
        let mut trace = Trace::start("省级", points("5"));
        trace.times("头版", "1.5".parse().unwrap());
        trace.plus("配图", points("2"));
        trace.steps.push(Step::Round {
            mode: Rounding::HalfUp,
        });
        trace.steps.push(Step::Share {
            weights: vec![3, 2, 0],
            index: 1,
        });
        assert_eq!(trace.evaluate(), Some(points("3.8")));
        assert_eq!(trace.arithmetic(), "(5 × 1.5 + 2) × 2/5");
        let json = serde_json::to_string(&trace).unwrap();
        assert_eq!(serde_json::from_str::<Trace>(&json).unwrap(), trace);
    }

    #[test]
    fn a_factor_of_one_leaves_no_trace() {
        let mut trace = Trace::start("", points("5"));
        trace.times("", Ratio::ONE);
        assert_eq!(trace.steps.len(), 1);
    }

    #[test]
    fn what_is_added_below_nothing_is_said_as_taken_away() {
        let mut trace = Trace::start("市级", points("5"));
        trace.plus("差错", points("-2"));
        assert_eq!(
            (trace.arithmetic().as_str(), trace.evaluate()),
            ("5 − 2", Some(points("3")))
        );
        trace.steps.push(Step::Less {
            what: "已扣".to_owned(),
            points: points("-1"),
        });
        assert_eq!(
            (trace.arithmetic().as_str(), trace.evaluate()),
            ("5 − 2 + 1", Some(points("4")))
        );
    }

    #[test]
    fn what_is_taken_away_or_capped_shows() {
        let mut trace = Trace::start("上限", points("10"));
        trace.steps.push(Step::Less {
            what: "合计".to_owned(),
            points: points("13.5"),
        });
        assert_eq!(
            (trace.evaluate(), trace.arithmetic()),
            (Some(points("-3.5")), "10 − 13.5".to_owned())
        );
        trace.steps.push(Step::AtMost { points: points("-5") });
        assert_eq!(
            (trace.evaluate(), trace.arithmetic()),
            (Some(points("-5")), "min(10 − 13.5, -5)".to_owned())
        );
    }
}
