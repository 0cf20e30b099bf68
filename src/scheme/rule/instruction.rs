//! What a leader's instruction brings: points of its own, a factor on the article's adoptions, or a rival to them.

use crate::calendar::Month;
use crate::points::{Points, Ratio};
use crate::scheme::award::{Award, Place, granted_within};
use crate::scheme::document::{InstructionCell, InstructionKeep, InstructionMode, InstructionRules, Scheme};
use crate::scheme::fact::{Instruction, Piece};
use crate::scheme::ids::FactId;
use crate::scheme::line::{Family, Reason};
use crate::scheme::trace::Trace;

/// Prices one instruction; in mode `multiply` the value comes later, from [`resolve`].
pub(in crate::scheme) fn award<'a>(
    scheme: &'a Scheme,
    (fact, origin): (FactId, FactId),
    instruction: &'a Instruction,
    piece: &Piece,
) -> Option<Award<'a>> {
    let rules = scheme.instruction.as_ref()?;
    let found = cell(rules, &instruction.level);
    let (trace, reason) = match found.map(|(_, cell)| cell) {
        None => (Trace::default(), Some(Reason::Unlisted)),
        Some(InstructionCell {
            points: Some(points), ..
        }) => (Trace::start(&instruction.level, *points), None),
        Some(InstructionCell {
            range: Some(range), ..
        }) => match granted_within(instruction.granted.as_ref(), Some(*range)) {
            Some(points) => (Trace::start(&instruction.level, points), None),
            None => (Trace::default(), Some(Reason::NotGranted)),
        },
        Some(_) => (Trace::default(), None),
    };
    let unproven = rules.needs_proof && !instruction.proven;
    let mut award = Award {
        slot: format!("instruction:{origin}"),
        fact,
        facts: vec![fact],
        scheme,
        family: Family::Instruction,
        rule: found.map_or_else(
            || "批示".to_owned(),
            |(at, cell)| cell.code.clone().unwrap_or_else(|| format!("批示{}", at + 1)),
        ),
        day: instruction.day,
        booked: Month::of(instruction.day),
        what: format!("《{}》获{}批示", piece.title, instruction.level),
        trace,
        value: Points::ZERO,
        former: Points::ZERO,
        reason: if unproven { Some(Reason::Unproven) } else { reason },
        each_unit: false,
        place: Place {
            rank: scheme.rank(&instruction.level),
            level: &instruction.level,
            class: "批示",
            outlet: None,
        },
    };
    award.settle_value();
    Some(award)
}

/// Whether the instruction is a rival of the adoptions.
pub(in crate::scheme) fn competes(award: &Award<'_>) -> bool {
    award
        .scheme
        .instruction
        .as_ref()
        .is_some_and(|rules| rules.mode == InstructionMode::Compete)
}

/// Sets the value of multiplying instructions from what the adoptions bring, and keeps the highest where only one
/// counts.
pub(in crate::scheme) fn resolve(stack: &Scheme, instructions: &mut [Award<'_>], adoptions: &[Award<'_>]) {
    let adopted: Points = adoptions.iter().map(Award::net).sum();
    for award in instructions.iter_mut() {
        let factor = award.scheme.instruction.as_ref().and_then(|rules| {
            let (_, cell) = cell(rules, award.place.level)?;
            if rules.mode == InstructionMode::Multiply {
                cell.times
            } else {
                None
            }
        });
        if let Some(factor) = factor.and_then(|factor| factor.checked_sub(Ratio::ONE)) {
            award.trace = Trace::start("采用得分", adopted);
            award.trace.times("批示", factor);
            award.facts.extend(
                adoptions
                    .iter()
                    .filter(|adoption| adoption.counts())
                    .map(|adoption| adoption.fact),
            );
            award.settle_value();
        }
    }
    if stack
        .instruction
        .as_ref()
        .is_some_and(|rules| rules.keep == InstructionKeep::Highest)
    {
        let best = instructions
            .iter()
            .filter(|award| award.counts())
            .min_by_key(|award| (std::cmp::Reverse(award.value), award.day, award.fact))
            .map(|award| award.fact);
        for award in instructions.iter_mut().filter(|award| award.counts()) {
            if let Some(by) = best.filter(|best| *best != award.fact) {
                award.reason = Some(Reason::Covered { by });
            }
        }
    }
}

fn cell<'a>(rules: &'a InstructionRules, level: &str) -> Option<(usize, &'a InstructionCell)> {
    rules
        .cell
        .iter()
        .enumerate()
        .find(|(_, cell)| cell.level.admits(level))
}
