//! The table of adoptions: cells, ranges, factors, bonuses, words, evidence, deadlines, exclusions.

use super::{FILED, adopted, of_unit, reasons, sheet};
use crate::scheme::facts_file::FactsFile;
use crate::scheme::{Family, Reason, Step};

fn worth(scheme: &str, level: &str, more: &str) -> String {
    of_unit(&sheet(scheme, &[FILED, &adopted("日报", level, 9, more)]))
}

#[test]
fn a_cell_is_found_by_level_outlet_type_and_form_and_the_first_row_wins() {
    let table = "[adoption]\ncell = [
        { outlet = '日报', level = '省级', points = 12 },
        { level_from = '省级', form = '综合', points = 4 },
        { level_from = '省级', points = 10 },
        { level = '市级', class = '报纸', points = 7 },
        { level = '市级', type = '调研', points = 6 },
        { level = '市级', points = 0.2 },
    ]";
    for (level, more, points) in [
        ("省级", "", "12"),
        ("国家级", "\"form\": \"综合\"", "4"),
        ("国家级", "\"form\": \"独立\"", "10"),
        ("市级", "\"outlet_class\": \"报纸\"", "7"),
        ("市级", "\"as_type\": \"调研\"", "6"),
        ("市级", "", "0.2"),
        ("区级", "", "0"),
    ] {
        assert_eq!(worth(table, level, more), points, "{level} {more}");
    }
    assert_eq!(
        reasons(&sheet(table, &[FILED, &adopted("周报", "区级", 9, "")])),
        [Reason::Unlisted]
    );
}

#[test]
fn a_range_needs_points_inside_it_with_reason_and_approver() {
    let table = "[adoption]\ncell = [{ range = [2, 5] }]";
    let granted = |points: &str, reason: &str, approver: &str| {
        format!(
            "\"granted\": {{ \"points\": {points}, \"reason\": \"{reason}\", \"approver\": \"{approver}\" }}"
        )
    };
    assert_eq!(worth(table, "省级", &granted("5", "质量好", "主任")), "5");
    assert_eq!(worth(table, "省级", &granted("2", "一般", "主任")), "2");
    for wrong in [
        &granted("5.01", "好", "主任"),
        &granted("1.99", "好", "主任"),
        &granted("3", "", "主任"),
        &granted("3", "好", ""),
        "",
    ] {
        let sheet = sheet(table, &[FILED, &adopted("日报", "省级", 9, wrong)]);
        assert_eq!(
            (of_unit(&sheet), reasons(&sheet)),
            ("0".to_owned(), vec![Reason::NotGranted])
        );
    }
}

#[test]
fn factors_of_one_group_combine_as_the_scheme_says_and_others_multiply() {
    let scheme = |combine: &str| {
        format!(
            "[adoption]\ncombine = '{combine}'\ncell = [{{ points = 10 }}]\nfactor = [
                {{ position = '头版', times = 2, group = '位置', name = '头版' }},
                {{ position = '头条', times = 1.5, group = '位置', name = '头条' }},
                {{ type = '信息', times = 1.1, name = '信息' }},
            ]"
        )
    };
    let both = "\"position\": [\"头版\", \"头条\"]";
    assert_eq!(worth(&scheme("highest"), "省级", both), "22");
    assert_eq!(worth(&scheme("multiply"), "省级", both), "33");
    assert_eq!(worth(&scheme("add"), "省级", both), "27.5");
    assert_eq!(
        worth(&scheme("highest"), "省级", "\"position\": \"头条\""),
        "16.5"
    );
}

#[test]
fn the_highest_factor_of_a_group_counts_wherever_it_stands_and_the_first_of_equal_ones_gives_the_name() {
    let begun = |times: &str| {
        let scheme = format!(
            "[adoption]\ncombine = 'highest'\ncell = [{{ points = 10 }}]\nfactor = [
                {{ position = '头条', times = 1.5, group = '位置', name = '头条' }},
                {{ position = '头版', times = {times}, group = '位置', name = '头版' }},
            ]"
        );
        let both = adopted("日报", "省级", 9, "\"position\": [\"头版\", \"头条\"]");
        let sheet = sheet(&scheme, &[FILED, &both]);
        let Step::Times { what, .. } = sheet.lines[0].trace.steps[1].clone() else {
            panic!("{:?}", sheet.lines[0])
        };
        (of_unit(&sheet), what)
    };
    assert_eq!(begun("2"), ("20".to_owned(), "头版".to_owned()));
    assert_eq!(begun("1.5"), ("15".to_owned(), "头条".to_owned()));
}

#[test]
fn bonuses_are_added_before_or_after_the_factors() {
    let scheme = "[adoption]\ncell = [{ points = 10 }]\nfactor = [{ repost = true, times = 0.5 }]\nbonus = [
        { min_pictures = 1, points = 2, before_factors = true },
        { position = '头版', points = 3, name = '头版' },
    ]";
    let filed = FILED.replace("\"on\"", "\"pictures\": 2, \"on\"");
    let sheet = sheet(
        scheme,
        &[
            &filed,
            &adopted("日报", "省级", 9, "\"repost\": true, \"position\": \"头版\""),
        ],
    );
    assert_eq!(of_unit(&sheet), "9");
    assert!(
        sheet.lines[0]
            .sentence()
            .ends_with("（头版、转载），规则 采用1 v1：(10 + 2) × 0.5 + 3 = 9 分")
    );
}

#[test]
fn words_choose_a_row_a_type_a_bonus_or_nothing() {
    let scheme = "[adoption]\nmin_words = 200\ncell = [
        { type = '调研', points = 9 }, { min_words = 1000, points = 15 }, { below_words = 500, points = 8 }, { points = 10 },
    ]\nreclassify = [{ type = '信息', level_from = '市级', min_words = 800, as_type = '调研' }]";
    let at = |words: u32, level: &str| worth(scheme, level, &format!("\"adopted_words\": {words}"));
    for (words, level, points) in [
        (199, "区级", "0"),
        (200, "区级", "8"),
        (499, "区级", "8"),
        (500, "区级", "10"),
        (999, "区级", "10"),
        (1000, "区级", "15"),
        (799, "市级", "10"),
        (800, "部门市级", "9"),
        (800, "省级", "9"),
    ] {
        assert_eq!(at(words, level), points, "{words} {level}");
    }
}

#[test]
fn money_by_the_thousand_words_is_exact_to_the_fen() {
    let scheme = "unit = '元'\n[credit]\nperson = 0\n[adoption]\ncell = [{ per_thousand_words = 40 }]";
    assert_eq!(worth(scheme, "省级", "\"adopted_words\": 1234"), "49.36");
    let sheet = sheet(scheme, &[FILED, &adopted("日报", "省级", 9, "")]);
    assert!(
        sheet.lines[0].sentence().ends_with("：40 × 0.5 = 20 元"),
        "{}",
        sheet.lines[0].sentence()
    );
}

#[test]
fn the_route_multiplies_or_supplements() {
    let scheme = "[adoption]\ncell = [{ points = 10 }]\nfactor = [{ route = '转报', times = 2 }, { route = '转报国办', times = 5 }]\n\
                  bonus = [{ route = '直报', points = 7 }]";
    assert_eq!(worth(scheme, "省级", "\"route\": \"转报\""), "20");
    assert_eq!(worth(scheme, "省级", "\"route\": \"转报国办\""), "50");
    assert_eq!(worth(scheme, "省级", "\"route\": \"直报\""), "17");
    assert_eq!(worth(scheme, "省级", ""), "10");
}

#[test]
fn evidence_is_asked_where_the_scheme_asks_it() {
    let scheme = "[adoption]\ncell = [{ points = 10 }]\nneeds_proof = [{ class = '报纸' }]";
    assert_eq!(
        worth(scheme, "省级", "\"proven\": false, \"outlet_class\": \"网站\""),
        "10"
    );
    assert_eq!(
        worth(scheme, "省级", "\"proven\": false, \"outlet_class\": \"报纸\""),
        "0"
    );
    assert_eq!(
        worth(scheme, "省级", "\"proven\": true, \"outlet_class\": \"报纸\""),
        "10"
    );
}

#[test]
fn a_late_registration_is_void_unless_approval_helps() {
    let by_day = "[adoption]\ncell = [{ points = 10 }]\n[booking]\nby_day_of_next_month = 5\n";
    let approved = "\"recorded_on\": \"2026-04-06\", \"late_approved\": true";
    assert_eq!(worth(by_day, "省级", "\"recorded_on\": \"2026-04-05\""), "10");
    assert_eq!(worth(by_day, "省级", "\"recorded_on\": \"2026-04-06\""), "0");
    assert_eq!(worth(by_day, "省级", approved), "0");
    assert_eq!(
        worth(&format!("{by_day}approval_helps = true"), "省级", approved),
        "10"
    );
    let within = "[adoption]\ncell = [{ points = 10 }]\n[booking]\nwithin_days = 3";
    assert_eq!(worth(within, "省级", "\"recorded_on\": \"2026-03-12\""), "10");
    assert_eq!(worth(within, "省级", "\"recorded_on\": \"2026-03-13\""), "0");
}

#[test]
fn an_adoption_is_booked_by_publication_registration_or_submission() {
    for (rule, month) in [
        ("adopted", "2026-03"),
        ("recorded", "2026-04"),
        ("submitted", "2026-02"),
    ] {
        let scheme = format!("[booking]\nadoption = '{rule}'\n[adoption]\ncell = [{{ points = 10 }}]");
        let filed = FILED.replace("2026-03-02", "2026-02-27");
        let sheet = sheet(
            &scheme,
            &[
                &filed,
                &adopted("日报", "省级", 9, "\"recorded_on\": \"2026-04-01\""),
            ],
        );
        assert_eq!(
            sheet.total("甲", Some(month.parse().unwrap())).to_string(),
            "10",
            "{rule}"
        );
    }
}

#[test]
fn exclusions_give_nothing_and_say_why() {
    let scheme = "[submission]\ncell = [{ points = 1 }]\n[adoption]\ncell = [{ points = 10 }]\n\
        exclude = []\n"
        .replace("exclude = []\n", "")
        + "[[exclude]]\ntag = ['通知公告', '广告']\nwhy = '通知公告和广告'\n[[exclude]]\nrepost = true\nwhy = '转载'\nsubmission = false\n";
    assert_eq!(worth(&scheme, "省级", ""), "11");
    assert_eq!(worth(&scheme, "省级", "\"repost\": true"), "1");
    let notice = FILED.replace("\"on\"", "\"tags\": [\"广告\"], \"on\"");
    let sheet = sheet(&scheme, &[&notice, &adopted("日报", "省级", 9, "")]);
    assert_eq!(of_unit(&sheet), "0");
    assert_eq!(
        sheet.lines[0].sentence(),
        "《稿》报送（信息），规则 报送1 v1：0 分（通知公告和广告，不计分）"
    );
}

#[test]
fn an_amount_is_called_by_its_level_and_type() {
    let begun = |more: &str| {
        let sheet = sheet(
            "[adoption]\ncell = [{ points = 5 }]",
            &[FILED, &adopted("日报", "市级", 9, more)],
        );
        let start = sheet.lines[0].trace.steps[0].clone();
        let Step::Start { what, .. } = start else {
            panic!("{start:?}")
        };
        what
    };
    assert_eq!(begun(""), "市级 × 信息");
    assert_eq!(begun("\"as_type\": \"调研\""), "市级 × 调研");
}

#[test]
fn a_position_is_one_text_or_several() {
    let table = "[adoption]\ncell = [{ position = '头版', points = 9 }, { points = 5 }]";
    for (positions, points) in [
        ("\"头版\"", "9"),
        ("[\"二版\", \"头版\"]", "9"),
        ("\"\"", "5"),
        ("[]", "5"),
    ] {
        assert_eq!(
            worth(table, "市级", &format!("\"position\": {positions}")),
            points,
            "{positions}"
        );
    }
}

#[test]
fn a_family_and_a_reason_have_their_words() {
    assert_eq!(Family::Adoption.zh(), "采用");
    assert_eq!(Reason::FiledLate.en(), "filed late");
    let exempt = |why: &str| Reason::Exempt { why: why.to_owned() }.zh();
    assert_eq!(
        (exempt("").as_str(), exempt("产假").as_str()),
        ("免考核", "产假，免考核")
    );
}

#[test]
fn a_fact_that_lacks_something_is_named_by_its_number() {
    let error = |facts: &[&str]| {
        let json = format!("{{ \"facts\": [{}] }}", facts.join(","));
        FactsFile::parse(&json).expect_err("it lacks something").zh()
    };
    let without_day = r#"{ "kind": "adoption", "article": "稿", "outlet": "报" }"#;
    assert_eq!(error(&[FILED, without_day]), "第 2 条事实（adoption）缺少“on”");
}
