//! Faults of documents name line, key and what is allowed; the warnings find contradictions.

use super::{Fault, Scheme, SchemeError};
use crate::scheme::{Book, Edition, Lint, lint};

const HEAD: &str =
    "code = 'X'\nname = 'X'\nlevels = ['区级', ['市级', '部门市级'], '省级']\ntypes = ['信息', '调研']\n";

fn faults(rest: &str) -> Vec<SchemeError> {
    Scheme::parse(&format!("{HEAD}{rest}")).err().unwrap_or_default()
}

fn only(rest: &str) -> (usize, String, Fault) {
    let mut faults = faults(rest);
    assert_eq!(faults.len(), 1, "{rest}: {faults:?}");
    let fault = faults.remove(0);
    assert!(
        fault.zh().contains(&format!("第 {} 行", fault.line))
            && fault.en().contains(&format!("line {}", fault.line))
    );
    (fault.line, fault.key, fault.fault)
}

fn scheme(rest: &str) -> Scheme {
    Scheme::parse(&format!("{HEAD}{rest}")).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn a_misspelt_key_is_named_with_its_line_and_the_keys_allowed() {
    let (line, key, fault) = only("[adoption]\ncell = [\n  { level = '市级', pionts = 5 },\n]\n");
    assert_eq!((line, key.as_str()), (7, "adoption.cell[1].pionts"));
    let Fault::UnknownKey { found, allowed } = fault else {
        panic!("{fault:?}")
    };
    assert_eq!(found, "pionts");
    assert!(
        allowed.contains(&"points".to_owned()) && allowed.contains(&"min_words".to_owned()),
        "{allowed:?}"
    );
    let (line, key, _) = only("[stacking]\nkept = 'highest'\n");
    assert_eq!((line, key.as_str()), (6, "stacking.kept"));
}

#[test]
fn a_wrong_word_is_named_with_the_words_allowed() {
    let (line, key, fault) = only("\n[stacking]\nkeep = 'hihgest'\n");
    assert_eq!((line, key.as_str()), (7, "stacking.keep"));
    let Fault::UnknownWord { allowed, .. } = fault else {
        panic!("{fault:?}")
    };
    assert_eq!(allowed, ["cumulative", "highest", "first", "top", "incremental"]);
    let (line, key, fault) = only(
        "[adoption]\ncell = [\n  { level = '省级', points = 1 },\n  { level = '国家级', points = 5 },\n]\n",
    );
    assert_eq!((line, key.as_str()), (8, "adoption.cell[2].level"));
    let Fault::UnknownWord { found, allowed } = fault else {
        panic!("{fault:?}")
    };
    assert_eq!((found.as_str(), allowed.len()), ("国家级", 4));
    assert_eq!(
        only("[[quota]]\ncode='Q'\nsubject='unit'\nperiod='week'\nmin=1\nmet=1\ntype='诗歌'\n").0,
        11
    );
}

#[test]
fn syntax_missing_keys_and_wrong_kinds_are_told_with_their_line() {
    assert!(matches!(only("[adoption\n"), (5, _, Fault::Syntax(_))));
    let (_, _, fault) = only("[[quota]]\nsubject = 'unit'\nperiod = 'week'\nmin = 2\n");
    assert_eq!(fault, Fault::Missing("code".to_owned()));
    let (line, key, fault) = only("[stacking]\ntop = 'two'\n");
    assert_eq!((line, key.as_str()), (6, "stacking.top"));
    assert!(matches!(fault, Fault::Value(_)));
    assert!(matches!(
        only("[adoption]\ncell = [{ points = 0.125 }]\n").2,
        Fault::Value(_)
    ));
    let faults = Scheme::parse("name = 'X'\n").unwrap_err();
    assert_eq!(faults[0].fault, Fault::Missing("code".to_owned()));
}

#[test]
fn values_that_exclude_each_other_are_refused() {
    for (rest, key, fault) in [
        (
            "[adoption]\ncell = [{ level = '市级' }]\n",
            "adoption.cell[1]",
            Fault::OneOf(&["points", "range", "per_thousand_words"]),
        ),
        (
            "[submission]\ncell = [{ range = [1, 2] }]\n",
            "submission.cell[1]",
            Fault::OneOf(&["points", "per_thousand_words"]),
        ),
        ("[stacking]\nkeep = 'top'\n", "stacking.keep", Fault::Needs("top")),
        (
            "[stacking]\ntop = 2\n",
            "stacking.top",
            Fault::Needs("keep = \"top\""),
        ),
        (
            "[stacking]\nkeep = 'top'\ntop = 0\n",
            "stacking.top",
            Fault::Bounds("≥ 1"),
        ),
        (
            "[stacking]\nlate_higher = 'difference'\n",
            "stacking.late_higher",
            Fault::Needs("keep = \"highest\""),
        ),
        (
            "[stacking]\none_per = 'side'\n",
            "stacking.one_per",
            Fault::Needs("inside_class"),
        ),
        (
            "[authors]\nsplit = 'ratio'\n",
            "authors.split",
            Fault::Needs("ratio"),
        ),
        (
            "[authors]\nratio = [3, 2]\n",
            "authors.ratio",
            Fault::Needs("split = \"ratio\""),
        ),
        ("[credit]\nperson = -1\n", "credit.person", Fault::Bounds("≥ 0")),
        (
            "[instruction]\ncell = [{ times = 2 }]\n",
            "instruction.cell[1]",
            Fault::OneOf(&["points", "range"]),
        ),
        (
            "[instruction]\nmode = 'multiply'\ncell = [{ points = 2 }]\n",
            "instruction.cell[1]",
            Fault::OneOf(&["times"]),
        ),
        (
            "[[deduction]]\nincident = 'late'\npoints = 1\n",
            "deduction[1]",
            Fault::Bounds("≤ 0"),
        ),
        (
            "[[deduction]]\nincident = 'late'\n",
            "deduction[1]",
            Fault::OneOf(&["points", "range"]),
        ),
        (
            "[[veto]]\ncode = 'V'\nzero = 'year'\n",
            "veto[1]",
            Fault::Needs("incident / missed_commission"),
        ),
        (
            "[[rate]]\ncode='R'\nsubject='unit'\nperiod='month'\nbelow=2\npoints=-1\n",
            "rate[1].below",
            Fault::Bounds("0–100%"),
        ),
        (
            "[[cap]]\ncode = 'a|b'\nperiod = 'month'\nat = 1\n",
            "cap[1].code",
            Fault::Bounds("a code without : and |"),
        ),
    ] {
        let (line, found, got) = only(rest);
        assert_eq!((found.as_str(), got), (key, fault), "{rest}");
        assert!(line > 4, "{rest}");
    }
    let twice = "[[cap]]\ncode = 'C'\nperiod = 'month'\nat = 1\n".repeat(2);
    assert_eq!(
        only(&twice),
        (10, "cap[2].code".to_owned(), Fault::SameCode("C".to_owned()))
    );
}

#[test]
fn dates_are_read_bare_or_quoted() {
    for text in ["2026-03-01", "'2026-03-01'"] {
        let scheme = Scheme::parse(&format!("effective_from = {text}\n{HEAD}")).unwrap();
        assert_eq!(scheme.effective_from.unwrap().to_string(), "2026-03-01");
    }
    assert!(
        Scheme::parse(&format!(
            "effective_from = 2026-03-01\neffective_until = 2026-03-01\n{HEAD}"
        ))
        .is_err()
    );
    assert!(Scheme::parse(&format!("effective_from = '三月'\n{HEAD}")).is_err());
}

#[test]
fn a_deduction_of_nothing_is_no_fault() {
    scheme("[[deduction]]\nincident = 'late'\npoints = 0\n");
}

#[test]
fn warnings_find_what_contradicts_itself() {
    let unreachable = scheme(
        "[adoption]\ncell = [{ level_from = '区级', points = 5 }, { level = '省级', type = '调研', points = 9 }]\n",
    );
    assert_eq!(
        lint(&unreachable),
        [Lint::UnreachableCell {
            table: "adoption",
            row: 2,
            hidden_by: 1
        }]
    );
    let uncovered = scheme("[adoption]\ncell = [{ level_from = '市级', points = 5 }]\n");
    assert_eq!(
        lint(&uncovered),
        [Lint::LevelWithoutCell {
            level: "区级".to_owned()
        }]
    );
    let low = scheme("[adoption]\ncell = [{ points = 5 }]\n[[cap]]\ncode = 'C'\nperiod = 'month'\nat = 4\n");
    let (at, award) = ("4".parse().unwrap(), "5".parse().unwrap());
    assert_eq!(
        lint(&low),
        [Lint::CapBelowOneAward {
            cap: "C".to_owned(),
            at,
            award
        }]
    );
    let idle = scheme(
        "[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'week'\nmin = 2\n[credit]\nunit = 0\nperson = 0\n",
    );
    assert_eq!(
        lint(&idle),
        [
            Lint::QuotaWithoutEffect {
                quota: "Q".to_owned()
            },
            Lint::NobodyCredited
        ]
    );
    let instruction = |mode: &str, worth: &str| {
        lint(&scheme(&format!(
            "[instruction]\nmode = '{mode}'\ncell = [{{ {worth} = 2 }}]\n"
        )))
    };
    assert_eq!(instruction("multiply", "times"), [Lint::NothingToMultiply]);
    assert_eq!(instruction("add", "points"), []);
    let caps = "[[cap]]\ncode = 'M'\nperiod = 'month'\nat = 9\n[[cap]]\ncode = 'Y'\nperiod = 'year'\nat = 8\nrule = 'R9'\n";
    assert_eq!(
        lint(&scheme(caps)),
        [Lint::UnknownRule {
            cap: "Y".to_owned(),
            rule: "R9".to_owned()
        }]
    );
    let caps = caps.replace("rule = 'R9'", "");
    assert_eq!(
        lint(&scheme(&caps)),
        [Lint::CapAboveLongerCap {
            cap: "M".to_owned(),
            longer: "Y".to_owned()
        }]
    );
    for warning in lint(&idle) {
        assert!(!warning.zh().is_empty() && !warning.en().is_empty());
    }
}

#[test]
fn editions_that_overlap_for_a_class_are_warned_of() {
    let edition = |version: u32, from: &str, until: &str, classes: &str| {
        Edition::of(scheme_at(version, from, until, classes))
    };
    let one = edition(1, "2026-01-01", "2026-03-01", "['街道']");
    let clash = |other: Edition| {
        Book {
            editions: vec![one.clone(), other],
            through: None,
        }
        .lint()
        .len()
    };
    assert_eq!(clash(edition(2, "2026-03-01", "2027-01-01", "['街道']")), 0);
    assert_eq!(clash(edition(2, "2026-02-28", "2027-01-01", "['街道']")), 1);
    assert_eq!(clash(edition(2, "2026-02-28", "2027-01-01", "['部门']")), 0);
    assert_eq!(clash(edition(2, "2026-02-28", "2027-01-01", "[]")), 1);
}

fn scheme_at(version: u32, from: &str, until: &str, classes: &str) -> Scheme {
    let text = format!(
        "version = {version}\neffective_from = {from}\neffective_until = {until}\napplies_to = {classes}\n{HEAD}"
    );
    Scheme::parse(&text).unwrap()
}

/// One broken document for every kind of fault and every section that is checked.
const BROKEN: &[&str] = &[
    "nonsense\n",
    "unheard_of = 1\n",
    "[adoption]\ncell = [{ level = '市级' }]\n",
    "[adoption]\ncell = [{ level = '乡级', points = 1 }]\n",
    "[adoption]\nfactor = [{ times = -1 }]\n",
    "[adoption]\nreclassify = [{ as_type = '诗歌' }]\n",
    "[submission]\ncell = [{ range = [1, 2] }]\n",
    "[submission]\n",
    "[stacking]\nkeep = 'top'\n",
    "[stacking]\ntop = 2\n",
    "[stacking]\none_per = 'side'\n",
    "[stacking]\nlate_higher = 'difference'\n",
    "[stacking]\nreuse_times = -1\n",
    "[authors]\nsplit = 'ratio'\n",
    "[units]\nratio = [1]\n",
    "[credit]\nunit = -1\n",
    "[booking]\nby_day_of_next_month = 40\n",
    "[calendar]\nyear_starts = 13\n",
    "[instruction]\ncell = [{ level = '市领导' }]\n",
    "[instruction]\nmode = 'multiply'\ncell = [{ points = 1 }]\n",
    "[views]\nband = [{ at_least = 1, points = 1, step = 0 }]\n",
    "[[deduction]]\nincident = []\npoints = -1\n",
    "[[deduction]]\nincident = 'late'\n",
    "[[deduction]]\nincident = 'late'\npoints = 1\n",
    "[[deduction]]\nincident = 'late'\npoints = -1\n[[deduction]]\ncode = '扣分1'\nincident = 'late'\npoints = -1\n",
    "[[quota]]\ncode = ''\nsubject = 'unit'\nperiod = 'week'\nmin = 1\n",
    "[[quota]]\ncode = 'q'\nsubject = 'unit'\nperiod = 'year'\nwithin = 'week'\nmin = 1\n",
    "[[quota]]\ncode = 'q'\nsubject = 'unit'\nperiod = 'week'\nmin = 1\nmissed = 1\n",
    "[[quota]]\ncode = 'q'\nsubject = 'unit'\nperiod = 'week'\nmin = 1\nmin_words = 9\nbelow_words = 9\n",
    "[[rate]]\ncode = 'r'\nsubject = 'unit'\nperiod = 'week'\nbelow = 2\npoints = -1\n",
    "[[rate]]\ncode = 'r'\nsubject = 'unit'\nperiod = 'week'\nbelow = 0.5\npoints = 1\n",
    "[[cap]]\ncode = 'a:b'\nperiod = 'week'\nat = -1\n",
    "[[veto]]\ncode = 'v'\nzero = 'year'\n",
    "[[veto]]\ncode = 'v'\nincident = 'false'\nat_least = 0\nzero = 'year'\n",
    "[assessment]\nfull_mark = 0\n[[assessment.part]]\nname = 'a'\nat_most = -1\ntarget = 0\n",
    "[assessment]\nfull_mark = 9\n[[assessment.part]]\nname = 'a'\nat_most = 1\n",
    "[assessment]\nfull_mark = 9\npart = []\n[[assessment.veto]]\nname = 'v'\nincident = []\nat_least = 0\n",
    "[[fee]]\ncode = 'f'\nperiod = 'month'\nper_point = 1\n",
    "[[fee]]\ncode = 'f'\nsubject = 'unit'\nperiod = 'month'\n",
    "[[fee]]\ncode = 'f'\nsubject = 'unit'\nperiod = 'month'\npool = -1\n",
    "[[merit]]\ncode = 'm'\nsubject = 'unit'\nperiod = 'year'\ntop = 0\n",
    "[[demotion]]\ncode = 'd'\nperiod = 'quarter'\nat_least = 50\ntimes = 0\n",
];

#[test]
fn every_fault_stands_at_a_line_that_the_document_has_and_names_what_is_wrong() {
    let documents = BROKEN.iter().map(|rest| format!("{HEAD}{rest}"));
    let without_head = [
        "",
        "code = 'X'\n",
        "name = 'X'\n",
        "code = ' '\nname = 'X'\n",
        "code = 'X'\nname = 'X'\nversion = 0\n",
    ];
    for text in documents.chain(without_head.map(str::to_owned)) {
        let faults = Scheme::parse(&text).expect_err(&text);
        for fault in faults {
            let n_lines = text.lines().count().max(1);
            assert!((1..=n_lines).contains(&fault.line), "{fault:?}\n{text}");
            assert!(
                fault.zh().starts_with(&format!("第 {} 行", fault.line)),
                "{}",
                fault.zh()
            );
            assert!(
                fault.en().starts_with(&format!("line {}", fault.line)),
                "{}",
                fault.en()
            );
            let is_named =
                !fault.key.is_empty() || matches!(fault.fault, Fault::Syntax(_) | Fault::Missing(_));
            assert!(is_named, "{fault:?}\n{text}");
        }
    }
}

#[test]
fn a_fee_says_whom_it_pays_and_a_scheme_in_yuan_pays_one_side() {
    let fault = |text: &str| {
        let faults = Scheme::parse(text).expect_err(text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        (faults[0].zh(), faults[0].en())
    };
    let fee = format!("{HEAD}[[fee]]\ncode = 'f'\nperiod = 'month'\nper_point = 3\n");
    let line = HEAD.lines().count() + 1;
    let (zh, en) = fault(&fee);
    assert_eq!(
        zh,
        format!("第 {line} 行 fee[1]：缺少必填的键“subject”，可取：unit、person、both")
    );
    assert_eq!(
        en,
        format!("line {line}, fee[1]: key `subject` is missing; allowed: unit, person, both")
    );
    assert!(Scheme::parse(&format!("{fee}subject = 'person'\n")).is_ok());

    let yuan = "code = 'Y'\nname = '稿酬'\nunit = '元'\n";
    assert!(fault(yuan).0.starts_with("第 3 行 unit："), "{:?}", fault(yuan));
    let both = format!("{yuan}[credit]\nunit = 0.5\nperson = 0.5\n");
    let (zh, en) = fault(&both);
    assert!(
        zh.starts_with("第 4 行 credit：") && zh.contains("[credit]"),
        "{zh}"
    );
    assert!(en.starts_with("line 4, credit: "), "{en}");
    assert!(Scheme::parse(&format!("{yuan}[credit]\nunit = 0\n")).is_ok());
}
