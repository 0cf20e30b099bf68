//! Figures on real text, which is never a part of the repository: exactness against `str::find`, and ranking against
//! bigrams alone in the same run. Without the data a line says so; in CI that is a failure.

#![expect(
    clippy::float_arithmetic,
    reason = "a mean reciprocal rank is a figure of a measurement, no points"
)]

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use search_index::{Document, Query, Request, Views, Vocabulary};
use serde::Deserialize;

use crate::stories::world::{World, ask, parse, piece};

#[derive(Deserialize)]
struct Text {
    id: String,
    title: String,
    body: String,
}

#[derive(Deserialize)]
struct Exact {
    text: String,
    ids: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Question {
    text: String,
    rel: HashMap<String, u32>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the data lie and whether this is CI is the test's own matter"
)]
fn data() -> Option<PathBuf> {
    let path = std::env::var_os("ZHIBAO_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    if path.join("news.jsonl.gz").exists() {
        return Some(path);
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "no test data at {}",
        path.display()
    );
    say(&format!("skipped: no test data at {}", path.display()));
    None
}

fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").ok();
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Vec<T> {
    BufReader::new(GzDecoder::new(File::open(path).expect("opens")))
        .lines()
        .map(|line| serde_json::from_str(&line.expect("reads")).expect("parses"))
        .collect()
}

/// A world of texts whose ids are their place plus one; titles are left out where they are the questions.
fn world(texts: &[Text], has_title: bool) -> World {
    let documents: Vec<Document> = (1..)
        .zip(texts)
        .map(|(id, text)| piece(id, if has_title { &text.title } else { "" }, &text.body))
        .collect();
    World::of(documents)
}

#[test]
fn exact_strings_come_back_whole_and_alone() {
    let Some(data) = data() else { return };
    let texts: Vec<Text> = read(&data.join("news.jsonl.gz"));
    let world = world(&texts, false);
    let (mut n_expected, mut n_found, mut n_both) = (0_u32, 0_u32, 0_u32);
    for exact in read::<Exact>(&data.join("exact-strings.jsonl.gz")) {
        let request = Request {
            limit: 1_000,
            ..ask(&format!("\"{}\"", exact.text))
        };
        let mut found = BTreeSet::new();
        let mut offset = 0;
        loop {
            let page = world.search(&Request {
                offset,
                ..request.clone()
            });
            for hit in &page.hits {
                let at = usize::try_from(hit.document.id).expect("small") - 1;
                found.insert(texts[at].id.clone());
                let marked: Vec<&str> = hit
                    .fragment
                    .marks
                    .iter()
                    .map(|r| &hit.fragment.text[r.clone()])
                    .collect();
                assert!(
                    marked.iter().any(|m| m.contains(&exact.text)),
                    "{} not in {marked:?}",
                    exact.text
                );
            }
            offset += page.hits.len();
            if page.hits.len() < 1_000 {
                assert_eq!(page.total.n, offset as u64);
                break;
            }
        }
        let missed: Vec<_> = exact.ids.difference(&found).take(3).collect();
        let wrong: Vec<_> = found.difference(&exact.ids).take(3).collect();
        if !missed.is_empty() || !wrong.is_empty() {
            say(&format!("{}: missed {missed:?}, wrong {wrong:?}", exact.text));
        }
        n_expected += u32::try_from(exact.ids.len()).expect("small");
        n_found += u32::try_from(found.len()).expect("small");
        n_both += u32::try_from(exact.ids.intersection(&found).count()).expect("small");
    }
    say(&format!(
        "exact strings: recall {:.4}, precision {:.4} of {n_expected} occurrences",
        f64::from(n_both) / f64::from(n_expected),
        f64::from(n_both) / f64::from(n_found)
    ));
    assert_eq!(
        (n_both, n_both),
        (n_expected, n_found),
        "recall and precision are 1.000"
    );
}

/// MRR@10 of free text, in the order given by relevance alone.
fn mrr(world: &World, texts: &[Text], questions: &[Question], views: Views) -> f64 {
    let mut sum = 0.0;
    for question in questions {
        // Every question is a sentence, also where the language would take a short one exactly.
        let typed: String = question.text.replace(
            [
                '"', '“', '”', '「', '」', '(', ')', '（', '）', '|', ' ', '、', '-',
            ],
            "，",
        );
        let typed: String = typed.chars().take(200).collect::<String>() + "？";
        let query = Query::parse(&typed, &Vocabulary::default()).unwrap_or_else(|_| parse(""));
        let found = world.search(&Request {
            query,
            limit: 10,
            views,
            ..ask("")
        });
        let rank = found.hits.iter().position(|hit| {
            let at = usize::try_from(hit.document.id).expect("small") - 1;
            question.rel.contains_key(&texts[at].id)
        });
        if let Some(rank) = rank {
            sum += 1.0 / f64::from(u32::try_from(rank + 1).expect("small"));
        }
    }
    sum / f64::from(u32::try_from(questions.len()).expect("small"))
}

#[test]
fn two_views_rank_better_than_bigrams_alone() {
    let Some(data) = data() else { return };
    let sets = [
        (
            "questions",
            "retrieval/docs.jsonl.gz",
            "retrieval/queries.jsonl.gz",
            4,
        ),
        ("titles", "news.jsonl.gz", "news-title-queries.jsonl.gz", 1),
    ];
    let (mut both, mut alone) = (0.0, 0.0);
    for (name, texts, questions, step) in sets {
        let texts: Vec<Text> = read(&data.join(texts));
        let questions: Vec<Question> = read(&data.join(questions)).into_iter().step_by(step).collect();
        let world = world(&texts, false);
        let (two, one) = (
            mrr(&world, &texts, &questions, Views::Both),
            mrr(&world, &texts, &questions, Views::BigramsOnly),
        );
        say(&format!(
            "{name}: MRR@10 {two:.4} with two views, {one:.4} with bigrams alone, {} queries",
            questions.len()
        ));
        both += two;
        alone += one;
    }
    assert!(both > alone, "two views {both:.4}, bigrams alone {alone:.4}");
    assert!(
        both / 2.0 > 0.8,
        "far below what was measured when this was designed: {both:.4}"
    );
}
