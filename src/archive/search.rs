//! One search for one viewer. Permission is a clause of the query itself, so no count, facet or passage escapes it; at
//! most two searches run at once, and each has half a second.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use entity::ArticleId;
use search_index::{
    Access, Facet, FacetCount, Filter, Hit, MAX_LIMIT, MAX_OFFSET, Query, Request, Results, Sort, Status,
    Tally,
};

use super::document::article_id;
use super::fallback;
use super::follow::fault;
use super::phrase;
use super::readable::readable;
use crate::app::{App, Progress};
use crate::error::{Error, Fault, Message};
use crate::people::{self, Viewer};
use crate::{Result, outbox};

/// How long a search may wait for a seat and run.
const DEADLINE: Duration = Duration::from_millis(500);
/// How often a search is made anew because a hit went out of sight meanwhile.
const TRIES: u32 = 3;
/// Changes that wait for the index and are looked at before a search.
const WAITING: u64 = 500;
/// How long a passage is, in characters.
const N_FRAGMENT_CHARS: usize = 90;

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What they typed, in the query language.
    pub typed: String,
    /// The filters.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// Hits to skip, at most [`MAX_OFFSET`].
    pub offset: usize,
    /// Hits to return, at most [`MAX_LIMIT`].
    pub limit: usize,
    /// Which facets to count.
    pub facets: Vec<Facet>,
    /// The most values of a facet.
    pub n_facet_values: usize,
}

/// What was found of it.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// All that was found: pieces, adoptions, points in hundredths.
    pub total: Tally,
    /// The page.
    pub hits: Vec<Hit>,
    /// Related pieces, where little was found exactly.
    pub related: Vec<Hit>,
    /// Counts by facet.
    pub facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// The order taken: without a text relevance is none, and the newest come first.
    pub sort: Sort,
    /// What was read otherwise than it may have been meant.
    pub notices: Vec<Message>,
    /// While the index is being built: how far it is. The hits are then a short list from the database, without facets.
    pub rebuilding: Option<Progress>,
}

/// Searches among what the viewer may read.
///
/// # Errors
/// [`Error::Invalid`] for `q` beyond a limit of the query language or `page` beyond the last offset;
/// [`Error::Unavailable`] when it takes too long.
pub async fn search(app: &App, viewer: &Viewer, wanted: &Wanted) -> Result<Found> {
    if wanted.offset + wanted.limit.min(MAX_LIMIT) > MAX_OFFSET {
        let message = Message::new("archive.too_far").with("max", MAX_OFFSET);
        return Err(Error::Invalid(vec![Fault::new("page", message)]));
    }
    let query = phrase::parse(app.db.reader(), &wanted.typed).await?;
    let notices = phrase::notices(&query);
    if app.index.status() != Status::Current || app.indexing.is_damaged() {
        let found = fallback::search(app, viewer, wanted, &query).await?;
        return Ok(Found { notices, ..found });
    }
    match checked(app, viewer, wanted, &query).await {
        Ok(found) => Ok(Found { notices, ..found }),
        // Damage met on the way: the relay rebuilds, and this answer comes from the database.
        Err(Error::Broken(_)) if app.indexing.is_damaged() => {
            let found = fallback::search(app, viewer, wanted, &query).await?;
            Ok(Found { notices, ..found })
        }
        Err(error) => Err(error),
    }
}

async fn in_index(
    app: &App,
    viewer: &Viewer,
    wanted: &Wanted,
    (query, without): (&Query, &BTreeSet<ArticleId>),
) -> Result<Results> {
    let request = Request {
        query: query.clone(),
        without: without.iter().filter_map(|id| u64::try_from(id.0).ok()).collect(),
        filter: wanted.filter.clone(),
        access: Access::holding(people::viewer_terms(viewer)),
        sort: wanted.sort,
        offset: wanted.offset,
        limit: wanted.limit,
        facets: wanted.facets.clone(),
        n_facet_values: wanted.n_facet_values,
        today: Some(search_index::day_of(app.clock.now().0)),
        n_fragment_chars: N_FRAGMENT_CHARS,
        ..Request::default()
    };
    seated(app, move |index| index.search(&request)).await
}

/// Does blocking work on the index in one of the seats, within the deadline. Work that is late ends by itself and
/// keeps its seat until then, so that late work cannot pile up.
pub(super) async fn seated<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&search_index::Index) -> Result<T, search_index::Error> + Send + 'static,
) -> Result<T> {
    let seats = app.indexing.seats.clone();
    let index = app.index.clone();
    let run = async move {
        let seat = seats.acquire_owned().await.map_err(Error::broken)?;
        let done = tokio::task::spawn_blocking(move || {
            let _seat = seat;
            work(&index)
        });
        done.await.map_err(Error::broken)
    };
    match tokio::time::timeout(DEADLINE, run).await {
        Err(_) => Err(Error::Unavailable(Message::new("archive.too_slow"))),
        Ok(done) => done?.map_err(|error| fault(app, error)),
    }
}

/// Searches the index without what the viewer may no longer read. The index lags the database by a moment, so the
/// changes that wait for it are looked at before: neither hits nor counts have what went out of the viewer's sight.
/// What goes in the very moment of the search is found by looking at the hits again, and then it is searched anew.
async fn checked(app: &App, viewer: &Viewer, wanted: &Wanted, query: &Query) -> Result<Found> {
    let mut without = out_of_sight(app, viewer).await?;
    let mut tries = 0;
    loop {
        let results = in_index(app, viewer, wanted, (query, &without)).await?;
        let ids: Vec<ArticleId> = results
            .hits
            .iter()
            .chain(&results.related)
            .map(|hit| article_id(&hit.document))
            .collect();
        let readable: HashSet<ArticleId> = readable(app.db.reader(), viewer, &ids).await?;
        let n_before = without.len();
        without.extend(ids.into_iter().filter(|id| !readable.contains(id)));
        tries += 1;
        if without.len() == n_before || tries == TRIES {
            return Ok(found(results, &readable));
        }
    }
}

/// Of the articles whose changes wait for the index, those that the viewer may not read.
async fn out_of_sight(app: &App, viewer: &Viewer) -> Result<BTreeSet<ArticleId>> {
    let db = app.db.reader();
    let cursor = i64::try_from(app.index.applied_seq()).unwrap_or(i64::MAX);
    let waiting = outbox::changes_after(db, cursor, WAITING).await?;
    let waiting: BTreeSet<ArticleId> = waiting.iter().map(|change| change.article_id).collect();
    let ids: Vec<ArticleId> = waiting.iter().copied().collect();
    let readable = readable(db, viewer, &ids).await?;
    Ok(waiting.into_iter().filter(|id| !readable.contains(id)).collect())
}

/// What is shown of the results.
fn found(results: Results, readable: &HashSet<ArticleId>) -> Found {
    let may_read = |hit: &Hit| readable.contains(&article_id(&hit.document));
    let (mut hits, mut related) = (results.hits, results.related);
    hits.retain(may_read);
    related.retain(may_read);
    Found {
        total: results.total,
        hits,
        related,
        facets: results.facets,
        sort: results.sort,
        notices: Vec::new(),
        rebuilding: None,
    }
}
