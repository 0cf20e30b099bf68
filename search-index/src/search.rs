//! One search: the request, the answer, and how the one becomes the other. Permission is a clause of every query
//! that runs here.

#![expect(
    clippy::float_arithmetic,
    reason = "scores are floats; no figure of the ledger passes here"
)]

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use tantivy::collector::TopDocs;
use tantivy::query::{Occur, Query as EngineQuery, TermSetQuery};
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use crate::day::{Day, day_of};
use crate::document::Document;
use crate::error::Error;
use crate::facet::{Counting, Counts, Facet, FacetCount, Tally};
use crate::filter::{Access, Filter, unscored};
use crate::highlight::{Fragment, Highlighter};
use crate::index::Generation;
use crate::newest::{ByDate, Dated};
use crate::plan::{Planner, Views, all_of};
use crate::query::Query;
use crate::schema::{AT, ID};

/// The last offset at which a page may start or end; further on there is [`After`].
pub const MAX_OFFSET: usize = 10_000;
/// The largest page.
pub const MAX_LIMIT: usize = 1_000;
/// Fewer exact results than this are followed by related ones.
pub const FEW: u64 = 5;

/// How many of the best are ranked again by their age.
const N_RANKED_AGAIN: usize = 200;
/// Weight of recency and the age in days at which it has halved.
const RECENCY: f32 = 0.2;
const HALF_LIFE: f32 = 180.0;

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best first; without a text the newest first.
    #[default]
    Relevance,
    /// The newest first, the higher id first on a tie.
    Newest,
    /// The oldest first, the lower id first on a tie.
    Oldest,
}

/// The place after which the next page by date starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// The instant of the last hit, UTC ms.
    pub at: i64,
    /// Its id.
    pub id: u64,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The parsed query.
    pub query: Query,
    /// The filters.
    pub filter: Filter,
    /// Who asks.
    pub access: Access,
    /// Documents to leave out by id, of hits and counts alike: what the viewer may no longer read, though the index
    /// does not know it yet.
    pub without: Vec<u64>,
    /// The order.
    pub sort: Sort,
    /// Hits to skip.
    pub offset: usize,
    /// Hits to return, at most [`MAX_LIMIT`]; 0 counts only.
    pub limit: usize,
    /// Where to go on, by date only; the total still counts everything.
    pub after: Option<After>,
    /// The facets to count.
    pub facets: Vec<Facet>,
    /// The most values of a facet to return; values filtered by are always among them.
    pub n_facet_values: usize,
    /// Today, for the recency of results; without it age does not matter.
    pub today: Option<Day>,
    /// The length of a passage in characters.
    pub n_fragment_chars: usize,
    /// Which views rank free text.
    pub views: Views,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: Query::default(),
            filter: Filter::default(),
            access: Access::default(),
            without: Vec::new(),
            sort: Sort::default(),
            offset: 0,
            limit: 20,
            after: None,
            facets: Vec::new(),
            n_facet_values: 50,
            today: None,
            n_fragment_chars: 90,
            views: Views::default(),
        }
    }
}

/// A document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document as it was indexed.
    pub document: Document,
    /// The score; none when ordered by date.
    pub score: Option<f32>,
    /// Byte ranges of the title to mark.
    pub title_marks: Vec<Range<usize>>,
    /// The passage of the body to show.
    pub fragment: Fragment,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Results {
    /// All that was found, exactly: pieces, adoptions, points.
    pub total: Tally,
    /// The page.
    pub hits: Vec<Hit>,
    /// On the first page of an exact query with few results: what is only related. Not in the total or facets.
    pub related: Vec<Hit>,
    /// The facets asked for, each counted without its own filter; the most frequent value first.
    pub facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// The order in which the hits stand.
    pub sort: Sort,
    /// Where the next page by date starts, if there may be one.
    pub next: Option<After>,
    /// The sequence number up to which the index had followed.
    pub applied_seq: u64,
}

pub(crate) fn search(generation: &Generation, request: &Request) -> Result<Results, Error> {
    let limit = request.limit.min(MAX_LIMIT);
    if request.offset.saturating_add(limit) > MAX_OFFSET {
        return Err(Error::TooFar);
    }
    let searcher = generation.reader.searcher();
    let run = Run {
        generation,
        searcher: &searcher,
        request,
        planner: Planner {
            fields: &generation.fields,
            dictionary: &generation.dictionary,
            searcher: &searcher,
            views: request.views,
        },
    };
    let sort = match request.sort {
        Sort::Relevance if request.after.is_some() || !request.query.has_text() => Sort::Newest,
        sort => sort,
    };
    let asked = run.narrowed(run.planner.query(&request.query), None);
    let (total, facets) = run.count(&*asked)?;
    let found = run.page(&*asked, sort, limit)?;
    let next = match found.last() {
        Some(&(_, _, Dated { at, id, .. })) if sort != Sort::Relevance && found.len() == limit => {
            Some(After { at, id })
        }
        _ => None,
    };
    let highlighter = Highlighter::new(&request.query, &generation.dictionary);
    let hits = found
        .iter()
        .map(|(a, s, _)| run.hit(*a, *s, &highlighter))
        .collect::<Result<_, _>>()?;
    let related = run.related(total.n, limit, &highlighter)?;
    Ok(Results {
        total,
        hits,
        related,
        facets,
        sort,
        next,
        applied_seq: generation.applied_seq(),
    })
}

struct Run<'a> {
    generation: &'a Generation,
    searcher: &'a Searcher,
    request: &'a Request,
    planner: Planner<'a>,
}

type Found = (DocAddress, Option<f32>, Dated);

impl Run<'_> {
    /// The query within what the viewer may see and the filters leave.
    fn narrowed(&self, query: Box<dyn EngineQuery>, without: Option<Facet>) -> Box<dyn EngineQuery> {
        let fields = &self.generation.fields;
        let mut clauses = vec![
            (Occur::Must, query),
            (Occur::Must, unscored(self.request.access.clause(fields))),
        ];
        clauses.extend(
            self.request
                .filter
                .clauses(fields, without)
                .into_iter()
                .map(|q| (Occur::Must, q)),
        );
        if !self.request.without.is_empty() {
            let ids = self.request.without.iter();
            let ids = ids.map(|id| Term::from_field_u64(fields.id, *id));
            clauses.push((Occur::MustNot, Box::new(TermSetQuery::new(ids))));
        }
        all_of(clauses)
    }

    fn count(&self, asked: &dyn EngineQuery) -> Result<(Tally, BTreeMap<Facet, Vec<FacetCount>>), Error> {
        let fields = &self.generation.fields;
        let (filtered, open): (Vec<Facet>, Vec<Facet>) = self
            .request
            .facets
            .iter()
            .partition(|f| !self.request.filter.values(**f).is_empty());
        let (total, mut groups): Counts = self.searcher.search(asked, &Counting::new(fields, &open))?;
        let mut facets: Vec<Facet> = open;
        for facet in filtered {
            let wider = self.narrowed(self.planner.query(&self.request.query), Some(facet));
            let (_, counted) = self.searcher.search(&*wider, &Counting::new(fields, &[facet]))?;
            groups.extend(counted);
            facets.push(facet);
        }
        let counted = facets.into_iter().zip(groups).map(|(facet, group)| {
            let selected = self.request.filter.values(facet);
            let mut values: Vec<FacetCount> = group
                .into_iter()
                .map(|(key, tally)| FacetCount { key, tally })
                .collect();
            values.sort_unstable_by(|a, b| b.tally.n.cmp(&a.tally.n).then_with(|| a.key.cmp(&b.key)));
            let mut rank = 0;
            values.retain(|value| {
                rank += 1;
                rank <= self.request.n_facet_values || selected.contains(&value.key)
            });
            (facet, values)
        });
        Ok((total, counted.collect()))
    }

    fn page(&self, asked: &dyn EngineQuery, sort: Sort, limit: usize) -> Result<Vec<Found>, Error> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let (offset, wanted) = (self.request.offset, self.request.offset + limit);
        if sort != Sort::Relevance {
            let by_date = ByDate {
                n: wanted,
                is_newest_first: sort == Sort::Newest,
                after: self.request.after,
            };
            let dated = self.searcher.search(asked, &by_date)?;
            return Ok(dated
                .into_iter()
                .skip(offset)
                .map(|d| (d.address, None, d))
                .collect());
        }
        let best = TopDocs::with_limit(wanted.max(N_RANKED_AGAIN)).order_by_score();
        let mut scored = Vec::new();
        for (score, address) in self.searcher.search(asked, &best)? {
            scored.push((address, score, self.dated(address)?));
        }
        let again = scored.len().min(N_RANKED_AGAIN);
        for (_, score, dated) in &mut scored[..again] {
            *score *= self.recency(dated.at);
        }
        scored[..again].sort_by(|a, b| {
            b.1.partial_cmp(&a.1)
                .unwrap_or(Ordering::Equal)
                .then_with(|| (b.2.at, b.2.id).cmp(&(a.2.at, a.2.id)))
        });
        Ok(scored
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|(a, s, d)| (a, Some(s), d))
            .collect())
    }

    /// 1.2 for a piece of today, falling to 1.
    fn recency(&self, at: i64) -> f32 {
        let Some(today) = self.request.today else {
            return 1.0;
        };
        let age = today.saturating_sub(day_of(at)).clamp(0, 36_500);
        let age = f32::from(u16::try_from(age).unwrap_or(u16::MAX));
        1.0 + RECENCY * HALF_LIFE / (HALF_LIFE + age)
    }

    fn dated(&self, address: DocAddress) -> Result<Dated, Error> {
        let fast = self.searcher.segment_reader(address.segment_ord).fast_fields();
        let at = fast.i64(AT)?.first(address.doc_id).unwrap_or(0);
        let id = fast.u64(ID)?.first(address.doc_id).unwrap_or(0);
        Ok(Dated { at, id, address })
    }

    fn hit(&self, address: DocAddress, score: Option<f32>, highlighter: &Highlighter) -> Result<Hit, Error> {
        let document = stored(self.generation, self.searcher, address)?;
        let title_marks = highlighter.marks(&document.title);
        let fragment = highlighter.fragment(&document.body, self.request.n_fragment_chars);
        Ok(Hit {
            document,
            score,
            title_marks,
            fragment,
        })
    }

    fn related(&self, n_exact: u64, limit: usize, highlighter: &Highlighter) -> Result<Vec<Hit>, Error> {
        if n_exact >= FEW || self.request.offset > 0 || self.request.after.is_some() || limit == 0 {
            return Ok(Vec::new());
        }
        let Some(loose) = self.planner.related(&self.request.query) else {
            return Ok(Vec::new());
        };
        let asked = self.narrowed(loose, None);
        let best = self
            .searcher
            .search(&*asked, &TopDocs::with_limit(limit).order_by_score())?;
        best.into_iter()
            .map(|(score, address)| self.hit(address, Some(score), highlighter))
            .collect()
    }
}

pub(crate) fn stored(
    generation: &Generation,
    searcher: &Searcher,
    address: DocAddress,
) -> Result<Document, Error> {
    let row: TantivyDocument = searcher.doc(address)?;
    row.get_first(generation.fields.source)
        .and_then(|v| v.as_str().and_then(|source| serde_json::from_str(source).ok()))
        .ok_or_else(|| Error::Damaged("a stored document cannot be read".into()))
}

/// Pieces with the most telling words of a text in common, the nearest first: earlier coverage, or the candidates
/// for an abridged copy that no band of a fingerprint catches (SEARCH section 4).
pub(crate) fn similar(
    generation: &Generation,
    text: &str,
    access: &Access,
    without: Option<u64>,
    limit: usize,
) -> Result<Vec<(Document, f32)>, Error> {
    let searcher = generation.reader.searcher();
    let Some(likeness) = crate::similar::likeness(generation, &searcher, text)? else {
        return Ok(Vec::new());
    };
    let mut clauses = vec![
        (Occur::Must, likeness),
        (Occur::Must, unscored(access.clause(&generation.fields))),
    ];
    if let Some(id) = without {
        clauses.push((Occur::MustNot, generation.by_id(id)));
    }
    let limit = limit.clamp(1, MAX_LIMIT);
    let best = searcher.search(&*all_of(clauses), &TopDocs::with_limit(limit).order_by_score())?;
    best.into_iter()
        .map(|(score, address)| Ok((stored(generation, &searcher, address)?, score)))
        .collect()
}
