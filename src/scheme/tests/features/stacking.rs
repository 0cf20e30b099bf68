//! Several adoptions of one article, and instructions on it.

use super::{FILED, adopted, of_unit, reasons, sheet};
use crate::scheme::{FactId, Reason};

const TABLE: &str = "[adoption]\ncell = [{ level = '校内', points = 1 }, { level = '区级', points = 2 }, \
    { level = ['市级', '部门市级'], points = 5 }, { level = '省级', points = 11 }]\n";

fn total(stacking: &str, adoptions: &[(&str, &str, u32, &str)]) -> String {
    let mut facts = vec![FILED.to_owned()];
    facts.extend(
        adoptions
            .iter()
            .map(|(outlet, level, day, more)| adopted(outlet, level, *day, more)),
    );
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    of_unit(&sheet(&format!("{TABLE}{stacking}"), &facts))
}

#[test]
fn each_policy_counts_what_its_name_says() {
    let four = [
        ("区报", "区级", 3, ""),
        ("市报", "市级", 4, ""),
        ("市刊", "部门市级", 5, ""),
        ("省报", "省级", 6, ""),
    ];
    for (rule, points) in [
        ("keep = 'cumulative'", "23"),
        ("keep = 'highest'", "11"),
        ("keep = 'highest'\nlate_higher = 'difference'", "11"),
        ("keep = 'first'", "2"),
        ("keep = 'top'\ntop = 2", "16"),
        ("keep = 'top'\ntop = 3", "21"),
        ("keep = 'top'\ntop = 3\none_per = 'level'", "18"),
        ("keep = 'cumulative'\none_per = 'level'", "18"),
        ("keep = 'incremental'", "18"),
        ("keep = 'cumulative'\nreuse_times = 0.5", "12.5"),
        ("keep = 'cumulative'\narticle_cap = 20", "20"),
    ] {
        assert_eq!(total(&format!("[stacking]\n{rule}"), &four), points, "{rule}");
    }
}

#[test]
fn one_per_class_and_one_inside_and_one_outside() {
    let four = [
        ("校报", "校内", 3, "\"outlet_class\": \"校内\""),
        ("校网", "校内", 4, "\"outlet_class\": \"校内\""),
        ("市报", "市级", 5, "\"outlet_class\": \"报纸\""),
        ("省报", "省级", 6, "\"outlet_class\": \"报纸\""),
    ];
    assert_eq!(
        total("[stacking]\none_per = 'side'\ninside_class = '校内'", &four),
        "12"
    );
    assert_eq!(total("[stacking]\none_per = 'class'", &four), "12");
    assert_eq!(total("[stacking]\none_per = 'outlet'", &four), "18");
}

#[test]
fn a_window_lets_a_later_period_count_again() {
    let two = [("市报", "市级", 3, ""), ("省报", "省级", 31, "")];
    assert_eq!(
        total("[stacking]\nkeep = 'highest'\nwindow = 'month'", &two),
        "11"
    );
    assert_eq!(total("[stacking]\nkeep = 'highest'\nwindow = 'week'", &two), "16");
}

#[test]
fn a_tie_goes_to_the_earlier_day_and_the_withdrawn_winner_gives_way() {
    let scheme = format!("{TABLE}[stacking]\nkeep = 'highest'");
    let early = adopted("市报", "市级", 4, "");
    let late = adopted("市刊", "市级", 6, "");
    let both = sheet(&scheme, &[FILED, &late, &early]);
    // The third fact of the list is the earlier adoption.
    assert_eq!(reasons(&both), [Reason::AlreadyCounted { by: FactId(3) }]);
    let withdrawn = r#"{ "kind": "withdrawal", "withdraws": 3 }"#;
    let after = sheet(&scheme, &[FILED, &late, &early, withdrawn]);
    assert_eq!((of_unit(&after), reasons(&after)), ("5".to_owned(), vec![]));
}

#[test]
fn a_difference_never_goes_down_and_shares_follow_it_exactly() {
    let scheme = "[adoption]\ncell = [{ level = '区级', points = 5 }, { level = '市级', points = 10 }, { level = '省级', points = 9 }]\n\
                  [stacking]\nkeep = 'highest'\nlate_higher = 'difference'";
    let filed = FILED.replace("[\"张\"]", "[\"张\", \"李\", \"王\"]");
    let sheet = sheet(
        scheme,
        &[
            &filed,
            &adopted("区报", "区级", 3, ""),
            &adopted("市报", "市级", 4, ""),
            &adopted("省报", "省级", 5, ""),
        ],
    );
    assert_eq!(of_unit(&sheet), "10");
    // Thirds of 5 and of 10: what each has in the end is a third of 10, to the hundredth.
    for (name, points) in [("张", "3.34"), ("李", "3.33"), ("王", "3.33")] {
        assert_eq!(sheet.total(name, None).to_string(), points, "{name}");
    }
    assert_eq!(reasons(&sheet), [Reason::Covered { by: FactId(3) }]);
}

#[test]
fn a_difference_follows_the_weight_that_a_unit_is_credited_with() {
    let scheme = "[credit]\nunit = 0.5\n[adoption]\ncell = [{ level = '区级', points = 5 }, { level = '市级', points = 12 }]\n\
                  [stacking]\nkeep = 'highest'\nlate_higher = 'difference'";
    let facts = [
        FILED,
        &adopted("区报", "区级", 3, ""),
        &adopted("市报", "市级", 4, ""),
    ];
    assert_eq!(of_unit(&sheet(scheme, &facts)), "6");
}

#[test]
fn an_article_ceiling_is_an_explicit_line_on_the_day_it_is_exceeded() {
    let scheme = format!("{TABLE}[stacking]\narticle_cap = 12");
    let sheet = sheet(
        &scheme,
        &[
            FILED,
            &adopted("市报", "市级", 4, ""),
            &adopted("省报", "省级", 5, ""),
            &adopted("区报", "区级", 6, ""),
        ],
    );
    let cuts: Vec<(String, String)> = sheet
        .lines
        .iter()
        .filter(|line| line.key.starts_with("article_cap") && line.key.contains("unit"))
        .map(|line| (line.happened_on.to_string(), line.points.to_string()))
        .collect();
    assert_eq!(
        cuts,
        [
            ("2026-03-05".to_owned(), "-4".to_owned()),
            ("2026-03-06".to_owned(), "-2".to_owned())
        ]
    );
    assert_eq!(of_unit(&sheet), "12");
}

#[test]
fn instructions_add_multiply_or_compete() {
    let instruction = |level: &str, day: u32| {
        format!(
            r#"{{ "kind": "instruction", "article": "稿", "level": "{level}", "on": "2026-03-{day:02}" }}"#
        )
    };
    let run = |rules: &str| {
        let scheme = format!("{TABLE}[stacking]\nkeep = 'highest'\n[instruction]\n{rules}");
        let sheet = sheet(
            &scheme,
            &[
                FILED,
                &adopted("市报", "市级", 4, ""),
                &adopted("省报", "省级", 5, ""),
                &instruction("市领导", 6),
                &instruction("省领导", 7),
            ],
        );
        of_unit(&sheet)
    };
    let add = "cell = [{ level = '市领导', points = 12 }, { level = '省领导', points = 20 }]";
    assert_eq!(run(add), "43");
    assert_eq!(run(&format!("keep = 'highest'\n{add}")), "31");
    assert_eq!(run(&format!("mode = 'compete'\n{add}")), "20");
    let times =
        "mode = 'multiply'\ncell = [{ level = '市领导', times = 2 }, { level = '省领导', times = 3 }]";
    assert_eq!(run(times), "44");
    assert_eq!(run(&format!("keep = 'highest'\n{times}")), "33");
    assert_eq!(run("cell = [{ level = '市领导', points = 12 }]"), "23");
}

#[test]
fn an_instruction_needs_its_copy_and_may_leave_a_range() {
    let scheme = "[instruction]\nneeds_proof = true\ncell = [{ range = [10, 20] }]";
    let run = |more: &str| {
        let fact = format!(
            r#"{{ "kind": "instruction", "article": "稿", "level": "区领导", "on": "2026-03-06"{more} }}"#
        );
        of_unit(&sheet(scheme, &[FILED, &fact]))
    };
    let granted = r#", "granted": { "points": 15, "reason": "圈阅", "approver": "主任" }"#;
    assert_eq!(run(granted), "15");
    assert_eq!(run(&format!("{granted}, \"proven\": false")), "0");
    assert_eq!(run(""), "0");
}
