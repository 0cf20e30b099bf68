//! Articles: lists, one with what belongs to it, starting a draft, saving it.

mod documents;

use entity::{ArticleId, ArticleState, Craft, OrganisationId, PersonId};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::page::{Asked, Page};
use super::remembered::{Created, Creation, once};
use super::{Family, written};
use crate::Result;
use crate::app::App;
use crate::error::Error;
use crate::newsroom::{self, ArticleFilter, ArticleOrder, DraftText, NewAuthor, Shelf};
use crate::people::Viewer;

pub(super) use documents::{Article, ArticleRow, article, article_row};

/// Articles.
pub(super) struct Articles(pub App);

/// An author as the request names them.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub(super) struct AuthorInput {
    /// The person's key, if they are on the roster.
    person_id: Option<i64>,
    /// The name as it is printed; missing: the person's own.
    name: Option<String>,
    /// `writer` or `photographer`; missing: writer.
    craft: Option<String>,
    /// The share of the points in percent, such as `60` or `33.33`; missing: as the scheme splits.
    share: Option<String>,
    /// A reporter of a medium, without an account (外部记者); missing: no.
    is_external: Option<bool>,
}

/// A draft to be started.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct DraftStart {
    /// The unit to file for; missing: the caller's only one.
    organisation_id: Option<i64>,
    /// The title, at most 200 characters.
    title: Option<String>,
    /// The type's code; missing: `work_update`.
    r#type: Option<String>,
    /// The body as HTML; it is normalised, and only what an article may hold is kept.
    body_html: Option<String>,
    /// A note to the editors, at most 2,000 characters.
    note: Option<String>,
    /// The authors in order; missing: the caller alone.
    authors: Option<Vec<AuthorInput>>,
}

/// A draft to be saved, whole.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct DraftSave {
    /// The article's version that was read.
    version: i64,
    /// The title, at most 200 characters.
    title: String,
    /// The type's code.
    r#type: String,
    /// The body as HTML.
    body_html: String,
    /// A note to the editors; missing: none.
    note: Option<String>,
    /// The authors in order; missing: unchanged.
    authors: Option<Vec<AuthorInput>>,
}

/// Reads authors.
pub(super) fn authors(inputs: Option<Vec<AuthorInput>>) -> Result<Option<Vec<NewAuthor>>> {
    let one = |input: AuthorInput| {
        Ok(NewAuthor {
            person_id: input.person_id.map(PersonId),
            name: input.name.unwrap_or_default(),
            craft: match input.craft {
                None => Craft::Writer,
                Some(craft) => written::code("authors", &craft, Craft::from_code)?,
            },
            share_bp: newsroom::parse_share(&input.share.unwrap_or_default())?,
            is_external: input.is_external.unwrap_or_default(),
        })
    };
    inputs
        .map(|inputs| inputs.into_iter().map(one).collect())
        .transpose()
}

#[OpenApi(tag = "Family::Articles")]
impl Articles {
    /// Articles of a shelf: `mine`, `unit` (those for which you sign) or `desk`; the widest that is yours if none is
    /// named.
    #[expect(clippy::too_many_arguments, reason = "one argument is one name of the query")]
    #[oai(path = "/articles", method = "get", operation_id = "list_articles")]
    async fn list_articles(
        &self,
        caller: Caller,
        /// `mine`, `unit` or `desk`.
        shelf: Query<Option<String>>,
        /// States with commas between, such as `submitted,in_review`.
        state: Query<Option<String>>,
        /// Units by key, with commas between.
        organisation_id: Query<Option<String>>,
        /// A reporter's key.
        reporter_id: Query<Option<i64>>,
        /// The key of the editor who has it.
        claimed_by: Query<Option<i64>>,
        /// A type's code.
        r#type: Query<Option<String>>,
        /// A reporting week such as `2026-W47`.
        week: Query<Option<String>>,
        /// Adopted at least once, or never.
        adopted: Query<Option<bool>>,
        /// Words of the title, or of the number.
        words: Query<Option<String>>,
        /// `newest` (what changed last first) or `waiting` (what waits longest first).
        order: Query<Option<String>>,
        /// The page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page.
        page_rows: Query<Option<u64>>,
    ) -> Answer<Json<Page<ArticleRow>>> {
        let asked = Asked::read(&self.0.settings.limits, page.0, page_rows.0)?;
        let viewer = &caller.viewer;
        let shelf = match written::optional_code("shelf", shelf.0.as_deref(), shelf_of)? {
            None => Shelf::widest(viewer),
            Some(shelf) => shelf,
        };
        let units = written::list("organisation_id", organisation_id.0.as_deref(), |unit| {
            unit.parse::<OrganisationId>().ok()
        })?;
        let filter = ArticleFilter {
            states: written::list("state", state.0.as_deref(), ArticleState::from_code)?,
            units: organisation_id.0.map(|_| units),
            reporter: reporter_id.0.map(PersonId),
            claimed_by: claimed_by.0.map(PersonId),
            r#type: r#type.0,
            week: week.0,
            adopted: adopted.0,
            words: words.0.unwrap_or_default(),
            order: written::optional_code("order", order.0.as_deref(), order_of)?.unwrap_or_default(),
            ..ArticleFilter::default()
        };
        let list = newsroom::list(
            &self.0.db,
            &newsroom::narrow(viewer, shelf, filter)?,
            asked.span(),
        )
        .await?;
        let rows = documents::rows(&self.0.db, list.rows).await?;
        Ok(Json(asked.page(rows, list.total)))
    }

    /// An article with its text, authors, files, adoptions and instructions.
    #[oai(path = "/articles/:article_id", method = "get", operation_id = "read_article")]
    async fn read_article(&self, caller: Caller, article_id: Path<i64>) -> Answer<Json<Article>> {
        Ok(Json(
            article(&self.0, &caller.viewer, ArticleId(article_id.0)).await?,
        ))
    }

    /// Starts a draft (写稿).
    #[oai(path = "/articles", method = "post", operation_id = "start_draft")]
    async fn start_draft(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        draft: Json<DraftStart>,
    ) -> Answer<Created<Article>> {
        let app = &self.0;
        let make = |viewer: Viewer| async move {
            let draft = draft.0;
            let text = DraftText {
                title: draft.title.unwrap_or_default(),
                r#type: draft.r#type.unwrap_or_default(),
                body_html: draft.body_html.unwrap_or_default(),
                note: draft.note.unwrap_or_default(),
                authors: authors(draft.authors)?,
            };
            let unit = draft.organisation_id.map(OrganisationId);
            let saved = newsroom::start_draft(app, &viewer.reporter()?, unit, &text).await?;
            Ok(saved.article.id.0)
        };
        let viewer = caller.viewer.clone();
        let creation = Creation {
            deed: "start_draft",
            make,
            find: |object: String, _| async move { object.parse().map_err(Error::broken) },
            show: |id| async move { article(app, &viewer, ArticleId(id)).await },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Saves the draft, whole; the answer holds the version to send next.
    #[oai(
        path = "/articles/:article_id/draft",
        method = "put",
        operation_id = "save_draft"
    )]
    async fn save_draft(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        draft: Json<DraftSave>,
    ) -> Answer<Json<Article>> {
        let (reporter, id, draft) = (caller.viewer.reporter()?, ArticleId(article_id.0), draft.0);
        let text = DraftText {
            title: draft.title,
            r#type: draft.r#type,
            body_html: draft.body_html,
            note: draft.note.unwrap_or_default(),
            authors: authors(draft.authors)?,
        };
        newsroom::article_for(self.0.db.reader(), &caller.viewer, id).await?;
        newsroom::save_draft(&self.0, &reporter, id, draft.version, &text).await?;
        Ok(Json(article(&self.0, &caller.viewer, id).await?))
    }
}

fn shelf_of(code: &str) -> Option<Shelf> {
    match code {
        "mine" => Some(Shelf::Mine),
        "unit" => Some(Shelf::Unit),
        "desk" => Some(Shelf::Desk),
        _ => None,
    }
}

fn order_of(code: &str) -> Option<ArticleOrder> {
    match code {
        "newest" => Some(ArticleOrder::Newest),
        "waiting" => Some(ArticleOrder::Waiting),
        _ => None,
    }
}
