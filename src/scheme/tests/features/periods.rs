//! Quotas with all their outcomes, leave, rosters, rates, base scores, ceilings, assessment years.

use super::{of_unit, sheet};
use crate::scheme::Line;
use crate::scheme::facts_file::Sheet;

fn filed(article: &str, on: &str, more: &str) -> String {
    format!(
        r#"{{ "kind": "submission", "article": "{article}", "unit": "甲", "type": "信息", "authors": ["张"], "on": "{on}"{more} }}"#
    )
}

fn n_filed(n: u32, on: &str) -> String {
    filed(&format!("{on}稿"), on, &format!(", \"times\": {n}"))
}

fn run(scheme: &str, facts: &[String]) -> Sheet {
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    sheet(scheme, &facts)
}

fn quota(rest: &str) -> String {
    format!("[[quota]]\ncode = 'Q'\nsubject = 'unit'\n{rest}\n")
}

#[test]
fn a_quota_is_met_exceeded_or_missed() {
    let rule = quota(
        "period = 'month'\nmin = 3\nmet = 10\nextra = 0.5\nextra_max = 2\nmissed = -1\nper_missing = -2",
    );
    for (n, points) in [(1, "-5"), (2, "-3"), (3, "10"), (4, "10.5"), (5, "11"), (9, "11")] {
        assert_eq!(of_unit(&run(&rule, &[n_filed(n, "2026-03-02")])), points, "{n}");
    }
}

#[test]
fn whoever_joined_in_the_second_half_of_a_period_is_asked_nothing_in_it() {
    let rule = quota("period = 'month'\nmin = 2\nmissed = -3");
    let from = |day: &str| {
        format!(r#"{{ "kind": "roster", "unit": "甲", "from": "{day}", "until": "2026-03-31" }}"#)
    };
    let joined = |day: &str| run(&rule, &[from(day), n_filed(1, "2026-03-25")]);
    assert_eq!(of_unit(&joined("2026-03-02")), "-3");
    let late = joined("2026-03-20");
    assert_eq!(of_unit(&late), "0");
    assert!(
        late.lines.iter().any(|line| line.sentence().contains("不在岗")),
        "{late:?}"
    );
}

#[test]
fn an_adoption_that_the_scheme_excludes_meets_no_quota() {
    let rule = quota("period = 'month'\ncount = 'adopted'\nmin = 1\nmet = 5\nmissed = -3");
    let table = "[adoption]\ncell = [{ points = 2 }]\n[[exclude]]\noutlet = '广告报'\nwhy = '广告不计'\n";
    let run = |outlet: &str| {
        let adopted = format!(
            r#"{{ "kind": "adoption", "article": "甲稿", "outlet": "{outlet}", "level": "市级", "on": "2026-03-04" }}"#
        );
        of_unit(&run(
            &format!("{table}{rule}"),
            &[filed("甲稿", "2026-03-02", ""), adopted],
        ))
    };
    assert_eq!((run("市报").as_str(), run("广告报").as_str()), ("7", "-3"));
}

#[test]
fn a_binary_year_is_all_or_nothing() {
    let rule = quota("period = 'year'\nmin = 15\nmet = 50");
    let some = |n| run(&rule, &[n_filed(n, "2026-03-02"), n_filed(5, "2026-12-31")]);
    assert_eq!(of_unit(&some(9)), "0");
    assert_eq!(of_unit(&some(10)), "50");
}

#[test]
fn misses_double_within_the_year_and_begin_anew() {
    let rule = quota("period = 'month'\nmin = 1\nmissed = -1\ndoubling = true");
    let roster =
        r#"{ "kind": "roster", "unit": "甲", "from": "2026-01-01", "until": "2027-01-31" }"#.to_owned();
    let sheet = run(&rule, &[roster, n_filed(1, "2026-02-02")]);
    let of = |month: &str| sheet.total("甲", Some(month.parse().unwrap())).to_string();
    assert_eq!(
        [
            of("2026-01"),
            of("2026-02"),
            of("2026-03"),
            of("2026-04"),
            of("2027-01")
        ],
        ["-1", "0", "-2", "-4", "-1"]
    );
}

#[test]
fn a_shortfall_carries_over_until_it_is_made_up() {
    let rule = quota("period = 'month'\nmin = 2\nmet = 1\nper_missing = -1\ncarry_over = true");
    let sheet = run(
        &rule,
        &[
            n_filed(1, "2026-01-05"),
            n_filed(2, "2026-02-02"),
            n_filed(3, "2026-03-02"),
        ],
    );
    let of = |month: &str| sheet.total("甲", Some(month.parse().unwrap())).to_string();
    // January lacks 1; February is asked 3 and lacks 1; March is asked 3 and has them.
    assert_eq!([of("2026-01"), of("2026-02"), of("2026-03")], ["-1", "-1", "1"]);
}

#[test]
fn several_quotas_hold_at_once_and_a_quota_may_have_several_parts() {
    let rules = quota(
        "period = 'week'\nmin = 1\ntype = '信息'\nmissed = -1\nalso = [{ min = 1, type = '公众号素材' }]\nmet = 3",
    ) + "[[quota]]\ncode = 'J'\nsubject = 'unit'\nperiod = 'quarter'\nmin = 1\ntype = '专报'\nmissed = -7\n";
    let material = filed("素材", "2026-03-03", "").replace("信息", "公众号素材");
    let one = run(&rules, &[filed("甲稿", "2026-03-02", "")]);
    assert_eq!(of_unit(&one), "-8");
    let both = run(&rules, &[filed("甲稿", "2026-03-02", ""), material]);
    assert_eq!(of_unit(&both), "-4");
}

#[test]
fn a_quota_may_count_adoptions_adopted_articles_or_points() {
    let facts = [
        filed("稿", "2026-03-02", ""),
        r#"{ "kind": "adoption", "article": "稿", "outlet": "一", "level": "市级", "on": "2026-03-05" }"#
            .to_owned(),
        r#"{ "kind": "adoption", "article": "稿", "outlet": "二", "level": "市级", "on": "2026-03-06" }"#
            .to_owned(),
    ];
    let with = |count: &str, min: u32, more: &str| {
        let rule = quota(&format!(
            "period = 'month'\ncount = '{count}'\nmin = {min}\nmet = 100\n{more}"
        ));
        of_unit(&run(
            &format!("[adoption]\ncell = [{{ points = 7.5 }}]\n{rule}"),
            &facts,
        ))
    };
    assert_eq!(with("adopted", 1, ""), "115");
    assert_eq!(with("adopted", 2, ""), "15");
    assert_eq!(with("adoptions", 2, ""), "115");
    assert_eq!(with("adoptions", 2, "level_from = '省级'"), "15");
    assert_eq!(with("points", 15, ""), "115");
    // A shortfall of points is deducted twice over (S08): 20 − 15 = 5, ×2.
    assert_eq!(with("points", 20, "per_missing = -2"), "5");
}

#[test]
fn a_person_s_quota_counts_co_written_articles_as_the_rule_says() {
    let both = filed("合", "2026-03-02", "").replace("[\"张\"]", "[\"张\", \"李\"]");
    let with = |coauthors: &str| {
        let rule = format!(
            "[[quota]]\ncode = 'Q'\nsubject = 'person'\nperiod = 'week'\nmin = 1\nmet = 1\nper_missing = -0.5\ncoauthors = '{coauthors}'\n"
        );
        let sheet = run(&rule, std::slice::from_ref(&both));
        ["张", "李"].map(|name| sheet.total(name, None).to_string())
    };
    assert_eq!(with("each"), ["1", "1"]);
    assert_eq!(with("pro_rata"), ["-0.25", "-0.25"]);
    assert_eq!(with("first"), ["1", "-0.5"]);
}

#[test]
fn late_excluded_and_vetoed_articles_do_not_count_where_the_scheme_says_so() {
    let rule = quota("period = 'week'\nmin = 1\nmet = 1\nlate_counts = false")
        + "[[exclude]]\ntag = '通知'\nwhy = '通知'\n[[deduction]]\nincident = 'false'\narticle_zero = true\n";
    let of = |more: &str| of_unit(&run(&rule, &[filed("稿", "2026-03-02", more)]));
    assert_eq!(of(""), "1");
    assert_eq!(of(", \"late\": true"), "0");
    assert_eq!(of(", \"tags\": [\"通知\"]"), "0");
    assert_eq!(of(", \"standing\": \"duplicate\""), "0");
    let vetoed =
        r#"{ "kind": "incident", "incident": "false", "article": "稿", "on": "2026-03-09" }"#.to_owned();
    assert_eq!(
        of_unit(&run(&rule, &[filed("稿", "2026-03-02", ""), vetoed])),
        "0"
    );
}

#[test]
fn leave_lifts_the_quota_of_the_weeks_that_it_covers() {
    let rule = |exempt: &str| {
        quota(&format!(
            "period = 'week'\nmin = 1\nmissed = -1\nmet = 1\nexempt = '{exempt}'"
        ))
    };
    let roster =
        r#"{ "kind": "roster", "unit": "甲", "from": "2026-03-02", "until": "2026-03-15" }"#.to_owned();
    let leave = |from: &str, until: &str| {
        format!(
            r#"{{ "kind": "exemption", "unit": "甲", "from": "{from}", "until": "{until}", "why": "培训" }}"#
        )
    };
    let with = |exempt: &str, from: &str, until: &str| {
        of_unit(&run(&rule(exempt), &[roster.clone(), leave(from, until)]))
    };
    assert_eq!(with("half", "2026-03-04", "2026-03-06"), "-1"); // 3 of 5 weekdays
    assert_eq!(with("half", "2026-03-05", "2026-03-08"), "-2"); // 2 of 5: the weekend asks nothing
    assert_eq!(with("any", "2026-03-06", "2026-03-09"), "0");
    assert_eq!(with("whole", "2026-03-02", "2026-03-05"), "-2");
    assert_eq!(with("whole", "2026-03-02", "2026-03-06"), "-1");
    let met = run(
        &rule("half"),
        &[
            roster.clone(),
            leave("2026-03-02", "2026-03-08"),
            n_filed(1, "2026-03-03"),
        ],
    );
    assert_eq!(of_unit(&met), "0"); // the exempt week is met all the same, the other is missed
    let holiday =
        r#"{ "kind": "exemption", "from": "2026-03-02", "until": "2026-03-15", "why": "春节" }"#.to_owned();
    let free = run(&rule("half"), &[roster, holiday]);
    assert_eq!(of_unit(&free), "0");
    assert!(
        free.lines
            .iter()
            .all(|line| line.sentence().ends_with("：0 分（春节，免考核）")),
        "{:?}",
        free.lines
    );
}

#[test]
fn a_roster_makes_the_silent_visible_and_an_encouraged_unit_free() {
    let rule = quota("period = 'month'\nmin = 5\nper_missing = -1");
    let roster = |more: &str| {
        format!(r#"{{ "kind": "roster", "unit": "甲", "from": "2026-01-01", "until": "2026-02-28"{more} }}"#)
    };
    assert_eq!(of_unit(&run(&rule, &[])), "0");
    assert_eq!(of_unit(&run(&rule, &[roster("")])), "-10");
    assert_eq!(of_unit(&run(&rule, &[roster(", \"encouraged\": true")])), "0");
    assert_eq!(
        of_unit(&run(&rule, &[roster(", \"targets\": { \"Q\": 2 }")])),
        "-4"
    );
    assert_eq!(
        of_unit(&run(&rule, &[roster(""), n_filed(1, "2026-03-05")])),
        "-10"
    ); // off the roster in March
    let only = format!("{rule}roster_only = true\n");
    assert_eq!(of_unit(&run(&only, &[n_filed(1, "2026-03-05")])), "0");
    assert_eq!(of_unit(&run(&rule, &[n_filed(1, "2026-03-05")])), "-4");
}

#[test]
fn a_quota_is_asked_of_its_class_of_unit_alone() {
    let rule = quota("period = 'month'\nmin = 3\nper_missing = -1\nunit_class = '一类'")
        + "[[quota]]\ncode = 'Q2'\nsubject = 'unit'\nperiod = 'month'\nmin = 2\nper_missing = -10\nunit_class = '二类'\n";
    let of = |class: &str| {
        of_unit(&run(
            &rule,
            &[filed("稿", "2026-03-02", &format!(", \"class\": \"{class}\""))],
        ))
    };
    assert_eq!([of("一类"), of("二类"), of("三类")], ["-2", "-10", "0"]);
}

#[test]
fn what_a_unit_filed_while_it_was_of_another_class_counts_for_the_quota_of_its_class() {
    let rule = quota("period = 'month'\nmin = 1\nmet = 3\nmissed = -5\nunit_class = '一类'");
    let roster =
        r#"{ "kind": "roster", "unit": "甲", "class": "一类", "from": "2026-03-01", "until": "2026-03-31" }"#;
    let filed = filed("稿", "2026-03-02", ", \"class\": \"二类\"");
    assert_eq!(of_unit(&run(&rule, &[roster.to_owned(), filed])), "3");
}

#[test]
fn a_rate_is_below_or_it_is_not() {
    let rule = "[[rate]]\ncode = 'R'\nsubject = 'unit'\nperiod = 'quarter'\nbelow = '30%'\npoints = -1\n";
    let adopted = |n: u32| {
        format!(
            r#"{{ "kind": "adoption", "article": "2026-03-02稿", "outlet": "报", "on": "2026-03-05", "times": {n} }}"#
        )
    };
    assert_eq!(
        of_unit(&run(rule, &[n_filed(10, "2026-03-02"), adopted(2)])),
        "-1"
    );
    assert_eq!(of_unit(&run(rule, &[n_filed(10, "2026-03-02"), adopted(3)])), "0");
    let roster =
        r#"{ "kind": "roster", "unit": "甲", "from": "2026-01-01", "until": "2026-03-31" }"#.to_owned();
    assert_eq!(of_unit(&run(rule, std::slice::from_ref(&roster))), "0");
    assert_eq!(
        of_unit(&run(&format!("{rule}nothing_is_below = true\n"), &[roster])),
        "-1"
    );
}

#[test]
fn a_base_without_a_floor_goes_below_zero() {
    let rule = |floor: bool| {
        format!(
            "[[base]]\ncode = 'B'\nsubject = 'unit'\nperiod = 'month'\npoints = 2\nfloor = {floor}\n{}",
            quota("period = 'month'\nmin = 5\nper_missing = -1")
        )
    };
    assert_eq!(of_unit(&run(&rule(true), &[n_filed(1, "2026-03-05")])), "0");
    assert_eq!(of_unit(&run(&rule(false), &[n_filed(1, "2026-03-05")])), "-2");
    assert_eq!(of_unit(&run(&rule(true), &[n_filed(4, "2026-03-05")])), "1");
}

#[test]
fn a_month_ceiling_and_a_year_ceiling_cut_once_each_and_explicitly() {
    let rules = "[submission]\ncell = [{ points = 1 }]\n\
        [[cap]]\ncode = '月'\nsubject = 'unit'\nperiod = 'month'\nat = 10\n\
        [[cap]]\ncode = '年'\nsubject = 'unit'\nperiod = 'year'\nat = 15\n";
    let sheet = run(
        rules,
        &[
            n_filed(13, "2026-01-05"),
            n_filed(4, "2026-02-02"),
            n_filed(6, "2026-03-02"),
        ],
    );
    let of = |month: &str| sheet.total("甲", Some(month.parse().unwrap())).to_string();
    assert_eq!([of("2026-01"), of("2026-02"), of("2026-03")], ["10", "4", "1"]);
    let cuts: Vec<String> = sheet
        .lines
        .iter()
        .filter(|line| line.key.starts_with("cap"))
        .map(Line::sentence)
        .collect();
    assert_eq!(
        cuts,
        [
            "甲 2026-01 累计 13 分，封顶 10 分，规则 月 v1：min(10 − 13, 0) = -3 分",
            "甲 2026 累计 20 分，封顶 15 分，规则 年 v1：min(15 − 20, 0) = -5 分",
        ]
    );
    assert_eq!(sheet.total("张", None).to_string(), "23");
}

#[test]
fn a_ceiling_gives_back_what_a_later_loss_makes_room_for() {
    let rules = "[submission]\ncell = [{ points = 1 }]\n[[cap]]\ncode = '年'\nsubject = 'unit'\nperiod = 'year'\nat = 15\n".to_owned()
        + &quota("period = 'month'\nmin = 1\nmissed = -4");
    let roster =
        r#"{ "kind": "roster", "unit": "甲", "from": "2026-01-01", "until": "2026-02-28" }"#.to_owned();
    let sheet = run(&rules, &[roster, n_filed(20, "2026-01-05")]);
    let of = |month: &str| sheet.total("甲", Some(month.parse().unwrap())).to_string();
    // January 20 → 15; February loses 4, and of the 5 cut 4 come back, since only 16 were earned in all.
    assert_eq!([of("2026-01"), of("2026-02")], ["15", "0"]);
}

#[test]
fn a_ceiling_may_hold_for_each_medium_for_some_families_or_for_one_rule() {
    let facts = [
        filed("稿", "2026-03-02", ""),
        r#"{ "kind": "adoption", "article": "稿", "outlet": "一", "level": "市级", "on": "2026-03-05" }"#
            .to_owned(),
        r#"{ "kind": "adoption", "article": "稿", "outlet": "一", "level": "省级", "on": "2026-03-06" }"#
            .to_owned(),
        r#"{ "kind": "adoption", "article": "稿", "outlet": "二", "level": "省级", "on": "2026-04-06" }"#
            .to_owned(),
    ];
    let with = |cap: &str| {
        let scheme = format!(
            "[submission]\ncell = [{{ code = 'S', points = 1 }}]\n[adoption]\ncell = [{{ code = 'M', level = '市级', points = 20 }}, \
             {{ code = 'P', points = 30 }}]\n[[cap]]\ncode = 'C'\nsubject = 'unit'\nperiod = 'quarter'\nat = 30\n{cap}\n"
        );
        of_unit(&run(&scheme, &facts))
    };
    assert_eq!(with(""), "60"); // the first quarter 1 + 20 + 30 → 30, the second 30
    assert_eq!(with("per_outlet = true"), "61"); // 1 of no medium, 50 → 30 of the one, 30 of the other
    assert_eq!(with("family = ['submission']"), "81");
    assert_eq!(with("rule = 'M'"), "81");
}

#[test]
fn an_assessment_year_from_december_to_november_bounds_its_rules() {
    let rules = format!(
        "[calendar]\nyear_starts = 12\n{}",
        quota("period = 'year'\nmin = 2\nmet = 8")
    );
    let same = run(&rules, &[n_filed(1, "2025-12-01"), filed("尾", "2026-11-30", "")]);
    assert_eq!(of_unit(&same), "8");
    assert!(
        same.lines[0].sentence().contains("2025-12..2026-11"),
        "{}",
        same.lines[0].sentence()
    );
    let apart = run(&rules, &[n_filed(1, "2025-11-30"), filed("尾", "2026-11-30", "")]);
    assert_eq!(of_unit(&apart), "0");
}

#[test]
fn a_week_over_the_month_s_end_is_booked_by_its_thursday_or_another_day() {
    let of = |calendar: &str, month: &str| {
        let rule = quota("period = 'week'\nmin = 1\nmet = 1");
        run(&format!("{calendar}\n{rule}"), &[n_filed(1, "2026-03-01")])
            .total("甲", Some(month.parse().unwrap()))
            .to_string()
    };
    assert_eq!(of("", "2026-02"), "1");
    assert_eq!(of("[calendar]\nweek_books_to = 'sunday'", "2026-03"), "1");
}
