//! A second implementation of the base policies that shares no code with the law: its own world, its own sums in
//! whole hundredths, its own calendar by day numbers. Slow and plain on purpose.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use crate::points::Points;
use crate::scheme::{
    Adoption, ArticleId, Author, Body, Fact, FactId, OutletId, OutletRef, PersonId, Piece, Scheme, Standing,
    Subject, Submission, UnitId, UnitRef,
};

/// A small district: articles with their adoptions.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub articles: Vec<Story>,
}

#[derive(Clone, Debug)]
pub(super) struct Story {
    pub unit: i64,
    pub authors: Vec<i64>,
    pub filed_on: u32,
    pub is_valid: bool,
    /// (day, level 0..3, front page, repost)
    pub adoptions: Vec<(u32, usize, bool, bool)>,
}

/// The rules of the game.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub keep: &'static str,
    pub top: usize,
    pub one_per_level: bool,
    pub difference: bool,
    pub values: [i64; 3],
    pub ratio: Option<Vec<u32>>,
    pub cap: Option<i64>,
    pub min: u32,
}

const LEVELS: [&str; 3] = ["区级", "市级", "省级"];

/// Day 0 is a Monday, 1 January 2024; 120 days reach into the last days of April.
fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Duration::days(n.into())
}

pub(super) fn worlds() -> impl Strategy<Value = World> {
    let adoption = (0_u32..120, 0_usize..3, any::<bool>(), any::<bool>());
    let story = (
        1_i64..4,
        proptest::sample::subsequence(vec![1_i64, 2, 3, 4, 5], 1..4).prop_shuffle(),
        0_u32..120,
        prop::bool::weighted(0.8),
        proptest::collection::vec(adoption, 0..5),
    )
        .prop_map(|(unit, authors, filed_on, is_valid, adoptions)| Story {
            unit,
            authors,
            filed_on,
            is_valid,
            adoptions,
        });
    proptest::collection::vec(story, 0..12).prop_map(|articles| World { articles })
}

pub(super) fn rules() -> impl Strategy<Value = Rules> {
    let keep = prop_oneof![Just("cumulative"), Just("highest"), Just("first"), Just("top")];
    let ratio = prop_oneof![Just(None), Just(Some(vec![3, 2])), Just(Some(vec![1]))];
    let values = (1_i64..2_000, 1_i64..2_000, 1_i64..2_000).prop_map(|(one, two, three)| [one, two, three]);
    let cap = proptest::option::of(0_i64..6_000);
    (
        keep,
        1_usize..4,
        any::<bool>(),
        any::<bool>(),
        values,
        ratio,
        cap,
        0_u32..4,
    )
        .prop_map(
            |(keep, top, one_per_level, difference, values, ratio, cap, min)| Rules {
                keep,
                top,
                one_per_level: one_per_level && !(keep == "highest" && difference),
                difference: keep == "highest" && difference,
                values,
                ratio,
                cap,
                min,
            },
        )
}

impl Rules {
    pub fn scheme(&self) -> Scheme {
        let mut parts = vec!["code = 'N'\nname = 'N'\nlevels = ['区级', '市级', '省级']\n".to_owned()];
        if let Some(ratio) = &self.ratio {
            parts.push(format!("[authors]\nsplit = 'ratio'\nratio = {ratio:?}\n"));
        }
        parts.push(format!("[stacking]\nkeep = '{}'\n", self.keep));
        if self.keep == "top" {
            parts.push(format!("top = {}\n", self.top));
        }
        if self.one_per_level {
            parts.push("one_per = 'level'\n".to_owned());
        }
        if self.difference {
            parts.push("late_higher = 'difference'\n".to_owned());
        }
        parts.push("[submission]\ncell = [{ points = 1 }]\n[adoption]\ncell = [\n".to_owned());
        for (level, value) in LEVELS.iter().zip(self.values) {
            parts.push(format!(
                "{{ level = '{level}', points = '{}' }},\n",
                Points::from_hundredths(value)
            ));
        }
        parts.push(
            "]\nfactor = [{ position = '头版', times = 1.5 }, { repost = true, times = '1/3' }]\n".to_owned(),
        );
        parts.push(format!(
            "[[quota]]\ncode = 'Q'\nsubject = 'unit'\nperiod = 'week'\nmin = {}\nmet = 1\nextra = 0.5\nmissed = -0.25\n",
            self.min
        ));
        if let Some(cap) = self.cap {
            parts.push(format!(
                "[[cap]]\ncode = 'C'\nperiod = 'month'\nat = '{}'\nfamily = ['adoption']\n",
                Points::from_hundredths(cap)
            ));
        }
        let text = parts.concat();
        Scheme::parse(&text).unwrap_or_else(|errors| panic!("{text}\n{errors:?}"))
    }

    fn value(&self, level: usize, front: bool, repost: bool) -> i64 {
        // ×3/2 and ×1/3 over a common denominator, a half up; values are positive.
        let num = self.values[level] * if front { 3 } else { 2 } * if repost { 1 } else { 3 };
        (2 * num + 6) / 12
    }
}

impl World {
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (at, story) in self.articles.iter().enumerate() {
            let article = ArticleId(i64::try_from(at).unwrap() + 1);
            let piece = Piece {
                title: format!("稿{at}"),
                unit: UnitRef {
                    id: UnitId(story.unit),
                    name: format!("单位{}", story.unit),
                    ..UnitRef::default()
                },
                article_type: "信息".to_owned(),
                n_words: 500,
                authors: story
                    .authors
                    .iter()
                    .map(|person| Author {
                        person: PersonId(*person),
                        name: format!("人{person}"),
                        ..Author::default()
                    })
                    .collect(),
                ..Piece::default()
            };
            let number = |facts: &Vec<Fact>| FactId(i64::try_from(facts.len()).unwrap() + 1);
            facts.push(Fact {
                id: number(&facts),
                replaces: None,
                body: Body::Submission(Submission {
                    article,
                    piece,
                    first_submitted_at: 0,
                    day: Some(day(story.filed_on)),
                    late: false,
                    standing: if story.is_valid {
                        Standing::Valid
                    } else {
                        Standing::Duplicate
                    },
                }),
            });
            for (adopted_on, level, front, repost) in &story.adoptions {
                let level_number = i64::try_from(*level).unwrap();
                facts.push(Fact {
                    id: number(&facts),
                    replaces: None,
                    body: Body::Adoption(Adoption {
                        article,
                        outlet: OutletRef {
                            id: OutletId(level_number),
                            name: "报".to_owned(),
                            level: LEVELS[*level].to_owned(),
                            class: String::new(),
                        },
                        adopted_on: day(*adopted_on),
                        positions: if *front {
                            vec!["头版".to_owned()]
                        } else {
                            Vec::new()
                        },
                        repost: *repost,
                        proven: true,
                        ..Adoption::default()
                    }),
                });
            }
        }
        facts
    }

    /// Totals by subject and (year, month), in hundredths.
    pub fn totals(&self, rules: &Rules) -> BTreeMap<(Subject, (i32, u32)), i64> {
        let mut sums: BTreeMap<(Subject, (i32, u32)), i64> = BTreeMap::new();
        let mut adopted: BTreeMap<(Subject, (i32, u32)), i64> = BTreeMap::new();
        let mut weeks: BTreeMap<(i64, u32), u32> = BTreeMap::new();
        for story in &self.articles {
            let unit = Subject::Unit(UnitId(story.unit));
            let mut events: Vec<(u32, i64, i64)> = Vec::new(); // day, value, what was given before
            let mut list: Vec<(usize, u32, usize, i64)> = story
                .adoptions
                .iter()
                .enumerate()
                .map(|(at, (on, level, front, repost))| {
                    (at, *on, *level, rules.value(*level, *front, *repost))
                })
                .collect();
            list.sort_by_key(|(at, on, ..)| (*on, *at));
            if rules.one_per_level {
                let all = list.clone();
                list.retain(|one| !all.iter().any(|other| other.2 == one.2 && beats(other, one)));
            }
            match rules.keep {
                "cumulative" => events.extend(list.iter().map(|one| (one.1, one.3, 0))),
                "first" => events.extend(list.iter().take(1).map(|one| (one.1, one.3, 0))),
                "highest" if rules.difference => {
                    let mut best = 0;
                    for one in &list {
                        if one.3 > best {
                            events.push((one.1, one.3, best));
                            best = one.3;
                        }
                    }
                }
                _ => {
                    let n = if rules.keep == "top" { rules.top } else { 1 };
                    for one in &list {
                        if list.iter().filter(|other| beats(other, one)).count() < n {
                            events.push((one.1, one.3, 0));
                        }
                    }
                }
            }
            let weights: Vec<u32> = (0..story.authors.len())
                .map(|at| {
                    rules
                        .ratio
                        .as_ref()
                        .map_or(1, |ratio| ratio.get(at).copied().unwrap_or(0))
                })
                .collect();
            let mut give = |on: u32, value: i64, before: i64, is_adoption: bool| {
                let month = (day(on).year(), day(on).month());
                let mut to = |subject, amount| {
                    *sums.entry((subject, month)).or_default() += amount;
                    if is_adoption {
                        *adopted.entry((subject, month)).or_default() += amount;
                    }
                };
                to(unit, value - before);
                let (new, old) = (parts(value, &weights), parts(before, &weights));
                for (at, person) in story.authors.iter().enumerate() {
                    to(Subject::Person(PersonId(*person)), new[at] - old[at]);
                }
            };
            for (on, value, before) in events {
                give(on, value, before, true);
            }
            give(story.filed_on, if story.is_valid { 100 } else { 0 }, 0, false);
            // A unit appears in a week with any fact, and then the week's quota is asked of it.
            let days = std::iter::once(story.filed_on).chain(story.adoptions.iter().map(|one| one.0));
            for on in days {
                weeks.entry((story.unit, on / 7)).or_default();
            }
            if story.is_valid {
                *weeks.entry((story.unit, story.filed_on / 7)).or_default() += 1;
            }
        }
        for ((unit, week), n) in weeks {
            let thursday = day(week * 7 + 3);
            let worth = if n >= rules.min {
                100 + i64::from(n - rules.min) * 50
            } else {
                -25
            };
            let slot = (Subject::Unit(UnitId(unit)), (thursday.year(), thursday.month()));
            *sums.entry(slot).or_default() += worth;
        }
        if let Some(cap) = rules.cap {
            for (slot, amount) in adopted {
                *sums.entry(slot).or_default() -= (amount - cap).max(0);
            }
        }
        sums.retain(|_, amount| *amount != 0);
        sums
    }
}

/// More points, then the higher level, then the earlier day, then the earlier record.
fn beats(one: &(usize, u32, usize, i64), other: &(usize, u32, usize, i64)) -> bool {
    (one.3, one.2, -i64::from(one.1), -i64::try_from(one.0).unwrap())
        > (
            other.3,
            other.2,
            -i64::from(other.1),
            -i64::try_from(other.0).unwrap(),
        )
}

/// Hands out hundredth after hundredth to whoever is furthest below the exact part.
fn parts(amount: i64, weights: &[u32]) -> Vec<i64> {
    let all: i64 = weights.iter().map(|weight| i64::from(*weight)).sum();
    let mut parts: Vec<i64> = weights
        .iter()
        .map(|weight| amount * i64::from(*weight) / all)
        .collect();
    while parts.iter().sum::<i64>() < amount {
        let lack = |at: usize| amount * i64::from(weights[at]) - parts[at] * all;
        let neediest = (0..weights.len()).rev().max_by_key(|at| lack(*at)).unwrap();
        parts[neediest] += 1;
    }
    parts
}
