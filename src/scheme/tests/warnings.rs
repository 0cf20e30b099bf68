//! Warnings of caps and of rows that are never reached, each beside the neighbour that is sound.

use crate::scheme::{Lint, Scheme, lint};

fn warned(rest: &str) -> Vec<Lint> {
    let text = format!("code = 'T'\nname = 'T'\n{rest}");
    lint(&Scheme::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}")))
}

#[test]
fn a_cap_is_measured_by_the_awards_that_it_limits() {
    let table =
        "[adoption]\ncell = [{ code = 'A', level = '市级', points = 5 }, { code = 'B', points = 3 }]\n";
    let cap = |rule: &str| {
        warned(&format!(
            "{table}[[cap]]\ncode = 'C'\nperiod = 'month'\nat = 4\n{rule}"
        ))
    };
    let below = [Lint::CapBelowOneAward {
        cap: "C".to_owned(),
        at: "4".parse().unwrap(),
        award: "5".parse().unwrap(),
    }];
    assert_eq!(cap(""), below);
    assert_eq!(cap("rule = 'A'"), below);
    assert_eq!(cap("rule = 'B'"), []);
    assert_eq!(cap("family = ['submission']"), []);
    assert_eq!(
        warned(&format!("{table}[[cap]]\ncode = 'C'\nperiod = 'month'\nat = 5\n")),
        []
    );
}

#[test]
fn the_rule_of_a_cap_may_be_of_any_table() {
    let tables = "[adoption]\ncell = [{ code = 'A', points = 1 }]\n[submission]\ncell = [{ code = 'S', points = 1 }]\n\
                  [instruction]\nmode = 'add'\ncell = [{ code = 'I', points = 1 }]\n\
                  [[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'month'\nmin = 1\nmet = 1\n";
    let cap = |rule: &str| {
        warned(&format!(
            "{tables}[[cap]]\ncode = 'C'\nperiod = 'month'\nat = 9\nrule = '{rule}'\n"
        ))
    };
    for known in ["A", "S", "I", "Q", "采用1", "报送1", "批示1"] {
        assert_eq!(cap(known), [], "{known}");
    }
    let unknown = Lint::UnknownRule {
        cap: "C".to_owned(),
        rule: "X".to_owned(),
    };
    assert_eq!(cap("X"), [unknown]);
}

#[test]
fn a_cap_is_above_a_longer_one_of_its_own_kind_alone() {
    let beside = |at: &str, other: &str| {
        warned(&format!(
            "[[cap]]\ncode = 'M'\nperiod = 'month'\nat = {at}\n[[cap]]\ncode = 'Y'\nat = 8\n{other}"
        ))
    };
    let above = [Lint::CapAboveLongerCap {
        cap: "M".to_owned(),
        longer: "Y".to_owned(),
    }];
    assert_eq!(beside("9", "period = 'year'"), above);
    assert_eq!(beside("8", "period = 'year'"), []);
    assert_eq!(beside("9", "period = 'month'"), []);
    assert_eq!(beside("9", "period = 'year'\nfamily = ['submission']"), []);
    assert_eq!(beside("9", "period = 'year'\nsubject = 'unit'"), []);
}

#[test]
fn a_row_is_hidden_by_one_that_admits_all_of_it() {
    let hides = |first: &str, second: &str| {
        !warned(&format!(
            "[adoption]\ncell = [{{ {first}, points = 1 }}, {{ {second}, points = 2 }}]\n"
        ))
        .is_empty()
    };
    for (wide, narrow) in [
        ("min_words = 500", "min_words = 800"),
        ("below_words = 800", "below_words = 500"),
        ("min_pictures = 1", "min_pictures = 3"),
        ("outlet = ['甲报', '乙报']", "outlet = '乙报'"),
        ("repost = true", "repost = true, form = '独立'"),
    ] {
        assert!(hides(wide, narrow), "{wide} / {narrow}");
        assert!(hides(narrow, narrow), "{narrow}");
        assert!(!hides(narrow, wide), "{narrow} / {wide}");
    }
    assert!(hides("form = '独立'", "form = '独立', repost = true"));
    assert!(!hides("repost = true", "form = '独立'"));
}
