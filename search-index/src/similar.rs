//! The query 'like this text': its 25 most telling words, weighed by frequency and rarity.

#![expect(
    clippy::float_arithmetic,
    reason = "term weights are floats; no figure of the ledger passes here"
)]

use std::collections::HashMap;

use tantivy::query::{BooleanQuery, BoostQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::analysis::cut;
use crate::error::Error;
use crate::index::Generation;

const N_WORDS: usize = 25;
/// A text this long has said what it is about.
const MAX_CHARS: usize = 5_000;

pub(crate) fn likeness(
    generation: &Generation,
    searcher: &Searcher,
    text: &str,
) -> Result<Option<Box<dyn EngineQuery>>, Error> {
    let head: String = text.chars().take(MAX_CHARS).collect();
    let mut frequency: HashMap<String, u16> = HashMap::new();
    for word in cut(&generation.dictionary.jieba, &head)
        .into_iter()
        .filter(|w| w.chars().count() > 1)
    {
        let n = frequency.entry(word).or_default();
        *n = n.saturating_add(1);
    }
    let n_docs = f64_of(searcher.num_docs());
    let mut weighed = Vec::new();
    for (word, n) in frequency {
        let term = Term::from_field_text(generation.fields.body_jb, &word);
        let n_with = searcher.doc_freq(&term)?;
        if n_with > 0 {
            weighed.push((f64::from(n) * (1.0 + n_docs / f64_of(n_with)).ln(), term));
        }
    }
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighed.truncate(N_WORDS);
    if weighed.is_empty() {
        return Ok(None);
    }
    let any = weighed
        .into_iter()
        .map(|(weight, term)| {
            let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a boost needs no more than single precision"
            )]
            let boost = weight.sqrt() as f32;
            Box::new(BoostQuery::new(query, boost)) as Box<dyn EngineQuery>
        })
        .collect();
    Ok(Some(Box::new(BooleanQuery::union(any))))
}

fn f64_of(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
