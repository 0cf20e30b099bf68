//! What lies on a bound of a scheme document is allowed, what lies beyond it is not; and what a sheet holds against the
//! figures that a file of facts expects.

use crate::scheme::Scheme;
use crate::scheme::facts_file::FactsFile;

fn is_sound(rest: &str) -> bool {
    Scheme::parse(&format!("code = 'T'\nname = 'T'\n{rest}")).is_ok()
}

#[test]
fn a_factor_may_be_nothing_but_not_less() {
    for (times, sound) in [("0", true), ("-0.5", false)] {
        assert_eq!(
            is_sound(&format!("[stacking]\nreuse_times = {times}\n")),
            sound,
            "{times}"
        );
        let factor =
            format!("[adoption]\ncell = [{{ points = 1 }}]\nfactor = [{{ times = {times}, name = 'f' }}]\n");
        assert_eq!(is_sound(&factor), sound, "{times}");
    }
}

#[test]
fn a_rate_is_below_something_and_all_at_most() {
    let rate = |below: &str| {
        is_sound(&format!(
            "[[rate]]\ncode = 'R'\nsubject = 'unit'\nperiod = 'month'\nbelow = '{below}'\npoints = -1\n"
        ))
    };
    for (below, sound) in [("0%", false), ("1%", true), ("100%", true), ("101%", false)] {
        assert_eq!(rate(below), sound, "{below}");
    }
}

#[test]
fn an_instruction_that_multiplies_gives_no_points_of_its_own() {
    let cell = |worth: &str| {
        is_sound(&format!(
            "[instruction]\nmode = 'multiply'\ncell = [{{ {worth} }}]\n"
        ))
    };
    assert!(cell("times = 2"));
    for wrong in ["times = 2, points = 3", "times = 2, range = [1, 2]", "points = 3"] {
        assert!(!cell(wrong), "{wrong}");
    }
}

const FACTS: &str = r#"{ "facts": [
    { "kind": "submission", "article": "稿", "unit": "甲", "type": "信息", "authors": ["张"], "on": "2026-03-02" },
    { "kind": "adoption", "article": "稿", "outlet": "报", "on": "2026-03-09" },
    { "kind": "adoption", "article": "稿", "outlet": "刊", "on": "2026-04-10" } ],
    "expect": { "lines": [{ "subject": "甲", "on": "2026-04-10", "points": 0, "reason": "REASON" }] } }"#;

#[test]
fn a_sheet_is_held_against_points_and_reason_and_sums_each_subject_alone() {
    let scheme = "code = 'T'\nname = 'T'\n[credit]\nperson = 0.5\n[adoption]\ncell = [{ points = 5 }]\n[stacking]\nkeep = 'highest'\n";
    let scheme = Scheme::parse(scheme).unwrap_or_else(|faults| panic!("{faults:?}"));
    let held = |reason: &str| {
        let file = FactsFile::parse(&FACTS.replace("REASON", reason))
            .unwrap_or_else(|error| panic!("{}", error.zh()));
        let sheet = file.price(&scheme);
        (sheet.mismatches(&file.expect).len(), sheet.text())
    };
    assert_eq!(held("already_counted").0, 0);
    assert_eq!(held("unlisted").0, 1);
    let text = held("already_counted").1;
    let sums: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.contains("计 "))
        .collect();
    let of = |march: &str| {
        [
            format!("2026-03  合计 {march}"),
            "2026-04  合计 0".to_owned(),
            format!("总计 {march}"),
        ]
    };
    assert_eq!(sums, [of("5"), of("2.5")].concat());
}

#[test]
fn a_condition_that_is_no_text_is_told_what_it_may_be() {
    let faults = Scheme::parse("code = 'T'\nname = 'T'\n[adoption]\ncell = [{ outlet = 5, points = 1 }]\n");
    let faults = faults.expect_err("a number");
    assert!(faults[0].en().contains("a text or a list of texts"), "{faults:?}");
}

#[test]
fn a_base_is_given_once_a_period_has_begun_to_whoever_is_assessed_in_it() {
    let scheme =
        "code = 'T'\nname = 'T'\n[[base]]\ncode = 'B'\nsubject = 'unit'\nperiod = 'month'\npoints = 2\n";
    let scheme = Scheme::parse(scheme).unwrap_or_else(|faults| panic!("{faults:?}"));
    let months = |through: &str| -> Vec<String> {
        let facts = format!(
            r#"{{ "through": "{through}", "facts": [
                {{ "kind": "roster", "unit": "甲", "from": "2026-01-10", "until": "2026-02-28" }},
                {{ "kind": "submission", "article": "稿", "unit": "甲", "type": "信息", "authors": ["张"], "on": "2026-04-02" }} ] }}"#
        );
        let file = FactsFile::parse(&facts).unwrap_or_else(|error| panic!("{}", error.zh()));
        let lines = file.price(&scheme).lines.into_iter();
        lines
            .filter(|line| line.key.starts_with("base"))
            .map(|line| line.period.to_string())
            .collect()
    };
    // February has not begun; March has, and nobody is assessed in it any more.
    assert_eq!(months("2026-01-31"), ["2026-01"]);
    assert_eq!(months("2026-02-01"), ["2026-01", "2026-02"]);
    assert_eq!(months("2026-04-30"), ["2026-01", "2026-02"]);
}

#[test]
fn a_ceiling_of_one_rule_counts_no_cut_of_a_ceiling_of_all() {
    let total = |rules: &str| {
        let scheme = format!(
            "code = 'T'\nname = 'T'\n[submission]\ncell = [{{ code = 'S', points = 1 }}]\n\
             [[cap]]\ncode = '月'\nsubject = 'unit'\nperiod = 'month'\nat = 3\n{rules}\
             [[cap]]\ncode = '年'\nsubject = 'unit'\nperiod = 'year'\nat = 4\nrule = 'S'\n"
        );
        let scheme = Scheme::parse(&scheme).unwrap_or_else(|faults| panic!("{faults:?}"));
        let filed = |n: u32| {
            format!(
                r#"{{ "kind": "submission", "article": "稿{n}", "unit": "甲", "type": "信息", "authors": ["张"], "on": "2026-03-02" }}"#
            )
        };
        let facts: Vec<String> = (0..5).map(filed).collect();
        let file = FactsFile::parse(&format!(r#"{{ "facts": [{}] }}"#, facts.join(",")));
        let file = file.unwrap_or_else(|error| panic!("{}", error.zh()));
        file.price(&scheme).total("甲", None).to_string()
    };
    // Five of the rule and two cut of whatever there was: the year takes one of the five, or of the three that are left none.
    assert_eq!(total(""), "2");
    assert_eq!(total("rule = 'S'\n"), "3");
}
