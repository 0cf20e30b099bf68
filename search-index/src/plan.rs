//! From the parsed query to the engine's: exact parts become phrases of the exact view, sentences a union over both
//! views. The engine's own query parser is never used (F1).

#![expect(
    clippy::float_arithmetic,
    reason = "boosts and BM25 are floats; no figure of the ledger passes here"
)]

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur,
    PhraseQuery, Query as EngineQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::analysis::{cut, is_ideograph, phrase_units, spelled};
use crate::dictionary::Dictionary;
use crate::exclusion::Exclusion;
use crate::filter::{adopted, any_of, between};
use crate::query::{Mode, Node, Query, QueryField};
use crate::schema::Fields;

type Clause = (Occur, Box<dyn EngineQuery>);

/// SEARCH section 6: jb 1.0, bi 0.5, phrase 0.5, title twice.
const TITLE: f32 = 2.0;
const EXACT_VIEW: f32 = 0.5;
const PHRASE: f32 = 0.5;
const PINYIN: f32 = 0.2;

/// Which views rank free text. The single view exists for comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Views {
    /// Words and bigrams, as SEARCH section 0 decides.
    #[default]
    Both,
    /// Bigrams alone, the yardstick.
    BigramsOnly,
}

pub(crate) struct Planner<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) searcher: &'a Searcher,
    pub(crate) views: Views,
}

impl Planner<'_> {
    pub(crate) fn query(&self, query: &Query) -> Box<dyn EngineQuery> {
        query.root.as_ref().map_or_else(
            || Box::new(AllQuery) as Box<dyn EngineQuery>,
            |root| self.node(root),
        )
    }

    fn node(&self, node: &Node) -> Box<dyn EngineQuery> {
        match node {
            Node::Text {
                text,
                mode: Mode::Exact,
            } => self.exact(text),
            Node::Text {
                text,
                mode: Mode::Free,
            } => self.free(text),
            Node::Field { field, value } => self.field(*field, value),
            Node::Days {
                field: QueryField::Adopted,
                days,
            } => adopted(self.fields, *days, &[], &[]),
            Node::Days { days, .. } => between(self.fields.on, *days),
            Node::And(nodes) => all_of(nodes.iter().map(|n| self.clause(n)).collect()),
            Node::Or(nodes) => Box::new(BooleanQuery::union(nodes.iter().map(|n| self.node(n)).collect())),
            Node::Not(_) => all_of(vec![self.clause(node)]),
        }
    }

    fn clause(&self, node: &Node) -> Clause {
        match node {
            Node::Not(inner) => (Occur::MustNot, self.node(inner)),
            _ => (Occur::Must, self.node(node)),
        }
    }

    fn field(&self, field: QueryField, value: &str) -> Box<dyn EngineQuery> {
        let f = self.fields;
        let key = |field| any_of(field, &[value.to_owned()]);
        match field {
            QueryField::Title => contains(f.title_bi, value).unwrap_or_else(|| Box::new(EmptyQuery)),
            QueryField::Body => contains(f.body_bi, value).unwrap_or_else(|| Box::new(EmptyQuery)),
            QueryField::Outlet => contains(f.outlet_bi, value).unwrap_or_else(|| Box::new(EmptyQuery)),
            QueryField::Author => named(f.author_bi, f.author_py, value),
            QueryField::Unit => named(f.unit_bi, f.unit_py, value),
            QueryField::Level => key(f.level),
            QueryField::Type => key(f.kind),
            QueryField::Class => key(f.class),
            QueryField::State => key(f.state),
            QueryField::Week => key(f.week),
            // Dates arrive as days; as text they would have become a Text node.
            QueryField::Date | QueryField::Adopted => Box::new(EmptyQuery),
        }
    }

    /// A part that must stand somewhere as it is: in the title, the body, an author's or the unit's name.
    fn exact(&self, text: &str) -> Box<dyn EngineQuery> {
        let f = self.fields;
        let mut anywhere: Vec<Box<dyn EngineQuery>> = Vec::new();
        if let Some(in_title) = contains(f.title_bi, text) {
            anywhere.push(boosted(in_title, TITLE));
        }
        if let [(_, only)] = phrase_units(text).as_slice()
            && only.chars().count() == 1
        {
            // A character alone scores in the title, where it means something.
            let term = Term::from_field_text(f.title_uni, only);
            anywhere.push(boosted(
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
                TITLE,
            ));
        }
        anywhere.extend(
            [f.body_bi, f.author_bi, f.unit_bi]
                .into_iter()
                .filter_map(|field| contains(field, text)),
        );
        if text.is_ascii() {
            anywhere.extend(
                [f.author_py, f.unit_py, f.title_py]
                    .into_iter()
                    .flat_map(|py| sounds(py, text)),
            );
        }
        Box::new(BooleanQuery::union(anywhere))
    }

    /// A sentence, ranked by what it has in common with a text.
    fn free(&self, text: &str) -> Box<dyn EngineQuery> {
        let f = self.fields;
        let mut any: Vec<Box<dyn EngineQuery>> = Vec::new();
        let words: BTreeSet<String> = cut(&self.dictionary.jieba, text).into_iter().collect();
        let units = phrase_units(text);
        let pairs: BTreeSet<String> = units.iter().map(|(_, unit)| unit.clone()).collect();
        let bigram_weight = if self.views == Views::Both {
            EXACT_VIEW
        } else {
            1.0
        };
        let mut view = |field, terms: &BTreeSet<String>, boost| {
            for term in self.telling(field, terms) {
                any.push(boosted(
                    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
                    boost,
                ));
            }
        };
        if self.views == Views::Both {
            view(f.body_jb, &words, 1.0);
            view(f.title_jb, &words, TITLE);
        }
        view(f.body_bi, &pairs, bigram_weight);
        view(f.title_bi, &pairs, bigram_weight * TITLE);
        if self.views == Views::Both && units.len() > 1 {
            for (field, boost) in [(f.body_bi, PHRASE), (f.title_bi, PHRASE * TITLE)] {
                any.extend(contains(field, text).map(|q| boosted(q, boost)));
            }
        }
        Box::new(BooleanQuery::union(any))
    }

    /// Leaves out terms that stand in more than a fifth of the documents, if at least three that stand in fewer
    /// remain: they cost the most and tell the least. A small index is searched whole.
    fn telling(&self, field: Field, terms: &BTreeSet<String>) -> Vec<Term> {
        const LARGE: u64 = 1_000;
        let all: Vec<Term> = terms.iter().map(|t| Term::from_field_text(field, t)).collect();
        let n = self.searcher.num_docs();
        if all.len() < 4 || n < LARGE {
            return all;
        }
        let is_telling = |t: &&Term| {
            self.searcher
                .doc_freq(t)
                .is_ok_and(|with| with > 0 && with <= n / 5)
        };
        let telling: Vec<Term> = all.iter().filter(is_telling).cloned().collect();
        if telling.len() < 3 { all } else { telling }
    }

    /// What is related to an exact query: the same words in any order and number, or written with other characters
    /// of the same sound; what was excluded or filtered stays so, and what the query itself finds is left out.
    /// None when the query was not exact, or found by fields alone.
    pub(crate) fn related(&self, query: &Query) -> Option<Box<dyn EngineQuery>> {
        let root = query.root.as_ref()?;
        let texts = query.texts();
        if texts.is_empty() || texts.iter().any(|(_, mode)| *mode == Mode::Free) {
            return None;
        }
        let f = self.fields;
        let mut loose: Vec<Box<dyn EngineQuery>> = Vec::new();
        for (text, _) in &texts {
            loose.push(self.free(text));
            loose.extend(
                [f.title_py, f.author_py, f.unit_py]
                    .into_iter()
                    .flat_map(|py| sounds(py, text)),
            );
        }
        let mut clauses: Vec<Clause> = vec![
            (Occur::Must, Box::new(BooleanQuery::union(loose))),
            (Occur::MustNot, self.node(root)),
        ];
        self.keep(root, &mut clauses);
        Some(all_of(clauses))
    }

    /// The parts of the query that also bind what is only related.
    fn keep(&self, node: &Node, clauses: &mut Vec<Clause>) {
        match node {
            Node::And(nodes) => nodes.iter().for_each(|n| self.keep(n, clauses)),
            Node::Not(_) | Node::Days { .. } => clauses.push(self.clause(node)),
            Node::Field { field, .. } if !field.is_text() => clauses.push(self.clause(node)),
            Node::Field { .. } | Node::Text { .. } | Node::Or(_) => {}
        }
    }
}

fn boosted(query: Box<dyn EngineQuery>, by: f32) -> Box<dyn EngineQuery> {
    Box::new(BoostQuery::new(query, by))
}

/// Clauses that must hold; with exclusions alone, everything but those.
pub(crate) fn all_of(mut clauses: Vec<Clause>) -> Box<dyn EngineQuery> {
    for (occur, query) in &mut clauses {
        if *occur == Occur::MustNot {
            *query = Box::new(Exclusion(query.box_clone()));
        }
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((
            Occur::Must,
            Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
        ));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// That a field of the exact view contains a text; none when the text has no letters.
pub(crate) fn contains(field: Field, text: &str) -> Option<Box<dyn EngineQuery>> {
    let units = phrase_units(text);
    match units.as_slice() {
        [] => None,
        [(_, only)] => Some(one_unit(field, only)),
        _ => {
            let terms = units
                .iter()
                .map(|(at, unit)| (*at, Term::from_field_text(field, unit)))
                .collect();
            Some(Box::new(PhraseQuery::new_with_offset(terms)))
        }
    }
}

/// One ideograph is the beginning of some pair, or the last of its run: a range of terms.
fn one_unit(field: Field, unit: &str) -> Box<dyn EngineQuery> {
    let mut chars = unit.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && is_ideograph(c)
        && let Some(next) = (u32::from(c) + 1..).find_map(char::from_u32)
    {
        return Box::new(InvertedIndexRangeQuery::new(
            Bound::Included(Term::from_field_text(field, unit)),
            Bound::Excluded(Term::from_field_text(field, &next.to_string())),
        ));
    }
    Box::new(TermQuery::new(
        Term::from_field_text(field, unit),
        IndexRecordOption::WithFreqs,
    ))
}

/// A name contains the text, or is spelled so when letters were typed.
fn named(exact: Field, pinyin: Field, value: &str) -> Box<dyn EngineQuery> {
    let mut ways: Vec<Box<dyn EngineQuery>> = contains(exact, value).into_iter().collect();
    if value.is_ascii() {
        ways.extend(sounds(pinyin, value));
    }
    Box::new(BooleanQuery::union(ways))
}

fn sounds(pinyin: Field, text: &str) -> Vec<Box<dyn EngineQuery>> {
    spelled(text)
        .into_iter()
        .map(|terms| {
            let all = terms
                .iter()
                .map(|t| {
                    let term = Term::from_field_text(pinyin, t);
                    Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn EngineQuery>
                })
                .collect();
            boosted(Box::new(BooleanQuery::intersection(all)), PINYIN)
        })
        .collect()
}
