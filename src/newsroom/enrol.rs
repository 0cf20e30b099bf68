//! The roll of the ledger: who is assessed from when until when, as facts that follow the roster's rows. Without it a
//! unit that never files would be unknown, and its missed quota with it.

use chrono::NaiveDate;
use entity::{FactId, Instant, Role, SubjectKind, appointment};
use sea_orm::DatabaseTransaction;

use super::facts::class_name;
use super::targets_of;
use crate::actor::Actor;
use crate::ledger::{self, NewFact, Scope};
use crate::people::{self, Admin};
use crate::scheme::{Body, Named, PersonId, Roster, Subject, UnitId};
use crate::{Result, calendar};

/// Brings the roll facts of an appointment, that of the person and that of the unit, to what the rows say now, and
/// returns what that touches. Only reporters are assessed.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn enrol(
    tx: &DatabaseTransaction,
    held: &appointment::Model,
    admin: &Admin,
    now: Instant,
) -> Result<Scope> {
    let mut touched = Scope::default();
    if held.role != Role::Reporter {
        return Ok(touched);
    }
    let unit = people::organisation(tx, held.organisation_id).await?;
    let person = people::person(tx, held.person_id).await?;
    let ends = [held.until_on, unit.closed_on].into_iter().flatten().min();
    let span = (
        held.from_on.max(unit.opened_on),
        ends.map(|end| end.pred_opt().unwrap_or(end)),
    );
    let class = class_name(unit.class);
    let named = |subject, name: &str| Named {
        subject,
        name: name.to_owned(),
        class: class.clone(),
    };
    let today = calendar::day_of(now.0).unwrap_or_default();
    // At the console the authority is the first admin's; the audit log names the console.
    let by = Actor {
        person: Some(admin.id()),
        ..admin.actor().clone()
    };
    for named in [
        named(Subject::Unit(UnitId(unit.id.0)), &unit.short_name),
        named(Subject::Person(PersonId(person.id.0)), &person.name),
    ] {
        let (kind, id) = match named.subject {
            Subject::Unit(unit) => (SubjectKind::Unit, unit.0),
            Subject::Person(person) => (SubjectKind::Person, person.0),
        };
        let source = format!("roster:{}:{}:", held.id, kind.code());
        let (n_before, standing) = ledger::roll(tx, (kind, id), &source).await?;
        let told = Roster {
            named,
            from: span.0,
            until: None,
            encouraged: unit.is_encouraged,
            targets: targets_of(tx, (kind, id)).await?,
        };
        let wanted = up_to_date(&standing, &told, span, today);
        for (n, (replaces, roster)) in (n_before + 1..).zip(wanted) {
            let fact = NewFact {
                body: Body::Roster(roster),
                source: Some(format!("{source}{n}")),
                replaces,
            };
            let (_, scope) = ledger::record(tx, fact, &by, now).await?;
            touched = touched.and(&scope);
        }
    }
    Ok(touched)
}

/// The facts to be recorded, and which each replaces, so that the stretches that stand (in their order) cover the span
/// without a gap and the last of them says what `told` says: name and class, encouraged or assessed, targets. Where that
/// is something else a new stretch begins today; what was, stays. A stretch for which no day is left ends before it
/// begins, which is as if it had never been.
fn up_to_date(
    standing: &[(FactId, Roster)],
    told: &Roster,
    (first, last): (NaiveDate, Option<NaiveDate>),
    today: NaiveDate,
) -> Vec<(Option<FactId>, Roster)> {
    let stretch = |from, until| Roster {
        from,
        until,
        ..told.clone()
    };
    let says_so = |is: &Roster| {
        let same = (&is.named, is.encouraged, &is.targets);
        same == (&told.named, told.encouraged, &told.targets)
    };
    let mut wanted: Vec<(Option<FactId>, Roster)> = Vec::new();
    for (at, (id, is)) in standing.iter().enumerate() {
        let from = if at == 0 { first } else { is.from.max(first) };
        let next = standing
            .get(at + 1)
            .and_then(|(_, next)| next.from.max(first).pred_opt());
        let until = [next, last].into_iter().flatten().min();
        let until = until.map(|until| until.max(from.pred_opt().unwrap_or(from)));
        wanted.push((
            Some(*id),
            Roster {
                from,
                until,
                ..is.clone()
            },
        ));
    }
    let holds_today = |roster: &Roster| roster.until.is_none_or(|until| until >= today);
    match wanted.last_mut() {
        None if last.is_some_and(|last| last < first) => {}
        None => wanted.push((None, stretch(first, last))),
        Some((_, is)) if says_so(is) || !holds_today(is) => {}
        Some((_, is)) if is.from >= today => *is = stretch(is.from, is.until),
        Some((_, is)) => {
            is.until = today.pred_opt();
            wanted.push((None, stretch(today, last)));
        }
    }
    wanted.retain(|(id, roster)| !standing.iter().any(|(was, is)| Some(*was) == *id && is == roster));
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(class: &str) -> Roster {
        Roster {
            named: Named {
                subject: Subject::Unit(UnitId(7)),
                name: "甲街道".into(),
                class: class.into(),
            },
            from: day("2024-01-01"),
            until: None,
            encouraged: false,
            targets: Vec::new(),
        }
    }

    /// Plays changes one after another and prints what stands at the end.
    fn played(changes: &[(&str, &str, Option<&str>, &str)]) -> Vec<String> {
        let mut standing: Vec<(FactId, Roster)> = Vec::new();
        for (n, (class, first, last, today)) in changes.iter().enumerate() {
            let span = (day(first), last.map(day));
            let facts = up_to_date(&standing, &told(class), span, day(today));
            assert!(
                up_to_date(&after(&standing, &facts, n), &told(class), span, day(today)).is_empty(),
                "twice changes nothing"
            );
            standing = after(&standing, &facts, n);
        }
        let print = |(_, one): (FactId, Roster)| match one.until {
            Some(until) if until < one.from => "none".to_owned(),
            Some(until) => format!("{} {}..{until}", one.named.class, one.from),
            None => format!("{} {}..", one.named.class, one.from),
        };
        standing.into_iter().map(print).collect()
    }

    fn after(
        standing: &[(FactId, Roster)],
        facts: &[(Option<FactId>, Roster)],
        n: usize,
    ) -> Vec<(FactId, Roster)> {
        let dead: Vec<_> = facts.iter().filter_map(|(replaces, _)| *replaces).collect();
        let mut left: Vec<_> = standing
            .iter()
            .filter(|(id, _)| !dead.contains(id))
            .cloned()
            .collect();
        for (at, (_, roster)) in facts.iter().enumerate() {
            let id = i64::try_from(100 * n + at + 1).unwrap();
            left.push((FactId(id), roster.clone()));
        }
        left.sort_by_key(|(_, roster)| roster.from);
        left
    }

    #[test]
    fn an_appointment_is_one_stretch_that_its_end_and_the_unit_s_closing_shorten() {
        let begun = ("街道", "2024-01-01", None, "2024-01-01");
        assert_eq!(played(&[begun]), ["街道 2024-01-01.."]);
        let ended = ("街道", "2024-01-01", Some("2024-02-29"), "2024-03-04");
        assert_eq!(played(&[begun, ended]), ["街道 2024-01-01..2024-02-29"]);
        assert_eq!(
            played(&[begun, ended, begun]),
            ["街道 2024-01-01.."],
            "and opens again"
        );
        let never = ("街道", "2024-01-01", Some("2023-12-31"), "2024-03-04");
        assert_eq!(played(&[never]), Vec::<String>::new());
        assert_eq!(played(&[begun, never]), ["none"]);
    }

    #[test]
    fn a_unit_of_another_class_is_assessed_as_such_from_that_day_on() {
        let street = ("街道", "2024-01-01", None, "2024-01-01");
        let village = ("村社区", "2024-01-01", None, "2024-03-04");
        assert_eq!(
            played(&[street, village]),
            ["街道 2024-01-01..2024-03-03", "村社区 2024-03-04.."]
        );
        let same_day = ("部门", "2024-01-01", None, "2024-03-04");
        assert_eq!(
            played(&[street, village, same_day]),
            ["街道 2024-01-01..2024-03-03", "部门 2024-03-04.."]
        );
        let ended = ("村社区", "2024-01-01", Some("2024-02-10"), "2024-05-06");
        assert_eq!(
            played(&[street, village, ended]),
            ["街道 2024-01-01..2024-02-10", "none"]
        );
        let reopened = ("村社区", "2024-01-01", None, "2024-05-06");
        assert_eq!(
            played(&[street, village, ended, reopened]),
            ["街道 2024-01-01..2024-03-03", "村社区 2024-03-04.."]
        );
    }
}
