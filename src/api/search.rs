//! `GET /search`: what was filed, found among what the caller may read. Totals, facets and passages obey the same
//! permission, inside the query.

use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::Instant;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use search_index::{Day, DayRange, Facet, FacetCount, Filter, Hit, Sort, Tally, day_of_date};

use super::caller::Caller;
use super::fail::Answer;
use super::page::Asked;
use super::{Family, written};
use crate::app::App;
use crate::archive::{self, Wanted};
use crate::error::Error;
use crate::{Result, i18n};

/// Search.
pub(super) struct Search(pub App);

/// The facets and their names, in the order in which they stand.
const FACETS: [(Facet, &str); 8] = [
    (Facet::Level, "level"),
    (Facet::Class, "class"),
    (Facet::Type, "type"),
    (Facet::State, "state"),
    (Facet::Unit, "organisation_id"),
    (Facet::Outlet, "outlet_id"),
    (Facet::Reporter, "reporter_id"),
    (Facet::Month, "month"),
];
/// How many values of a facet are counted.
const N_VALUES: usize = 20;

/// What was found.
#[derive(Clone, Debug, Object)]
struct SearchResults {
    /// How many pieces.
    total: u64,
    /// How many adoptions they have.
    n_adoptions: u64,
    /// Their points as decimal text.
    points: String,
    /// Their points in hundredths.
    points_minor: i64,
    /// The page.
    hits: Vec<SearchHit>,
    /// Related pieces, where little was found exactly.
    related: Vec<SearchHit>,
    /// Counts, each without its own filter.
    facets: Vec<SearchFacet>,
    /// The order taken: `relevance`, `newest` or `oldest`.
    sort: String,
    /// What was read otherwise than it may have been meant, in the caller's language.
    notices: Vec<String>,
    /// Whether the index is being built: the hits are then a short list, without facets.
    is_rebuilding: bool,
}

/// A piece that was found.
#[derive(Clone, Debug, Object)]
struct SearchHit {
    /// The article's key.
    article_id: i64,
    /// Its title.
    title: String,
    /// Where the title agrees: from and to, in characters.
    title_marks: Vec<Mark>,
    /// A passage of its text.
    passage: String,
    /// Where the passage agrees.
    passage_marks: Vec<Mark>,
    /// The unit's name.
    organisation: String,
    /// The authors' names.
    authors: Vec<String>,
    /// The type's code.
    r#type: Option<String>,
    /// Where it stands.
    state: String,
    /// The instant by which the archive dates it.
    at: DateTime<Utc>,
    /// How many adoptions stand.
    n_adoptions: u64,
    /// Points as decimal text.
    points: String,
    /// Points in hundredths.
    points_minor: i64,
}

/// A part of a text, in characters.
#[derive(Clone, Debug, Object)]
struct Mark {
    /// The first character.
    from: u64,
    /// The character after the last.
    to: u64,
}

/// Counts by the values of one field.
#[derive(Clone, Debug, Object)]
struct SearchFacet {
    /// The field: the name of the query that filters by it.
    name: String,
    /// The most frequent value first.
    values: Vec<FacetValue>,
}

/// A value and what it amounts to.
#[derive(Clone, Debug, Object)]
struct FacetValue {
    /// The code, or the key as decimal text.
    value: String,
    /// How many pieces.
    n: u64,
}

fn day(day: Option<NaiveDate>) -> Option<Day> {
    day.and_then(|day| day_of_date(day.year(), day.month(), day.day()))
}

fn range(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Option<DayRange> {
    (from.is_some() || until.is_some()).then(|| DayRange {
        from: day(from),
        to: day(until),
    })
}

/// Byte ranges as ranges of characters, which is what programs count in.
fn marks(text: &str, ranges: &[Range<usize>]) -> Vec<Mark> {
    let n_before = |at: usize| text.get(..at).map_or(0, |before| before.chars().count() as u64);
    let ranges = ranges.iter();
    ranges
        .map(|range| Mark {
            from: n_before(range.start),
            to: n_before(range.end),
        })
        .collect()
}

fn hit_document(hit: Hit) -> Result<SearchHit> {
    let document = hit.document;
    Ok(SearchHit {
        article_id: i64::try_from(document.id).map_err(Error::broken)?,
        title_marks: marks(&document.title, &hit.title_marks),
        title: document.title,
        passage_marks: marks(&hit.fragment.text, &hit.fragment.marks),
        passage: hit.fragment.text,
        organisation: document.unit_name,
        authors: document.authors.into_iter().map(|author| author.name).collect(),
        r#type: document.kind,
        state: document.state,
        at: Instant(document.at).utc(),
        n_adoptions: document.adoptions.len() as u64,
        points: written::points(document.points),
        points_minor: document.points,
    })
}

fn facet_document((facet, values): (Facet, Vec<FacetCount>)) -> SearchFacet {
    let name = FACETS
        .iter()
        .find(|(known, _)| *known == facet)
        .map_or("", |(_, name)| name);
    let values = values.into_iter().map(|value| FacetValue {
        value: value.key,
        n: value.tally.n,
    });
    SearchFacet {
        name: name.to_owned(),
        values: values.collect(),
    }
}

const fn sort_code(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
    }
}

fn sort_of(code: &str) -> Option<Sort> {
    [Sort::Relevance, Sort::Newest, Sort::Oldest]
        .into_iter()
        .find(|sort| sort_code(*sort) == code)
}

#[OpenApi(tag = "Family::Articles")]
impl Search {
    /// Finds articles among what the caller may read. Filters take several values with commas between.
    #[expect(clippy::too_many_arguments, reason = "one argument is one name of the query")]
    #[oai(path = "/search", method = "get", operation_id = "search_articles")]
    async fn search_articles(
        &self,
        caller: Caller,
        /// What to look for, in the query language; missing: everything.
        q: Query<Option<String>>,
        /// Units by key; a parent finds its children.
        organisation_id: Query<Option<String>>,
        /// Classes of organisation.
        class: Query<Option<String>>,
        /// Types.
        r#type: Query<Option<String>>,
        /// Levels of an adoption.
        level: Query<Option<String>>,
        /// Outlets that adopted it, by key.
        outlet_id: Query<Option<String>>,
        /// Authors by key.
        reporter_id: Query<Option<String>>,
        /// States.
        state: Query<Option<String>>,
        /// Months such as `2024-05`.
        month: Query<Option<String>>,
        /// Filed on this day or later.
        submitted_from: Query<Option<NaiveDate>>,
        /// Filed on this day or earlier.
        submitted_until: Query<Option<NaiveDate>>,
        /// Adopted on this day or later.
        adopted_from: Query<Option<NaiveDate>>,
        /// Adopted on this day or earlier.
        adopted_until: Query<Option<NaiveDate>>,
        /// `relevance`, `newest` or `oldest`.
        sort: Query<Option<String>>,
        /// The page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page.
        page_rows: Query<Option<u64>>,
    ) -> Answer<Json<SearchResults>> {
        let (offset, limit) = Asked::read(&self.0.settings.limits, page.0, page_rows.0)?.span();
        let words = |field, text: &Query<Option<String>>| {
            written::list(field, text.0.as_deref(), |word| {
                (word.len() <= 40).then(|| word.to_owned())
            })
        };
        let keys = |field, text: &Query<Option<String>>| {
            written::list(field, text.0.as_deref(), |key| key.parse::<u64>().ok())
        };
        let filter = Filter {
            units: keys("organisation_id", &organisation_id)?,
            classes: words("class", &class)?,
            kinds: words("type", &r#type)?,
            levels: words("level", &level)?,
            outlets: keys("outlet_id", &outlet_id)?,
            reporters: keys("reporter_id", &reporter_id)?,
            states: words("state", &state)?,
            months: words("month", &month)?,
            submitted: range(submitted_from.0, submitted_until.0),
            adopted: range(adopted_from.0, adopted_until.0),
            ..Filter::default()
        };
        let wanted = Wanted {
            typed: q.0.unwrap_or_default(),
            filter,
            sort: written::optional_code("sort", sort.0.as_deref(), sort_of)?.unwrap_or_default(),
            offset: usize::try_from(offset).map_err(Error::broken)?,
            limit: usize::try_from(limit).map_err(Error::broken)?,
            facets: FACETS.map(|(facet, _)| facet).into(),
            n_facet_values: N_VALUES,
        };
        let found = archive::search(&self.0, &caller.viewer, &wanted).await?;
        let Tally {
            n,
            n_adoptions,
            points,
        } = found.total;
        let say = |message| i18n::say(caller.language, message);
        Ok(Json(SearchResults {
            total: n,
            n_adoptions,
            points: written::points(points),
            points_minor: points,
            hits: found.hits.into_iter().map(hit_document).collect::<Result<_>>()?,
            related: found
                .related
                .into_iter()
                .map(hit_document)
                .collect::<Result<_>>()?,
            facets: found.facets.into_iter().map(facet_document).collect(),
            sort: sort_code(found.sort).to_owned(),
            notices: found.notices.iter().map(say).collect(),
            is_rebuilding: found.rebuilding.is_some(),
        }))
    }
}
