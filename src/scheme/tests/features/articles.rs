//! Filing, sharing, views, marks, clues, commissions, corrections.

use super::{FILED, adopted, of_unit, reasons, sheet, sheet_after};
use crate::scheme::{Line, Reason, Standing};

const SUBMISSION: &str =
    "[submission]\ncell = [{ type = '调研', points = 2 }, { type = '信息', points = 1 }]\n";

#[test]
fn filing_is_worth_its_type_if_valid() {
    for (standing, points, reason) in [
        ("valid", "1", vec![]),
        ("accepted", "1", vec![]),
        (
            "declined",
            "0",
            vec![Reason::NotValid {
                standing: Standing::Declined,
            }],
        ),
        (
            "duplicate",
            "0",
            vec![Reason::NotValid {
                standing: Standing::Duplicate,
            }],
        ),
        (
            "not_first",
            "0",
            vec![Reason::NotValid {
                standing: Standing::NotFirst,
            }],
        ),
    ] {
        let filed = FILED.replace("\"on\"", &format!("\"standing\": \"{standing}\", \"on\""));
        let sheet = sheet(SUBMISSION, &[&filed]);
        assert_eq!(
            (of_unit(&sheet).as_str(), reasons(&sheet)),
            (points, reason),
            "{standing}"
        );
    }
    assert_eq!(
        of_unit(&sheet(SUBMISSION, &[&FILED.replace("信息", "调研")])),
        "2"
    );
    assert_eq!(
        reasons(&sheet(SUBMISSION, &[&FILED.replace("信息", "诗歌")])),
        [Reason::Unlisted]
    );
}

#[test]
fn filing_may_need_acceptance_words_or_time_and_may_yield_to_adoption() {
    let run = |rule: &str, filed: &str| {
        let scheme = format!("{SUBMISSION}{rule}\n[adoption]\ncell = [{{ points = 4 }}]");
        of_unit(&sheet(&scheme, &[filed]))
    };
    assert_eq!(run("accepted_only = true", FILED), "0");
    assert_eq!(
        run(
            "accepted_only = true",
            &FILED.replace("\"on\"", "\"standing\": \"accepted\", \"on\"")
        ),
        "1"
    );
    assert_eq!(run("min_words = 501", FILED), "0");
    assert_eq!(run("min_words = 500", FILED), "1");
    let late = FILED.replace("\"on\"", "\"late\": true, \"on\"");
    assert_eq!(run("late_counts = false", &late), "0");
    assert_eq!(run("", &late), "1");
    let scheme =
        format!("{SUBMISSION}not_when_adopted = true\n[adoption]\ncell = [{{ level = '市级', points = 4 }}]");
    assert_eq!(
        of_unit(&sheet(&scheme, &[FILED, &adopted("市报", "市级", 4, "")])),
        "4"
    );
    assert_eq!(
        of_unit(&sheet(&scheme, &[FILED, &adopted("区报", "区级", 4, "")])),
        "1"
    );
}

#[test]
fn authors_share_by_every_method() {
    let run = |authors: &str| {
        let scheme = format!("[authors]\n{authors}\n[adoption]\ncell = [{{ points = 10 }}]");
        let names = r#"["张", { "name": "李", "share": 70 }, { "name": "王", "share": 30 }]"#;
        let filed = FILED.replace("[\"张\"]", names);
        let sheet = sheet(&scheme, &[&filed, &adopted("市报", "市级", 4, "")]);
        assert_eq!(of_unit(&sheet), "10");
        ["张", "李", "王"].map(|name| sheet.total(name, None).to_string())
    };
    assert_eq!(run("split = 'equal'"), ["3.34", "3.33", "3.33"]);
    assert_eq!(run("split = 'ratio'\nratio = [3, 2]"), ["6", "4", "0"]);
    assert_eq!(run("split = 'first'"), ["10", "0", "0"]);
    assert_eq!(run("split = 'full'"), ["10", "10", "10"]);
    assert_eq!(run("split = 'custom'"), ["0", "7", "3"]);
}

#[test]
fn full_time_officers_earn_nothing_where_the_scheme_says_so() {
    let filed = FILED.replace("[\"张\"]", r#"["张", { "name": "李", "full_time": true }]"#);
    let run = |rule: &str| {
        let scheme = format!("[authors]\n{rule}\n[adoption]\ncell = [{{ points = 10 }}]");
        let sheet = sheet(&scheme, &[&filed, &adopted("市报", "市级", 4, "")]);
        ["张", "李"].map(|name| sheet.total(name, None).to_string())
    };
    assert_eq!(run(""), ["5", "5"]);
    assert_eq!(run("exclude_full_time = true"), ["10", "0"]);
}

#[test]
fn unit_and_person_are_credited_side_by_side_with_weights() {
    let run = |credit: &str| {
        let scheme = format!("[credit]\n{credit}\n[adoption]\ncell = [{{ points = 7.5 }}]");
        let sheet = sheet(&scheme, &[FILED, &adopted("市报", "市级", 4, "")]);
        (
            of_unit(&sheet),
            sheet.total("张", None).to_string(),
            sheet.lines.len(),
        )
    };
    assert_eq!(run(""), ("7.5".to_owned(), "7.5".to_owned(), 2));
    assert_eq!(run("person = '1/3'"), ("7.5".to_owned(), "2.5".to_owned(), 2));
    assert_eq!(
        run("unit = 0.5\nperson = 0"),
        ("3.75".to_owned(), "0".to_owned(), 1)
    );
}

#[test]
fn joint_units_share_or_receive_a_flat_amount_each() {
    let filed = FILED.replace(
        "\"on\"",
        r#""joint_units": ["乙", { "name": "丙", "share": 1 }], "on""#,
    );
    let run = |rule: &str, form: &str| {
        let scheme = format!(
            "[units]\n{rule}\n[adoption]\ncell = [{{ form = '综合', points = 3, each_unit = true }}, {{ points = 10 }}]"
        );
        let sheet = sheet(
            &scheme,
            &[
                &filed,
                &adopted("市报", "市级", 4, &format!("\"form\": \"{form}\"")),
            ],
        );
        ["甲", "乙", "丙"].map(|name| sheet.total(name, None).to_string())
    };
    assert_eq!(run("", "独立"), ["10", "0", "0"]);
    assert_eq!(run("split = 'equal'", "独立"), ["3.34", "3.33", "3.33"]);
    assert_eq!(
        run("split = 'ratio'\nratio = [2, 1, 1]", "独立"),
        ["5", "2.5", "2.5"]
    );
    assert_eq!(run("split = 'custom'", "独立"), ["0", "0", "10"]);
    assert_eq!(run("", "综合"), ["3", "3", "3"]);
}

#[test]
fn a_joint_unit_that_filed_nothing_itself_is_named_in_its_quota() {
    let filed = FILED.replace("\"on\"", r#""joint_units": ["乙"], "on""#);
    let scheme = "[adoption]\ncell = [{ points = 10, each_unit = true }]\n\
                  [[quota]]\ncode = 'Q'\nperiod = 'year'\nsubject = 'unit'\ncount = 'submitted'\nmin = 2\nmissed = -1";
    let sheet = sheet(scheme, &[&filed, &adopted("市报", "市级", 4, "")]);
    let of_quota = sheet.lines.iter().filter(|line| line.rule == "Q");
    let sentences: Vec<String> = of_quota.map(Line::sentence).collect();
    assert!(
        sentences.iter().any(|sentence| sentence.starts_with("乙 2026")),
        "{sentences:#?}"
    );
}

#[test]
fn the_class_of_a_unit_may_be_what_excludes_its_articles() {
    let scheme = format!("{SUBMISSION}[[exclude]]\nunit_class = '三类'\nwhy = '三类单位不计报送分'\n");
    let of = |class: &str| {
        let filed = FILED.replace("\"on\"", &format!("\"class\": \"{class}\", \"on\""));
        of_unit(&sheet(&scheme, &[&filed]))
    };
    assert_eq!([of("一类"), of("三类")], ["1", "0"]);
}

#[test]
fn views_count_by_band_at_the_newest_time_allowed() {
    let scheme = "[views]\nwithin_days = 30\nband = [{ at_least = 2000, points = 100 }, \
                  { at_least = 3000, points = 200, step = 1000, per_step = 50 }]";
    let count = |views: u64, on: &str| {
        format!(r#"{{ "kind": "measure", "article": "稿", "views": {views}, "on": "{on}" }}"#)
    };
    for (views, points) in [
        (1999, "0"),
        (2000, "100"),
        (2999, "100"),
        (3000, "200"),
        (3999, "200"),
        (5000, "300"),
    ] {
        let sheet = sheet(scheme, &[FILED, &count(views, "2026-03-20")]);
        assert_eq!(of_unit(&sheet), points, "{views}");
        assert_eq!(reasons(&sheet).is_empty(), views >= 2000);
    }
    let facts = [
        FILED,
        &count(2500, "2026-03-20"),
        &count(3100, "2026-04-01"),
        &count(9000, "2026-04-02"),
    ];
    assert_eq!(of_unit(&sheet(scheme, &facts)), "200");
}

#[test]
fn marks_are_averaged_weighted_and_rounded_once() {
    let scheme = "[quality]\nmin_marks = 2\npass = 60\npart = [{ part = '内容', weight = '40%' }, { part = '质量', weight = '60%' }]";
    let mark = |part: &str, mark: &str| {
        format!(
            r#"{{ "kind": "mark", "article": "稿", "part": "{part}", "mark": {mark}, "on": "2026-03-20" }}"#
        )
    };
    let run = |marks: &[(&str, &str)]| {
        let mut facts = vec![FILED.to_owned()];
        facts.extend(marks.iter().map(|(part, points)| mark(part, points)));
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        of_unit(&sheet(scheme, &facts))
    };
    // 40 % of the mean of 80, 85 and 86 is 33.4667; 60 % of the mean of 90 and 91 is 54.3; together 87.7667.
    assert_eq!(
        run(&[
            ("内容", "80"),
            ("内容", "85"),
            ("内容", "86"),
            ("质量", "90"),
            ("质量", "91")
        ]),
        "87.77"
    );
    assert_eq!(run(&[("内容", "80"), ("质量", "90"), ("质量", "91")]), "0");
    assert_eq!(
        run(&[("内容", "50"), ("内容", "50"), ("质量", "60"), ("质量", "60")]),
        "0"
    );
    // Just passed.
    assert_eq!(
        run(&[("内容", "60"), ("内容", "60"), ("质量", "60"), ("质量", "60")]),
        "60"
    );
}

#[test]
fn a_clue_is_paid_when_the_story_runs() {
    let scheme = "[clue]\npoints = 2\n[adoption]\ncell = [{ points = 10 }]";
    let clue = r#"{ "kind": "clue", "article": "稿", "person": "钱", "on": "2026-03-01" }"#;
    let early = sheet(scheme, &[FILED, clue]);
    assert_eq!(early.total("钱", None).to_string(), "0");
    let run = sheet(scheme, &[FILED, clue, &adopted("市报", "市级", 4, "")]);
    assert_eq!(run.total("钱", None).to_string(), "2");
}

#[test]
fn who_gave_a_clue_to_an_article_that_was_never_filed_is_known_to_quotas() {
    let scheme = "[[quota]]\ncode = 'Q'\nsubject = 'person'\nperiod = 'month'\nmin = 1\nmissed = -1";
    let clue = r#"{ "kind": "clue", "article": "稿", "person": "钱", "on": "2026-03-01" }"#;
    let sheet = sheet_after(1, scheme, &[FILED, clue]);
    assert_eq!(sheet.total("钱", None).to_string(), "-1");
    assert!(sheet.lines[0].sentence().starts_with("钱 2026-03 "), "{sheet:?}");
}

#[test]
fn a_commission_is_met_missed_or_adopted_upstairs() {
    let scheme = "[commission]\nmet = 3\nmissed = -3\nadopted_upstairs = 10\nsubject = 'both'";
    let run = |outcome: &str| {
        let fact = format!(
            r#"{{ "kind": "commission", "unit": "甲", "person": "张", "title": "题", "on": "2026-03-20", "outcome": "{outcome}" }}"#
        );
        let sheet = sheet(scheme, &[&fact]);
        (of_unit(&sheet), sheet.total("张", None).to_string())
    };
    assert_eq!(run("met"), ("3".to_owned(), "3".to_owned()));
    assert_eq!(run("missed"), ("-3".to_owned(), "-3".to_owned()));
    assert_eq!(run("adopted_upstairs"), ("10".to_owned(), "10".to_owned()));
}

#[test]
fn a_correction_replaces_what_it_names_and_its_withdrawal_restores_it() {
    let scheme = "[adoption]\ncell = [{ level = '市级', points = 5 }, { level = '省级', points = 15 }]";
    let first = adopted("报", "市级", 4, "\"id\": 20");
    let better = adopted("报", "省级", 4, "\"id\": 30, \"replaces\": 20");
    assert_eq!(of_unit(&sheet(scheme, &[FILED, &better, &first])), "15");
    let undone = r#"{ "kind": "withdrawal", "id": 40, "withdraws": 30 }"#;
    assert_eq!(of_unit(&sheet(scheme, &[FILED, &better, undone, &first])), "5");
}

#[test]
fn a_corrected_line_keeps_the_slot_of_the_first_record() {
    let scheme = "[adoption]\ncell = [{ level = '市级', points = 5 }]";
    let records = [
        adopted("报", "市级", 4, "\"id\": 20"),
        adopted("报", "市级", 5, "\"id\": 30, \"replaces\": 20"),
        adopted("报", "市级", 6, "\"id\": 40, \"replaces\": 30"),
    ];
    let mut facts = vec![FILED];
    for record in &records {
        facts.push(record);
        let sheet = sheet(scheme, &facts);
        let keys: Vec<&str> = sheet.lines.iter().map(|line| line.key.as_str()).collect();
        assert!(keys.iter().all(|key| key.starts_with("adoption:20|")), "{keys:?}");
        assert_eq!(keys.len(), 2, "the unit's line and the author's");
    }
}

#[test]
fn a_record_that_is_corrected_twice_stands_once() {
    let scheme = "[adoption]\ncell = [{ level = '市级', points = 5 }, { level = '省级', points = 15 }]";
    let first = adopted("报", "市级", 4, "\"id\": 20");
    let second = adopted("报", "市级", 5, "\"id\": 30, \"replaces\": 20");
    let third = adopted("报", "省级", 5, "\"id\": 40, \"replaces\": 30");
    assert_eq!(of_unit(&sheet(scheme, &[FILED, &first, &second, &third])), "15");
    let undone = r#"{ "kind": "withdrawal", "id": 50, "withdraws": 40 }"#;
    let facts = [FILED, undone, &third, &second, &first];
    assert_eq!(
        of_unit(&sheet(scheme, &facts)),
        "5",
        "the second stands again, the first does not"
    );
}

#[test]
fn a_fact_cannot_undo_itself_or_a_later_one() {
    let scheme = "[adoption]\ncell = [{ points = 5 }]";
    let own = adopted("报", "市级", 4, "\"id\": 20, \"replaces\": 20");
    assert_eq!(of_unit(&sheet(scheme, &[FILED, &own])), "5");
    let later = adopted("报", "市级", 4, "\"id\": 20, \"replaces\": 30");
    assert_eq!(
        of_unit(&sheet(
            scheme,
            &[FILED, &later, &adopted("刊", "市级", 5, "\"id\": 30")]
        )),
        "10"
    );
}

#[test]
fn adjustments_and_opening_balances_are_lines_of_no_scheme() {
    let facts = [
        r#"{ "kind": "adjustment", "unit": "甲", "on": "2026-03-05", "points": -2.5, "reason": "重复登记", "approver": "主任" }"#,
        r#"{ "kind": "opening", "unit": "甲", "month": "2025-12", "points": 88, "note": "上年结转" }"#,
    ];
    let sheet = sheet("", &facts);
    assert_eq!(of_unit(&sheet), "85.5");
    assert!(sheet.lines.iter().all(|line| line.scheme.is_none()));
    assert_eq!(
        sheet.lines[0].sentence(),
        "甲人工调整（重复登记，主任批准）：-2.5 分"
    );
}
