//! The end is that of the truth, whatever was corrected, withdrawn and brought back on the way, in any order and with
//! any numbers: equality with the oracle. How to run 10,000 cases is in README.md.

use proptest::prelude::*;

use super::history::{Fate, Filing, History, Record, draw, histories};
use super::laws;
use super::oracle;
use super::rulebook::rulebooks;
use crate::scheme::{Fact, Standing, price};

/// The same facts as they may come from a table without order.
fn shuffled(facts: &[Fact], seed: u64) -> Vec<Fact> {
    let mut state = !seed;
    let mut keyed: Vec<(u64, &Fact)> = facts.iter().map(|fact| (draw(&mut state), fact)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, fact)| fact.clone()).collect()
}

proptest! {
    #[test]
    fn corrections_in_any_order_come_to_what_the_truth_is_worth(history in histories(8), rules in rulebooks()) {
        let (facts, truth) = history.told();
        let lines = price(&rules.scheme(), &shuffled(&facts, history.seed));
        prop_assert_eq!(laws::totals(&lines), oracle::totals(&truth, &rules));
    }

    #[test]
    fn the_order_in_which_facts_come_moves_no_line(history in histories(8), rules in rulebooks(), seed in any::<u64>()) {
        let (facts, _) = history.told();
        let scheme = rules.scheme();
        prop_assert_eq!(price(&scheme, &shuffled(&facts, seed)), price(&scheme, &facts));
    }

    #[test]
    fn what_was_corrected_is_as_if_it_had_been_right_at_once(history in histories(8), rules in rulebooks()) {
        // Only the last version of each record, in the order of their numbers, against the whole history.
        let (facts, truth) = history.told();
        let scheme = rules.scheme();
        let whole = laws::totals(&price(&scheme, &facts));
        prop_assert_eq!(&whole, &oracle::totals(&truth, &rules));
        let dead: Vec<_> = facts.iter().filter_map(|fact| fact.replaces).collect();
        let is_fresh = facts.iter().all(|fact| !matches!(fact.body, crate::scheme::Body::Withdrawal(_)));
        if is_fresh {
            let fresh: Vec<Fact> = facts
                .iter()
                .filter(|fact| !dead.contains(&fact.id))
                .map(|fact| Fact { replaces: None, ..fact.clone() })
                .collect();
            prop_assert_eq!(laws::totals(&price(&scheme, &fresh)), whole);
        }
    }
}

/// The oracle itself against figures found by hand: else both could be wrong alike.
#[test]
fn the_oracle_knows_what_a_stolen_article_costs() {
    let filing = Filing {
        unit: 1,
        authors: vec![1, 2],
        on: 3,
        standing: Standing::Accepted,
    };
    let story = |is_stolen: bool, fate| super::history::Story {
        filing: Record {
            versions: vec![filing.clone()],
            fate: Fate::Stands,
        },
        adoptions: vec![Record {
            versions: vec![super::history::Adopted {
                on: 4,
                level: 1,
                is_front: true,
                is_repost: false,
            }],
            fate: Fate::Stands,
        }],
        instructions: Vec::new(),
        blames: vec![Record {
            versions: vec![super::history::Blame { on: 40, is_stolen }],
            fate,
        }],
    };
    let rules = super::rulebook::Rulebook {
        keep: "cumulative",
        top: 1,
        one_per_level: false,
        difference: false,
        article_cap: None,
        values: [100, 333, 1_000],
        ratio: None,
        instruction: None,
        error: 200,
        units_alone_err: true,
        bars_for: None,
        min: 1,
        base: None,
        caps: Vec::new(),
        veto: None,
    };
    let sums = |is_stolen, fate| {
        let history = History {
            stories: vec![story(is_stolen, fate)],
            errors: Vec::new(),
            seed: 7,
        };
        let (facts, truth) = history.told();
        let oracle = oracle::totals(&truth, &rules);
        assert_eq!(laws::totals(&price(&rules.scheme(), &facts)), oracle);
        let mut sums: Vec<i64> = oracle.into_values().collect();
        sums.sort_unstable();
        sums
    };
    // January: 1 filed, 3.33 × 1.5 = 5.00 (4.995), the quota 1; halves to both authors. The withdrawn incident is none.
    assert_eq!(sums(true, Fate::Withdrawn), [300, 300, 700]);
    // An error in February: the week of day 40 is missed (−0.25) and costs 2 of the unit alone.
    assert_eq!(sums(false, Fate::Stands), [-225, 300, 300, 700]);
    // Stolen: nothing earned, 5 off for each, both weeks missed.
    assert_eq!(sums(true, Fate::Stands), [-525, -500, -500, -25]);
}
