//! Points that somebody chose where a scheme leaves a range: how many, why, and who stands for them.

use crate::error::{Fault, Message};
use crate::points::Points;
use crate::scheme;
use crate::text::Line;

/// No points chosen are more than this, either way, in hundredths.
pub(super) const MOST: i64 = 1_000_000;

/// Points chosen; none where the scheme says them itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// How many.
    pub points: Option<Points>,
    /// Why; 1 to 200 characters.
    pub reason: String,
    /// Who stands for them; 1 to 50 characters.
    pub approver: String,
}

/// The same as a row keeps it.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub points: Option<i64>,
    pub reason: String,
    pub approver: String,
}

impl Granted {
    /// What a row keeps, every fault named. Without points neither reason nor approver is taken.
    pub(super) fn kept(&self, faults: &mut Vec<Fault>) -> Kept {
        let mut line = |field: &'static str, text: &str, max| {
            let line = Line::parse_optional(text, max)
                .ok()
                .map(|line| line.map_or_else(String::new, Line::into_string));
            let is_wanted = self.points.is_some();
            match line {
                Some(line) if line.is_empty() != is_wanted => line,
                Some(_) if is_wanted => {
                    faults.push(Fault::new(field, Message::new("grant.missing")));
                    String::new()
                }
                _ => {
                    faults.push(Fault::new(field, Message::new("grant.no_points")));
                    String::new()
                }
            }
        };
        let (reason, approver) = (
            line("granted_reason", &self.reason, 200),
            line("approver", &self.approver, 50),
        );
        let points = self.points.map(Points::hundredths);
        if points.is_some_and(|points| points.abs() > MOST) {
            faults.push(Fault::new("granted", Message::new("grant.range")));
        }
        Kept {
            points,
            reason,
            approver,
        }
    }
}

/// What a row keeps as a fact says it.
pub(super) fn grant(points: Option<i64>, reason: &str, approver: &str) -> Option<scheme::Grant> {
    points.map(|points| scheme::Grant {
        points: Points::from_hundredths(points),
        reason: reason.to_owned(),
        approver: approver.to_owned(),
    })
}
