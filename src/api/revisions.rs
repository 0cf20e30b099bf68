//! What was filed and what was decided: revisions and the timeline of an article. Neither ever changes.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{ArticleId, article, revision};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
use crate::newsroom;
use crate::people::{Roster, Viewer, viewer_terms};

/// Revisions and decisions.
pub(super) struct Revisions(pub App);

/// A revision.
#[derive(Clone, Debug, Object)]
pub(super) struct Revision {
    /// Its number, from 1.
    n: i64,
    /// Why it was cut: `submit`, `return`, `edit` or `accept`.
    cause: String,
    /// The title.
    title: String,
    /// The type's code.
    r#type: String,
    /// The body as clean HTML.
    body_html: String,
    /// The body as plain text.
    body_text: String,
    /// Words.
    n_words: i64,
    /// The authors as they were then.
    authors: serde_json::Value,
    /// The note to the editors; for its reporter and the desk alone.
    note: Option<String>,
    /// By whom.
    made_by: i64,
    /// When.
    made_at: DateTime<Utc>,
    /// SHA-256 of what it holds.
    digest: String,
}

/// A revision in a list.
#[derive(Clone, Debug, Object)]
struct RevisionRow {
    /// Its number, from 1.
    n: i64,
    /// Why it was cut.
    cause: String,
    /// The title.
    title: String,
    /// Words.
    n_words: i64,
    /// By whom.
    made_by: i64,
    /// When.
    made_at: DateTime<Utc>,
}

/// Something that was decided.
#[derive(Clone, Debug, Object)]
struct DecisionRow {
    /// What: `submit`, `sign`, `claim`, `return`, `accept`, `adopt` …
    step: String,
    /// Where the article stood.
    from_state: String,
    /// Where it stood then.
    to_state: String,
    /// By whom.
    decided_by: i64,
    /// Their name.
    decided_by_name: String,
    /// When.
    decided_at: DateTime<Utc>,
    /// The reason's code.
    reason: Option<String>,
    /// What was said to the reporter.
    remark: String,
    /// What was said among editors; for the desk alone.
    internal_note: Option<String>,
    /// When a returned article should be back.
    due_on: Option<NaiveDate>,
    /// The newest revision then.
    revision: i64,
}

/// A revision as the viewer may read it.
pub(super) fn revision_document(viewer: &Viewer, article: &article::Model, row: revision::Model) -> Revision {
    let is_desk = viewer_terms(viewer).iter().any(|term| term == "desk");
    let reads_note = is_desk || article.reporter_id == viewer.id();
    Revision {
        n: row.n,
        cause: row.cause.code().to_owned(),
        title: row.title,
        r#type: row.r#type,
        body_html: row.body_html,
        body_text: row.body_text,
        n_words: row.n_words,
        authors: serde_json::from_str(&row.authors).unwrap_or_default(),
        note: reads_note.then_some(row.note),
        made_by: row.made_by.0,
        made_at: row.made_at.utc(),
        digest: row.digest,
    }
}

#[OpenApi(tag = "Family::Articles")]
impl Revisions {
    /// The revisions of an article, the first one first.
    #[oai(
        path = "/articles/:article_id/revisions",
        method = "get",
        operation_id = "list_revisions"
    )]
    async fn list_revisions(&self, caller: Caller, article_id: Path<i64>) -> Answer<Json<Vec<RevisionRow>>> {
        let db = self.0.db.reader();
        let article = newsroom::history_for(db, &caller.viewer, ArticleId(article_id.0)).await?;
        let rows = newsroom::revisions_of(db, article.id).await?.into_iter();
        let rows = rows.map(|row| RevisionRow {
            n: row.n,
            cause: row.cause.code().to_owned(),
            title: row.title,
            n_words: row.n_words,
            made_by: row.made_by.0,
            made_at: row.made_at.utc(),
        });
        Ok(Json(rows.collect()))
    }

    /// One revision, whole.
    #[oai(
        path = "/articles/:article_id/revisions/:n",
        method = "get",
        operation_id = "read_revision"
    )]
    async fn read_revision(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        n: Path<i64>,
    ) -> Answer<Json<Revision>> {
        let db = self.0.db.reader();
        let article = newsroom::history_for(db, &caller.viewer, ArticleId(article_id.0)).await?;
        let row = newsroom::revision(db, article.id, n.0).await?;
        Ok(Json(revision_document(&caller.viewer, &article, row)))
    }

    /// What was decided on an article, the first decision first.
    #[oai(
        path = "/articles/:article_id/timeline",
        method = "get",
        operation_id = "list_decisions"
    )]
    async fn list_decisions(&self, caller: Caller, article_id: Path<i64>) -> Answer<Json<Vec<DecisionRow>>> {
        let db = self.0.db.reader();
        let article = newsroom::history_for(db, &caller.viewer, ArticleId(article_id.0)).await?;
        let roster = Roster::kept(&self.0.db).await?;
        let rows = newsroom::decisions_of(db, &caller.viewer, article.id)
            .await?
            .into_iter();
        let rows = rows.map(|row| DecisionRow {
            step: row.step.code().to_owned(),
            from_state: row.from_state.code().to_owned(),
            to_state: row.to_state.code().to_owned(),
            decided_by: row.decided_by.0,
            decided_by_name: roster.person(row.decided_by).to_owned(),
            decided_at: row.decided_at.utc(),
            reason: row.reason,
            remark: row.remark,
            internal_note: Some(row.internal_note).filter(|note| !note.is_empty()),
            due_on: row.due_on,
            revision: row.revision,
        });
        Ok(Json(rows.collect()))
    }
}
