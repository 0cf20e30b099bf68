//! Permission and counts against brute force: random documents, access lists, filters and queries. Nobody gets a hit,
//! a count, a facet or a passage that a plain look at the documents would deny.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use search_index::{Access, Document, Facet, FacetCount, Filter, Request, Sort, Tally, fold};

use crate::stories::world::{World, adoption, author, parse, piece};

const TERMS: [&str; 4] = ["office", "unit:1", "unit:2", "person:9"];
const LEVELS: [&str; 3] = ["district", "city", "province"];
const WORDS: [&str; 8] = ["社区", "食堂", "電梯", "电梯", "巡河", "天气", "加装", "社會"];

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let one = (
        proptest::collection::vec(select(&WORDS[..]), 1..5),
        proptest::collection::vec(select(&WORDS[..]), 0..8),
        subsequence(&TERMS[..], 0..3),
        proptest::collection::vec((1u64..4, select(&LEVELS[..]), 1u32..28), 0..3),
        (
            1u64..4,
            select(vec!["draft", "accepted", "declined"]),
            -500i64..500,
            1u64..4,
        ),
    );
    proptest::collection::vec(one, 0..25).prop_map(|all| {
        (1u64..)
            .zip(all)
            .map(
                |(id, (title, body, acl, adoptions, (unit, state, points, person)))| {
                    let mut document = piece(id, &title.concat(), &body.join("，"));
                    document.acl = acl.iter().map(|t| (*t).to_owned()).collect();
                    document.adoptions = adoptions
                        .iter()
                        .map(|&(outlet, level, day)| adoption(outlet, "某媒体", level, (2024, 3, day)))
                        .collect();
                    document.units = vec![unit, 100];
                    state.clone_into(&mut document.state);
                    document.points = points;
                    document.authors = vec![author(person, "某某")];
                    document
                },
            )
            .collect()
    })
}

fn filters() -> impl Strategy<Value = Filter> {
    (
        subsequence(vec![1u64, 2, 3], 0..2),
        subsequence(&LEVELS[..], 0..3),
        subsequence(vec!["draft", "accepted"], 0..2),
    )
        .prop_map(|(units, levels, states)| Filter {
            units,
            levels: levels.iter().map(|l| (*l).to_owned()).collect(),
            states: states.iter().map(|s| (*s).to_owned()).collect(),
            ..Filter::default()
        })
}

fn keys(document: &Document, facet: Facet) -> BTreeSet<String> {
    match facet {
        Facet::Unit => document.units.iter().map(u64::to_string).collect(),
        Facet::Level => document.adoptions.iter().map(|a| a.level.clone()).collect(),
        Facet::Outlet => document.adoptions.iter().map(|a| a.outlet.to_string()).collect(),
        Facet::Reporter => document
            .authors
            .iter()
            .filter_map(|a| a.id)
            .map(|id| id.to_string())
            .collect(),
        Facet::State => BTreeSet::from([document.state.clone()]),
        Facet::Class | Facet::Type | Facet::Month | Facet::Week => BTreeSet::new(),
    }
}

const FACETS: [Facet; 5] = [
    Facet::Unit,
    Facet::Level,
    Facet::Outlet,
    Facet::Reporter,
    Facet::State,
];

fn is_in(
    document: &Document,
    held: &[&str],
    words: &[&str],
    filter: &Filter,
    without: Option<Facet>,
) -> bool {
    let is_any = |wanted: Vec<String>, facet| {
        Some(facet) == without
            || wanted.is_empty()
            || wanted.iter().any(|w| keys(document, facet).contains(w))
    };
    let contains = |word: &str| {
        fold(&document.title).contains(&fold(word)) || fold(&document.body).contains(&fold(word))
    };
    document.acl.iter().any(|term| held.contains(&term.as_str()))
        && words.iter().all(|word| contains(word))
        && is_any(filter.units.iter().map(u64::to_string).collect(), Facet::Unit)
        && is_any(filter.levels.clone(), Facet::Level)
        && is_any(filter.states.clone(), Facet::State)
}

fn tally<'d>(documents: impl Iterator<Item = &'d Document>) -> Tally {
    documents.fold(Tally::default(), |t, d| Tally {
        n: t.n + 1,
        n_adoptions: t.n_adoptions + d.adoptions.len() as u64,
        points: t.points + d.points,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn hits_counts_and_facets_are_those_of_a_plain_look(
        documents in documents(),
        asked in proptest::collection::vec(
            (subsequence(&TERMS[..], 0..4), proptest::collection::vec(select(&WORDS[..]), 0..3), filters()), 8),
    ) {
        let world = World::of(documents.clone());
        for (held, words, filter) in asked {
            let request = Request {
                query: parse(&words.join(" ")),
                filter: filter.clone(),
                access: Access::holding(held.iter().copied()),
                sort: Sort::Oldest,
                facets: FACETS.to_vec(),
                limit: 100,
                ..Request::default()
            };
            let found = world.search(&request);
            let truth: Vec<&Document> =
                documents.iter().filter(|d| is_in(d, &held, &words, &filter, None)).collect();
            let ids: Vec<u64> = found.hits.iter().map(|h| h.document.id).collect();
            prop_assert_eq!(&ids, &truth.iter().map(|d| d.id).collect::<Vec<_>>());
            prop_assert_eq!(found.total, tally(truth.iter().copied()));
            for facet in FACETS {
                let mut counts: BTreeMap<String, Tally> = BTreeMap::new();
                let within = documents.iter().filter(|d| is_in(d, &held, &words, &filter, Some(facet)));
                for document in within {
                    for key in keys(document, facet) {
                        let now = counts.entry(key).or_default();
                        let one = tally([document].into_iter());
                        *now = Tally { n: now.n + 1, n_adoptions: now.n_adoptions + one.n_adoptions, points: now.points + one.points };
                    }
                }
                let mut counts: Vec<FacetCount> =
                    counts.into_iter().map(|(key, tally)| FacetCount { key, tally }).collect();
                counts.sort_by(|a, b| b.tally.n.cmp(&a.tally.n).then_with(|| a.key.cmp(&b.key)));
                prop_assert_eq!(&found.facets[&facet], &counts, "{:?}", facet);
            }
            for related in &found.related {
                prop_assert!(!ids.contains(&related.document.id));
                prop_assert!(is_in(&related.document, &held, &[], &filter, None));
            }
        }
    }
}

#[test]
fn without_a_term_nobody_sees_anything() {
    let world = World::of(vec![piece(1, "社区食堂", "社区食堂")]);
    for access in [
        Access::default(),
        Access::holding(["other"]),
        Access::holding([""]),
    ] {
        let request = Request {
            access,
            facets: Facet::ALL.to_vec(),
            ..Request::default()
        };
        for typed in ["", "社区", "社", "-电梯", "社区食堂在哪里开张？", "标题:社区"] {
            let found = world.search(&Request {
                query: parse(typed),
                ..request.clone()
            });
            assert_eq!(found.total, Tally::default(), "{typed}");
            assert!(found.hits.is_empty() && found.related.is_empty());
            assert!(found.facets.values().all(Vec::is_empty));
        }
    }
}
