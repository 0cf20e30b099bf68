//! What happened that is no article and no adoption (考核事项): the register, recording, withdrawing.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{ArticleId, OccurrenceId, OccurrenceKind, SubjectKind, occurrence};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::adoptions::Withdrawal;
use super::caller::Caller;
use super::fail::Answer;
use super::page::{Asked, Page};
use super::remembered::{Created, Creation, once};
use super::{Family, written};
use crate::Result;
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::newsroom::{self, NewOccurrence, OccurrenceFilter, Whom};
use crate::people::Viewer;

/// What happened beside articles and adoptions.
pub(super) struct Occurrences(pub App);

/// Something that happened.
#[derive(Clone, Debug, Object)]
struct Occurrence {
    /// Its key.
    id: i64,
    /// `commission`, `incident`, `measure`, `mark`, `clue` or `exemption`.
    kind: String,
    /// The day; of an exemption the first one.
    happened_on: NaiveDate,
    /// The deadline of a commission; the last day of an exemption.
    until_on: Option<NaiveDate>,
    /// Which article.
    article_id: Option<i64>,
    /// `person` or `unit`, or `everybody` for a holiday; none where the article says it.
    subject_kind: Option<String>,
    /// Whose.
    subject_id: Option<i64>,
    /// The outcome of a commission (`met`, `missed`, `adopted_upstairs`), the word of an incident, the part of the
    /// rubric of a mark.
    what: String,
    /// Views or plays.
    n_views: Option<i64>,
    /// The mark, or the points chosen for an incident, as decimal text.
    points: Option<String>,
    /// Who stands for the points chosen.
    approver: String,
    /// The title of a commission, what an incident was, who gave a mark, why an exemption.
    note: String,
    /// By whom it was recorded.
    recorded_by: i64,
    /// When.
    recorded_at: DateTime<Utc>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why.
    withdrawn_reason: Option<String>,
}

/// Something that happened, to be recorded. A commission takes subject, `what`, `until_on` and `note`; an incident
/// `what` with an article, a subject or both; a measure an article and `n_views`; a mark an article, `what`, `points`
/// and `note`; a clue an article and a subject; an exemption a subject or everybody, `until_on` and `note`.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct OccurrenceInput {
    /// `commission`, `incident`, `measure`, `mark`, `clue` or `exemption`.
    kind: String,
    /// The day; of an exemption the first one, which alone may lie ahead.
    happened_on: NaiveDate,
    /// The deadline of a commission; the last day of an exemption.
    until_on: Option<NaiveDate>,
    /// Which article.
    article_id: Option<i64>,
    /// `person` or `unit`; for an exemption also `everybody`.
    subject_kind: Option<String>,
    /// Whose.
    subject_id: Option<i64>,
    /// The outcome of a commission (`met`, `missed`, `adopted_upstairs`), the word of an incident, the part of the
    /// rubric of a mark.
    what: Option<String>,
    /// Views or plays.
    n_views: Option<i64>,
    /// The mark, or the points chosen for an incident where the scheme leaves a range, as decimal text.
    points: Option<String>,
    /// Who stands for the points chosen.
    approver: Option<String>,
    /// The title of a commission, what an incident was, who gave a mark, why an exemption.
    note: Option<String>,
}

impl OccurrenceInput {
    fn meant(self) -> Result<NewOccurrence> {
        let kind = written::code("kind", &self.kind, OccurrenceKind::from_code)?;
        let points = self.points.as_deref();
        Ok(NewOccurrence {
            until_on: self.until_on,
            article_id: self.article_id.map(ArticleId),
            whom: whom(self.subject_kind.as_deref(), self.subject_id)?,
            what: self.what.unwrap_or_default(),
            n_views: self.n_views,
            points: points
                .map(|points| written::value("points", points))
                .transpose()?,
            approver: self.approver.unwrap_or_default(),
            note: self.note.unwrap_or_default(),
            ..NewOccurrence::of(kind, self.happened_on)
        })
    }
}

fn whom(kind: Option<&str>, id: Option<i64>) -> Result<Whom> {
    match (kind, id) {
        (None, None) => Ok(Whom::Nobody),
        (Some("everybody"), None) => Ok(Whom::Everybody),
        (Some(kind), Some(id)) => {
            let kind = written::code("subject_kind", kind, SubjectKind::from_code)?;
            Ok(Whom::One(kind, id))
        }
        _ => Err(Error::Invalid(vec![Fault::new(
            "subject_id",
            Message::new("occurrence.half_a_subject"),
        )])),
    }
}

fn occurrence_document(row: occurrence::Model) -> Occurrence {
    let is_everybodys = row.kind == OccurrenceKind::Exemption && row.subject_id.is_none();
    let everybody = is_everybodys.then(|| "everybody".to_owned());
    Occurrence {
        id: row.id.0,
        kind: row.kind.code().to_owned(),
        happened_on: row.happened_on,
        until_on: row.until_on,
        article_id: row.article_id.map(|id| id.0),
        subject_kind: row.subject_kind.map(|kind| kind.code().to_owned()).or(everybody),
        subject_id: row.subject_id,
        what: row.what,
        n_views: row.n_views,
        points: row.points.map(written::points),
        approver: row.approver,
        note: row.note,
        recorded_by: row.recorded_by.0,
        recorded_at: row.recorded_at.utc(),
        withdrawn_at: written::time(row.withdrawn_at),
        withdrawn_reason: row.withdrawn_reason,
    }
}

#[OpenApi(tag = "Family::Points")]
impl Occurrences {
    /// The register, the newest day first.
    #[expect(clippy::too_many_arguments, reason = "one argument is one name of the query")]
    #[oai(path = "/occurrences", method = "get", operation_id = "list_occurrences")]
    async fn list_occurrences(
        &self,
        _caller: Caller,
        /// Of this kind.
        kind: Query<Option<String>>,
        /// Of this article.
        article_id: Query<Option<i64>>,
        /// On this day or later.
        from_on: Query<Option<NaiveDate>>,
        /// On this day or earlier.
        until_on: Query<Option<NaiveDate>>,
        /// Also those that were withdrawn.
        with_withdrawn: Query<Option<bool>>,
        /// The page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page.
        page_rows: Query<Option<u64>>,
    ) -> Answer<Json<Page<Occurrence>>> {
        let asked = Asked::read(&self.0.settings.limits, page.0, page_rows.0)?;
        let filter = OccurrenceFilter {
            kind: written::optional_code("kind", kind.0.as_deref(), OccurrenceKind::from_code)?,
            article: article_id.0.map(ArticleId),
            from_on: from_on.0,
            until_on: until_on.0,
            standing: (!with_withdrawn.0.unwrap_or_default()).then_some(true),
            ..OccurrenceFilter::default()
        };
        let (rows, total) = newsroom::occurrences(self.0.db.reader(), &filter, asked.span()).await?;
        let rows = rows.into_iter().map(occurrence_document).collect();
        Ok(Json(asked.page(rows, total)))
    }

    /// One record: of one's own account, unit or article; for the desk any.
    #[oai(
        path = "/occurrences/:occurrence_id",
        method = "get",
        operation_id = "read_occurrence"
    )]
    async fn read_occurrence(&self, caller: Caller, occurrence_id: Path<i64>) -> Answer<Json<Occurrence>> {
        let id = OccurrenceId(occurrence_id.0);
        let row = newsroom::occurrence_for(self.0.db.reader(), &caller.viewer, id).await?;
        Ok(Json(occurrence_document(row)))
    }

    /// Records what happened; the ledger follows in the same transaction.
    #[oai(path = "/occurrences", method = "post", operation_id = "record_occurrence")]
    async fn record_occurrence(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Json<OccurrenceInput>,
    ) -> Answer<Created<Occurrence>> {
        let (app, viewer) = (&self.0, &caller.viewer);
        let new = input.0.meant()?;
        let make = |viewer: Viewer| async move {
            let (row, _) = newsroom::record_occurrence(app, &viewer.recorder()?, &new).await?;
            Ok(row.id.0)
        };
        let creation = Creation {
            deed: "record_occurrence",
            make,
            find: |object: String, _| async move { object.parse().map_err(Error::broken) },
            show: |id| async move {
                let row = newsroom::occurrence_for(app.db.reader(), viewer, OccurrenceId(id)).await?;
                Ok(occurrence_document(row))
            },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Withdraws a record: the row stays and says why, the ledger reverses what it brought.
    #[oai(
        path = "/occurrences/:occurrence_id/withdraw",
        method = "post",
        operation_id = "withdraw_occurrence"
    )]
    async fn withdraw_occurrence(
        &self,
        caller: Caller,
        occurrence_id: Path<i64>,
        input: Json<Withdrawal>,
    ) -> Answer<Json<Occurrence>> {
        let recorder = caller.viewer.recorder()?;
        let id = OccurrenceId(occurrence_id.0);
        let (row, _) = newsroom::withdraw_occurrence(&self.0, &recorder, id, &input.reason).await?;
        Ok(Json(occurrence_document(row)))
    }
}
