//! Index speed and query latency at N documents, beside raw tantivy with bigrams in the same run. The documents are
//! sentences of the test data, drawn anew: `cargo bench -p search-index -- 100000`. Prints a table, asserts nothing.

#![expect(clippy::print_stdout, reason = "a bench is a table on standard output")]
#![expect(clippy::float_arithmetic, reason = "latencies and ratios")]

use std::convert::Infallible;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use flate2::read::GzDecoder;
use search_index::{Access, Dictionary, Document, Facet, Index, Query, Request, Sort, Vocabulary};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, PhraseQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

fn main() {
    let n = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(10_000);
    let Some(sentences) = sentences() else {
        println!("no test data: set ZHIBAO_TEST_DATA");
        return;
    };
    let documents = recombined(&sentences, n);
    let probes: Vec<String> = (0..200_u64)
        .filter_map(|i| {
            let sentence: Vec<char> = sentences[usize::try_from(random(i) % sentences.len() as u64).ok()?]
                .chars()
                .collect();
            let from = sentence.len() / 3;
            (sentence.len() > from + 4).then(|| sentence[from..from + 4].iter().collect())
        })
        .collect();
    let dir = tempfile::tempdir().expect("a directory");
    let dictionary = Dictionary::default();
    let ours = Index::open(&dir.path().join("ours"), &dictionary).expect("opens");
    let started = Instant::now();
    ours.rebuild(documents.iter().cloned().map(Ok::<_, Infallible>), 1, &mut |_| {
        ControlFlow::Continue(())
    })
    .expect("rebuilds");
    let our_seconds = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let raw = Raw::of(&dir.path().join("raw"), &documents);
    let raw_seconds = started.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(n).expect("small"));
    println!(
        "{n} documents, {} bytes on disk",
        ours.stats().expect("stats").n_bytes
    );
    println!("{:<44}{:>12}{:>12}{:>8}", "", "ours", "raw tantivy", "ratio");
    row(
        "indexing, documents a second",
        count / our_seconds,
        count / raw_seconds,
    );
    let request = |typed: &str| Request {
        query: Query::parse(typed, &Vocabulary::default()).expect("within the limits"),
        access: Access::holding(["all"]),
        limit: 10,
        ..Request::default()
    };
    let phrase = timed(&probes, |probe| raw.phrase(probe));
    let any = timed(&probes, |probe| raw.any(&probe.repeat(3)));
    let search = |request: &Request| drop(ours.search(request).expect("answers"));
    compare(
        "exact, four characters",
        &timed(&probes, |p| search(&request(&format!("\"{p}\"")))),
        &phrase,
    );
    compare(
        "exact, newest first",
        &timed(&probes, |p| {
            search(&Request {
                sort: Sort::Newest,
                ..request(&format!("\"{p}\""))
            });
        }),
        &phrase,
    );
    compare(
        "exact with three facets",
        &timed(&probes, |p| {
            let facets = vec![Facet::Unit, Facet::State, Facet::Month];
            search(&Request {
                facets,
                ..request(&format!("\"{p}\""))
            });
        }),
        &phrase,
    );
    compare(
        "free text",
        &timed(&probes, |p| search(&request(&format!("{p}为什么{p}？")))),
        &any,
    );
    compare(
        "everything with three facets",
        &timed(&probes[..20], |_| {
            search(&Request {
                facets: vec![Facet::Unit, Facet::State, Facet::Month],
                ..request("")
            });
        }),
        &any,
    );
}

fn row(name: &str, ours: f64, raw: f64) {
    println!("{name:<44}{ours:>12.2}{raw:>12.2}{:>8.2}", ours / raw);
}

fn compare(name: &str, ours: &[f64], raw: &[f64]) {
    for (label, permille) in [("p50", 500), ("p99", 990)] {
        let at = |all: &[f64]| all[(all.len() - 1) * permille / 1000];
        row(&format!("{name}, {label} ms"), at(ours), at(raw));
    }
}

fn timed<T>(probes: &[String], mut work: impl FnMut(&str) -> T) -> Vec<f64> {
    let mut all: Vec<f64> = probes
        .iter()
        .map(|probe| {
            let started = Instant::now();
            std::hint::black_box(work(probe));
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

/// splitmix64 of a counter: the same documents in every run.
fn random(i: u64) -> u64 {
    let x = i.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 8
}

fn sentences() -> Option<Vec<String>> {
    let folder = std::env::var_os("ZHIBAO_TEST_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let lines = BufReader::new(GzDecoder::new(File::open(folder.join("news.jsonl.gz")).ok()?)).lines();
    let mut found = Vec::new();
    for line in lines {
        let news: serde_json::Value = serde_json::from_str(&line.ok()?).ok()?;
        let body = news.get("body")?.as_str()?;
        found.extend(
            body.split_inclusive('。')
                .filter(|s| s.chars().count() > 12)
                .map(str::to_owned),
        );
    }
    Some(found)
}

fn recombined(sentences: &[String], n: usize) -> Vec<Document> {
    let mut counter = 1_000_000;
    let mut draw = |below: usize| {
        counter += 1;
        usize::try_from(random(counter) % below as u64).unwrap_or(0)
    };
    (1..=n as u64)
        .map(|id| {
            let body: String = (0..4 + draw(16))
                .map(|_| sentences[draw(sentences.len())].as_str())
                .collect();
            Document {
                id,
                title: sentences[draw(sentences.len())].chars().take(20).collect(),
                body,
                units: vec![draw(800) as u64],
                state: ["accepted", "declined", "submitted"][draw(3)].to_owned(),
                at: 1_577_808_000_000 + i64::try_from(draw(1_800)).unwrap_or(0) * 86_400_000,
                acl: vec!["all".to_owned()],
                ..Document::default()
            }
        })
        .collect()
}

/// tantivy as it is: one text field of plain bigrams, one commit, no filters, no counts, no passages.
struct Raw {
    index: tantivy::Index,
    reader: tantivy::IndexReader,
}

#[derive(Clone)]
struct Pairs;

struct PairStream(Vec<Token>, usize);

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream {
        PairStream(
            pairs(text)
                .into_iter()
                .enumerate()
                .map(|(position, text)| Token {
                    position,
                    text,
                    ..Token::default()
                })
                .collect(),
            0,
        )
    }
}

impl TokenStream for PairStream {
    fn advance(&mut self) -> bool {
        self.1 += 1;
        self.1 <= self.0.len()
    }

    fn token(&self) -> &Token {
        &self.0[self.1 - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.0[self.1 - 1]
    }
}

fn pairs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(2).map(|w| w.iter().collect()).collect()
}

impl Raw {
    fn of(path: &Path, documents: &[Document]) -> Self {
        std::fs::create_dir_all(path).expect("makes");
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("pairs")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let body = builder.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let index = tantivy::Index::create_in_dir(path, builder.build()).expect("creates");
        index.tokenizers().register("pairs", Pairs);
        let mut writer = index.writer_with_num_threads(2, 256_000_000).expect("a writer");
        for document in documents {
            let mut row = TantivyDocument::new();
            row.add_text(body, format!("{}\n{}", document.title, document.body));
            writer.add_document(row).expect("adds");
        }
        writer.commit().expect("commits");
        writer.wait_merging_threads().expect("merges");
        let reader = index.reader().expect("reads");
        Self { index, reader }
    }

    fn terms(&self, text: &str) -> Vec<Term> {
        let body = self.index.schema().get_field("body").expect("the field");
        pairs(text)
            .iter()
            .map(|pair| Term::from_field_text(body, pair))
            .collect()
    }

    fn phrase(&self, text: &str) -> usize {
        self.run(&PhraseQuery::new(self.terms(text)))
    }

    fn any(&self, text: &str) -> usize {
        let terms = self.terms(text).into_iter();
        let any =
            terms.map(|t| Box::new(TermQuery::new(t, IndexRecordOption::WithFreqs)) as Box<dyn EngineQuery>);
        self.run(&BooleanQuery::union(any.collect()))
    }

    fn run(&self, query: &dyn EngineQuery) -> usize {
        self.reader
            .searcher()
            .search(query, &TopDocs::with_limit(10).order_by_score())
            .expect("answers")
            .len()
    }
}
