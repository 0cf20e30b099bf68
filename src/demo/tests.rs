//! Reads the whole demo district as a demanding reader would.

mod lengths;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::writing::figures_in;
use super::{AdoptionForm, Article, ArticlePlan, Deed, District, OutletLevel, Prng, Role, article, district};

fn until() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

fn sample() -> &'static District {
    static DISTRICT: std::sync::LazyLock<District> =
        std::sync::LazyLock::new(|| district(20_261_123, until()));
    &DISTRICT
}

/// Drops the tags.
fn text_of(html: &str) -> String {
    let mut is_tag = false;
    html.chars()
        .filter(|sign| match sign {
            '<' => {
                is_tag = true;
                false
            }
            '>' => {
                is_tag = false;
                false
            }
            _ => !is_tag,
        })
        .collect()
}

fn last_text(plan: &ArticlePlan) -> String {
    plan.versions
        .last()
        .map(|version| text_of(&version.body_html))
        .unwrap_or_default()
}

fn shingles(text: &str) -> HashSet<Vec<char>> {
    text.chars()
        .collect::<Vec<_>>()
        .windows(5)
        .map(<[char]>::to_vec)
        .collect()
}

/// Jaccard likeness in per mille.
fn likeness(one: &HashSet<Vec<char>>, other: &HashSet<Vec<char>>) -> usize {
    let shared = one.intersection(other).count();
    shared * 1000 / (one.len() + other.len() - shared).max(1)
}

#[test]
fn the_same_seed_gives_the_same_district_and_another_seed_another() {
    assert_eq!(&district(20_261_123, until()), sample());
    assert_ne!(district(1, until()).articles, sample().articles);
}

#[test]
fn the_volumes_are_those_of_a_district() {
    let demo = sample();
    let n = demo.articles.len();
    assert!((2700..=3300).contains(&n), "{n} articles");
    assert!(
        (55..=80).contains(&demo.people.len()),
        "{} people",
        demo.people.len()
    );
    assert_eq!(demo.outlets.len(), 40);
    let accepted: Vec<_> = demo
        .articles
        .iter()
        .filter(|one| matches!(one.steps.last().map(|step| &step.deed), Some(Deed::Accept)))
        .collect();
    let adopted = accepted.iter().filter(|one| !one.adoptions.is_empty()).count();
    assert!(
        (54..=66).contains(&(accepted.len() * 100 / n)),
        "{} of {n} accepted",
        accepted.len()
    );
    assert!(
        (29..=40).contains(&(adopted * 100 / accepted.len())),
        "{adopted} of {} adopted",
        accepted.len()
    );
    let at = |level| {
        demo.articles
            .iter()
            .flat_map(|one| &one.adoptions)
            .filter(|one| demo.outlets[one.outlet].level == level)
            .count()
    };
    let levels = [
        OutletLevel::District,
        OutletLevel::Municipal,
        OutletLevel::Provincial,
        OutletLevel::National,
    ]
    .map(at);
    assert!(
        levels.is_sorted_by(|low, high| low > high) && levels[3] > 0,
        "{levels:?}"
    );
    assert!(
        demo.articles
            .iter()
            .flat_map(|one| &one.adoptions)
            .any(|one| one.withdrawn.is_some())
    );
    assert!(
        demo.articles
            .iter()
            .flat_map(|one| &one.adoptions)
            .any(|one| one.form == AdoptionForm::OneLiner)
    );
    assert!(
        demo.articles
            .iter()
            .filter(|one| one.instruction.is_some())
            .count()
            > 30
    );
    assert_eq!(
        demo.articles
            .iter()
            .map(|one| one.week)
            .collect::<BTreeSet<_>>()
            .len(),
        26
    );
}

#[test]
fn each_role_has_one_showcase_account_and_no_name_signs_in_twice() {
    let demo = sample();
    for role in Role::ALL {
        assert_eq!(
            demo.people
                .iter()
                .filter(|one| one.is_showcase && one.role == role)
                .count(),
            1
        );
    }
    assert_eq!(
        demo.showcase(Role::Reporter).map(|one| one.username.as_str()),
        Some("wangxiaolin")
    );
    let usernames: BTreeSet<_> = demo.people.iter().map(|one| &one.username).collect();
    assert_eq!(usernames.len(), demo.people.len());
    assert!(usernames.iter().all(|name| {
        name.chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit())
    }));
}

#[test]
fn every_course_is_a_walk_through_the_states() {
    for plan in &sample().articles {
        let mut state = "draft";
        let mut last = plan.drafted_at;
        for step in &plan.steps {
            assert!(step.at > last, "steps out of order in {plan:?}");
            last = step.at;
            state = match (&step.deed, state) {
                (Deed::Submit { version }, "draft" | "returned") => {
                    assert!(*version < plan.versions.len());
                    "submitted"
                }
                (Deed::Sign, "submitted") => "signed",
                (Deed::Claim, "submitted" | "signed") => "in review",
                (Deed::Return { due_at, .. }, "in review") => {
                    assert!(*due_at > step.at);
                    "returned"
                }
                (Deed::Hold { .. }, "in review") => "held",
                (Deed::Decline { .. }, "in review" | "held") => "declined",
                (Deed::Withdraw { .. }, "in review") => "withdrawn",
                (Deed::Accept, "in review" | "held") => "accepted",
                (deed, state) => panic!("{deed:?} after {state}"),
            };
        }
        assert!(last < super::working_hours::at(until(), 0));
        assert!(plan.adoptions.is_empty() && plan.instruction.is_none() || state == "accepted");
        assert!(plan.adoptions.iter().all(|one| one.recorded_at > last));
        assert_eq!(
            plan.authors.iter().map(|one| u32::from(one.percent)).sum::<u32>(),
            100
        );
        assert_ne!(
            plan.versions.first().map(|one| &one.body_html),
            plan.versions.get(1).map(|one| &one.body_html)
        );
    }
}

#[test]
fn the_last_days_leave_work_in_every_queue() {
    let mut queues: BTreeMap<&str, usize> = BTreeMap::new();
    for plan in &sample().articles {
        let queue = match plan.steps.last().map(|step| &step.deed) {
            None => "draft",
            Some(Deed::Submit { .. }) if sample().organisations[plan.organisation].requires_sign_off => {
                "to sign"
            }
            Some(Deed::Submit { .. } | Deed::Sign) => "to claim",
            Some(Deed::Claim) => "in review",
            Some(Deed::Return { .. }) => "returned",
            Some(Deed::Hold { .. }) => "held",
            Some(Deed::Decline { .. } | Deed::Withdraw { .. } | Deed::Accept) => "ended",
        };
        *queues.entry(queue).or_default() += 1;
    }
    assert_eq!(queues.len(), 7, "{queues:?}");
    assert!(queues.values().all(|n| *n >= 4), "{queues:?}");
}

#[test]
fn no_text_has_a_flaw_that_a_reader_would_mark() {
    let flaws = [
        "{",
        "}",
        "[",
        "]",
        "|",
        "。。",
        "，，",
        "，。",
        "。，",
        "；。",
        "、、",
        "的的",
        "了了",
        "：：",
        "“”",
        "““",
        "”“。",
        "“。",
        "！。",
        "？。",
        "、。",
        "，”",
        "（）",
        "《》",
        "村村里",
        "社区社区",
        "街道街道",
        "  ",
    ];
    for plan in &sample().articles {
        for version in &plan.versions {
            for text in [version.title.clone(), text_of(&version.body_html)] {
                let found: Vec<_> = flaws.iter().filter(|flaw| text.contains(**flaw)).collect();
                assert!(found.is_empty(), "{found:?} in {text}");
                assert!(!text.contains('&') && !text.is_empty());
            }
            assert!(version.title.chars().count() <= 40, "{}", version.title);
        }
        let text = last_text(plan);
        let n = text.chars().filter(|sign| !sign.is_whitespace()).count();
        assert!(
            (250..=1500).contains(&n) || plan.versions.len() == 1,
            "{n}: {text}"
        );
        let spare: Vec<String> = [&plan.note]
            .into_iter()
            .chain(plan.pictures.iter().map(|one| &one.caption))
            .cloned()
            .collect();
        assert!(
            spare.iter().all(|text| !text.contains(['{', '[', '|'])),
            "{spare:?}"
        );
    }
}

#[test]
fn figures_of_the_title_recur_in_the_body() {
    for n in 0..2000 {
        let Article { title, body_html, .. } = article(5, n);
        let text = text_of(&body_html);
        for figure in figures_in(&title) {
            assert!(text.contains(&figure), "{title}: {text}");
        }
    }
}

#[test]
fn no_unit_uses_a_title_twice() {
    let mut seen = HashSet::new();
    for plan in &sample().articles {
        let title = plan.versions.last().map(|version| version.title.clone());
        let is_finished = plan
            .steps
            .iter()
            .all(|step| !matches!(step.deed, Deed::Return { .. }))
            || plan.versions.len() > 1;
        assert!(
            !is_finished || seen.insert((plan.organisation, title.clone())),
            "{title:?}"
        );
    }
}

#[test]
fn two_articles_are_never_near_duplicates() {
    let mut prng = Prng::new(11);
    let all = &sample().articles;
    let mut by_theme: HashMap<&str, Vec<HashSet<Vec<char>>>> = HashMap::new();
    for _ in 0..900 {
        let plan = &all[prng.below(all.len())];
        by_theme
            .entry(plan.theme)
            .or_default()
            .push(shingles(&last_text(plan)));
    }
    let themes: Vec<_> = by_theme.keys().copied().collect();
    for _ in 0..4000 {
        let (one, other) = (themes[prng.below(themes.len())], themes[prng.below(themes.len())]);
        if one == other {
            continue;
        }
        let (one, other) = (&by_theme[one], &by_theme[other]);
        let alike = likeness(&one[prng.below(one.len())], &other[prng.below(other.len())]);
        assert!(alike < 250, "{alike} per mille between themes");
    }
    let mut same = Vec::new();
    for texts in by_theme.values() {
        for (at, one) in texts.iter().enumerate() {
            same.extend(texts[at + 1..].iter().map(|other| likeness(one, other)));
        }
    }
    same.sort_unstable();
    assert!(
        same[same.len() / 2] < 350,
        "{} per mille is the median in a theme",
        same[same.len() / 2]
    );
}

#[test]
fn the_endless_stream_repeats_itself_and_stays_in_bounds() {
    assert_eq!(article(1, 99_999), article(1, 99_999));
    assert_ne!(article(1, 1), article(1, 2));
    assert!((0..3000).all(|n| (250..=1500).contains(&article(9, n).n_characters)));
}

#[test]
#[ignore = "prints samples for a person to read"]
#[expect(clippy::print_stdout, reason = "its purpose")]
fn print_samples() {
    let demo = sample();
    println!("{} people, {} articles", demo.people.len(), demo.articles.len());
    let mut shown = BTreeMap::new();
    for plan in demo.articles.iter().skip(700) {
        let n = shown.entry(plan.kind).or_insert(0);
        *n += 1;
        if *n <= 2 {
            let version = &plan.versions[plan.versions.len() - 1];
            println!(
                "== {} {} {}\n{}",
                plan.kind.code(),
                plan.theme,
                version.title,
                version.body_html.replace("</", "\n</")
            );
        }
    }
}
