//! Laws that hold for any facts: order, repetition, withdrawal, shares, scope, unique keys, traces; and equality with
//! the naive implementation. `PROPTEST_CASES=10000 cargo test --lib scheme::tests::laws` runs more cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use proptest::prelude::*;

use super::naive::{Rules, World, rules, worlds};
use crate::scheme::{Body, Fact, FactId, Line, Subject, Withdrawal, price};

pub(super) fn totals(lines: &[Line]) -> BTreeMap<(Subject, (i32, u32)), i64> {
    let mut sums: BTreeMap<(Subject, (i32, u32)), i64> = BTreeMap::new();
    for line in lines {
        let first = line.period.first_day();
        *sums
            .entry((line.subject, (first.year(), first.month())))
            .or_default() += line.points.hundredths();
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}

fn cases() -> impl Strategy<Value = (World, Rules)> {
    (worlds(), rules())
}

proptest! {
    #[test]
    fn a_naive_second_implementation_agrees((world, rules) in cases()) {
        let lines = price(&rules.scheme(), &world.facts());
        prop_assert_eq!(totals(&lines), world.totals(&rules));
    }

    #[test]
    fn any_order_and_any_repetition_give_the_same_lines(
        (world, rules) in cases(),
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 0..200),
    ) {
        let (scheme, facts) = (rules.scheme(), world.facts());
        let lines = price(&scheme, &facts);
        let mut shuffled: Vec<Fact> = Vec::new();
        if !facts.is_empty() {
            shuffled.extend(order.iter().map(|index| facts[index.index(facts.len())].clone()));
        }
        shuffled.extend(facts.into_iter().rev());
        prop_assert_eq!(price(&scheme, &shuffled), lines);
    }

    #[test]
    fn what_was_recorded_and_withdrawn_never_was(
        (world, rules) in cases(), gone in proptest::collection::vec(any::<bool>(), 60),
    ) {
        let (scheme, facts) = (rules.scheme(), world.facts());
        let is_gone = |fact: &Fact| {
            let at = usize::try_from(fact.id.0).unwrap() % gone.len();
            gone[at] && matches!(fact.body, Body::Adoption(_))
        };
        let never: Vec<Fact> = facts.iter().filter(|fact| !is_gone(fact)).cloned().collect();
        let mut withdrawn = facts.clone();
        for fact in facts.iter().filter(|fact| is_gone(fact)) {
            let body = Body::Withdrawal(Withdrawal { withdraws: fact.id, reason: String::new() });
            withdrawn.push(Fact { id: FactId(1_000 + fact.id.0), replaces: None, body });
        }
        prop_assert_eq!(price(&scheme, &withdrawn), price(&scheme, &never));
        // And a withdrawal that is itself withdrawn never was either.
        let revived: Vec<Fact> = withdrawn
            .iter()
            .filter_map(|fact| match fact.body {
                Body::Withdrawal(_) => Some(Fact {
                    id: FactId(10_000 + fact.id.0),
                    replaces: None,
                    body: Body::Withdrawal(Withdrawal { withdraws: fact.id, reason: String::new() }),
                }),
                _ => None,
            })
            .collect();
        withdrawn.extend(revived);
        prop_assert_eq!(price(&scheme, &withdrawn), price(&scheme, &facts));
    }

    #[test]
    fn persons_of_a_piece_add_up_to_its_unit((world, rules) in cases()) {
        let mut by_award: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for line in price(&rules.scheme(), &world.facts()).iter().filter(|line| line.article.is_some()) {
            let sums = by_award.entry(line.key.split('|').next().unwrap().to_owned()).or_default();
            match line.subject {
                Subject::Unit(_) => sums.0 += line.points.hundredths(),
                Subject::Person(_) => sums.1 += line.points.hundredths(),
            }
        }
        for (award, (unit, persons)) in by_award {
            prop_assert_eq!(unit, persons, "{}", award);
        }
    }

    #[test]
    fn keys_are_unique_traces_evaluate_and_zeros_have_a_reason((world, rules) in cases()) {
        let lines = price(&rules.scheme(), &world.facts());
        let keys: BTreeSet<&str> = lines.iter().map(|line| line.key.as_str()).collect();
        prop_assert_eq!(keys.len(), lines.len());
        for line in &lines {
            prop_assert_eq!(line.trace.evaluate(), Some(line.points), "{:?}", line);
            prop_assert!(line.reason.is_some() || !line.points.is_zero(), "{:?}", line);
            let names_subject = line.key.split('|').any(|part| part == line.subject.to_string());
            prop_assert!(names_subject, "{}", line.key);
            let json = serde_json::to_string(line).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Line>(&json).unwrap(), line);
        }
    }

    #[test]
    fn a_closed_scope_gives_the_lines_of_the_whole((world, rules) in cases(), unit in 1_i64..4, on in 0_u32..120) {
        let (scheme, facts) = (rules.scheme(), world.facts());
        let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Duration::days(on.into());
        let horizon = scheme.horizon();
        let ((first, last), (first_month, last_month)) = (horizon.span(day), horizon.months(day));
        let scope = Subject::Unit(crate::scheme::UnitId(unit));
        // Closed: every fact of every article of the unit that has a fact in the span.
        let articles: BTreeSet<_> = facts
            .iter()
            .filter(|fact| fact.body.day().is_some_and(|day| first <= day && day <= last))
            .filter_map(|fact| fact.body.article())
            .collect();
        let own: BTreeSet<_> = facts
            .iter()
            .filter(|fact| fact.body.piece().is_some_and(|piece| piece.unit.id.0 == unit))
            .filter_map(|fact| fact.body.article())
            .filter(|article| articles.contains(article))
            .collect();
        let closed: Vec<Fact> =
            facts.iter().filter(|fact| fact.body.article().is_some_and(|it| own.contains(&it))).cloned().collect();
        let in_scope = |line: &Line| line.subject == scope && first_month <= line.period && line.period <= last_month;
        let whole: Vec<Line> = price(&scheme, &facts).into_iter().filter(in_scope).collect();
        let part: Vec<Line> = price(&scheme, &closed).into_iter().filter(in_scope).collect();
        prop_assert_eq!(part, whole);
    }

    #[test]
    fn facts_survive_their_json_form((world, _) in cases()) {
        for fact in world.facts() {
            let json = serde_json::to_string(&fact).unwrap();
            prop_assert_eq!(serde_json::from_str::<Fact>(&json).unwrap(), fact);
        }
    }
}
