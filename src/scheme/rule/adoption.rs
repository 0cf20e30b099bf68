//! What one adoption is worth by the table, its factors and its bonuses; competition between adoptions of the same
//! article is `stacking.rs`.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Month, plus_days};
use crate::points::{Points, Ratio};
use crate::scheme::award::{Award, Place, excluded, price_by_table, sight_of_adoption};
use crate::scheme::document::{BookingDay, Combine, Scheme};
use crate::scheme::fact::{Adoption, Piece};
use crate::scheme::ids::FactId;
use crate::scheme::line::{Family, Reason};
use crate::scheme::matcher::Sight;
use crate::scheme::trace::Trace;

/// Prices one adoption under the scheme in force on its day.
///
/// The type is first reclassified; then exclusions, evidence, registration deadline and least length are checked;
/// the first row of the table that applies gives the base; bonuses before factors, factors, bonuses after.
pub(in crate::scheme) fn award<'a>(
    scheme: &'a Scheme,
    (fact, origin): (FactId, FactId),
    adoption: &'a Adoption,
    piece: &'a Piece,
    submitted_on: Option<NaiveDate>,
) -> Award<'a> {
    let rules = &scheme.adoption;
    let mut sight = sight_of_adoption(piece, adoption);
    if let Some(rule) = rules
        .reclassify
        .iter()
        .find(|rule| rule.when.holds(scheme, &sight))
    {
        sight.article_type = &rule.as_type;
    }
    let mut priced = price_by_table(scheme, &rules.cell, "采用", &sight, adoption.granted.as_ref());
    let reason = void(scheme, adoption, &sight).or(priced.reason.take());
    let mut trace = priced.trace;
    if reason.is_none() {
        add_bonuses(scheme, &sight, true, &mut trace);
        multiply_factors(scheme, &sight, &mut trace);
        add_bonuses(scheme, &sight, false, &mut trace);
    }
    let booked_on = match scheme.booking.adoption {
        BookingDay::Adopted => adoption.adopted_on,
        BookingDay::Recorded => adoption.recorded_on.unwrap_or(adoption.adopted_on),
        BookingDay::Submitted => submitted_on.unwrap_or(adoption.adopted_on),
    };
    let mut award = Award {
        slot: format!("adoption:{origin}"),
        fact,
        facts: vec![fact],
        scheme,
        family: Family::Adoption,
        rule: priced.rule,
        day: adoption.adopted_on,
        booked: Month::of(booked_on),
        what: sentence(piece, adoption),
        trace,
        value: Points::ZERO,
        former: Points::ZERO,
        reason,
        each_unit: priced.each_unit,
        place: Place {
            rank: scheme.rank(&adoption.outlet.level),
            level: &adoption.outlet.level,
            class: &adoption.outlet.class,
            outlet: Some(adoption.outlet.id),
        },
    };
    award.settle_value();
    award
}

/// Why an adoption is void, whatever the table says: excluded, unproven, registered late, too short.
///
/// A void adoption counts toward no quota and no rate either.
pub(in crate::scheme) fn void(scheme: &Scheme, adoption: &Adoption, sight: &Sight<'_>) -> Option<Reason> {
    excluded(scheme, sight, false)
        .or_else(|| (!adoption.proven && asks_proof(scheme, sight)).then_some(Reason::Unproven))
        .or_else(|| registered_late(scheme, adoption).then_some(Reason::RegisteredLate))
        .or_else(|| {
            scheme
                .adoption
                .min_words
                .filter(|min| sight.n_words < *min)
                .map(|min| Reason::TooShort { min })
        })
}

fn sentence(piece: &Piece, adoption: &Adoption) -> String {
    let mut remarks: Vec<&str> = adoption.positions.iter().map(String::as_str).collect();
    if !adoption.form.is_empty() {
        remarks.push(&adoption.form);
    }
    if adoption.repost {
        remarks.push("转载");
    }
    if !adoption.route.is_empty() {
        remarks.push(&adoption.route);
    }
    let remarks = if remarks.is_empty() {
        String::new()
    } else {
        format!("（{}）", remarks.join("、"))
    };
    format!(
        "《{}》被{}《{}》采用{remarks}",
        piece.title, adoption.outlet.level, adoption.outlet.name
    )
}

fn asks_proof(scheme: &Scheme, sight: &Sight<'_>) -> bool {
    scheme
        .adoption
        .needs_proof
        .iter()
        .any(|condition| condition.when.holds(scheme, sight))
}

/// Whether the registration deadline passed; an unknown day of registration is in time.
fn registered_late(scheme: &Scheme, adoption: &Adoption) -> bool {
    let rules = &scheme.booking;
    let Some(recorded_on) = adoption.recorded_on else {
        return false;
    };
    let within = rules
        .within_days
        .map(|days| plus_days(adoption.adopted_on, days.into()));
    let next_month = Month::of(adoption.adopted_on).plus(1);
    let by_day = rules.by_day_of_next_month.map(|day| {
        next_month
            .first_day()
            .with_day(day.max(1))
            .unwrap_or_else(|| next_month.last_day())
    });
    let is_late = [within, by_day]
        .into_iter()
        .flatten()
        .any(|last| recorded_on > last);
    is_late && !(rules.approval_helps && adoption.late_approved)
}

fn add_bonuses(scheme: &Scheme, sight: &Sight<'_>, before_factors: bool, trace: &mut Trace) {
    for bonus in &scheme.adoption.bonus {
        if bonus.before_factors == before_factors && bonus.when.holds(scheme, sight) {
            trace.plus(bonus.name.clone(), bonus.points);
        }
    }
}

/// Multiplies the factors that apply: those of one group combined by the scheme's rule, the groups with each other.
fn multiply_factors(scheme: &Scheme, sight: &Sight<'_>, trace: &mut Trace) {
    let mut groups: Vec<(&str, Vec<&str>, Ratio)> = Vec::new();
    for factor in &scheme.adoption.factor {
        if !factor.when.holds(scheme, sight) {
            continue;
        }
        let same = groups
            .iter_mut()
            .find(|(group, ..)| !group.is_empty() && *group == factor.group);
        match same {
            None => groups.push((&factor.group, vec![&factor.name], factor.times)),
            Some((_, names, by)) => match scheme.adoption.combine {
                Combine::Highest if factor.times > *by => {
                    (*names, *by) = (vec![factor.name.as_str()], factor.times);
                }
                Combine::Highest => {}
                Combine::Multiply => {
                    names.push(&factor.name);
                    *by = by.checked_mul(factor.times).unwrap_or(*by);
                }
                Combine::Add => {
                    names.push(&factor.name);
                    let surplus = factor.times.checked_sub(Ratio::ONE);
                    *by = surplus.and_then(|surplus| by.checked_add(surplus)).unwrap_or(*by);
                }
            },
        }
    }
    for (_, names, by) in groups {
        trace.times(names.join("、"), by);
    }
}
