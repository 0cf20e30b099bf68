//! Adoptions: the register, recording one, withdrawing one.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AdoptionId, ArticleId, FileId, OutletId, adoption};
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
use crate::newsroom::{self, AdoptionFilter, NewAdoption};
use crate::people::Viewer;

/// Adoptions.
pub(super) struct Adoptions(pub App);

/// An adoption.
#[derive(Clone, Debug, Object)]
pub(super) struct Adoption {
    /// Its key.
    id: i64,
    /// Which article.
    article_id: i64,
    /// Where.
    outlet_id: i64,
    /// The day of publication.
    adopted_on: NaiveDate,
    /// The headline as printed.
    headline: String,
    /// Page, column or programme.
    page: String,
    /// The position's code.
    position: String,
    /// The form's code.
    form: String,
    /// A repost of what another medium published.
    is_repost: bool,
    /// The link.
    url: String,
    /// The evidence.
    evidence_id: Option<i64>,
    /// The outlet's level on that day.
    level: String,
    /// The outlet's class on that day.
    outlet_class: String,
    /// How it went there (转报, 直报, 自投); empty is not stated.
    route: String,
    /// The code of the type under which it was printed, if another than that of the article.
    as_type: Option<String>,
    /// The points chosen where the scheme leaves a range, as decimal text.
    granted: Option<String>,
    /// Why so many.
    granted_reason: String,
    /// Who stands for them.
    approver: String,
    /// Registered after the scheme's deadline and nevertheless approved.
    is_late_approved: bool,
    /// By whom it was recorded.
    recorded_by: i64,
    /// When.
    recorded_at: DateTime<Utc>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why.
    withdrawn_reason: Option<String>,
}

/// An adoption to be recorded (采用登记).
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AdoptionInput {
    /// Which article.
    article_id: i64,
    /// Where: the outlet's key. This or `outlet`.
    outlet_id: Option<i64>,
    /// Where: the outlet's name or one of its aliases, whatever the width and case.
    outlet: Option<String>,
    /// The day of publication.
    adopted_on: NaiveDate,
    /// The headline as printed; missing: the article's title.
    headline: Option<String>,
    /// Page, column or programme.
    page: Option<String>,
    /// The position's code; missing: `plain`.
    position: Option<String>,
    /// The form's code; missing: `alone`.
    form: Option<String>,
    /// A repost of what another medium published; missing: no.
    is_repost: Option<bool>,
    /// The link: http or https.
    url: Option<String>,
    /// The evidence, uploaded before: the file's `id`.
    evidence_id: Option<i64>,
    /// How it went there (转报, 直报, 自投), at most 20 characters; missing: not stated.
    route: Option<String>,
    /// The code of the type under which it was printed; missing: that of the article.
    as_type: Option<String>,
    /// The points chosen where the scheme leaves a range, as decimal text; they need reason and approver.
    granted: Option<String>,
    /// Why so many, 1–200 characters.
    granted_reason: Option<String>,
    /// Who stands for them, 1–50 characters.
    approver: Option<String>,
    /// Registered after the scheme's deadline and nevertheless approved; missing: no.
    is_late_approved: Option<bool>,
}

/// Why a record was wrong.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The reason, 1–200 characters.
    pub reason: String,
}

/// The outlet that is meant: by its key, or by a name that it goes by.
async fn meant(app: &App, id: Option<i64>, name: Option<String>) -> Result<OutletId> {
    match (id, name) {
        (Some(id), None) => Ok(OutletId(id)),
        (None, Some(name)) => newsroom::find_outlet(app.db.reader(), &name)
            .await?
            .map(|outlet| outlet.id)
            .ok_or_else(|| Error::invalid("outlet", "adoption.unknown_outlet")),
        (None, None) | (Some(_), Some(_)) => Err(Error::invalid("outlet_id", "adoption.one_outlet")),
    }
}

/// An adoption as a document.
pub(super) fn adoption_document(row: adoption::Model) -> Adoption {
    Adoption {
        id: row.id.0,
        article_id: row.article_id.0,
        outlet_id: row.outlet_id.0,
        adopted_on: row.adopted_on,
        headline: row.headline,
        page: row.page,
        position: row.position,
        form: row.form,
        is_repost: row.is_repost,
        url: row.url,
        evidence_id: row.evidence_id.map(|id| id.0),
        level: row.level,
        outlet_class: row.outlet_class,
        route: row.route,
        as_type: row.as_type,
        granted: row.granted.map(written::points),
        granted_reason: row.granted_reason,
        approver: row.approver,
        is_late_approved: row.is_late_approved,
        recorded_by: row.recorded_by.0,
        recorded_at: row.recorded_at.utc(),
        withdrawn_at: written::time(row.withdrawn_at),
        withdrawn_reason: row.withdrawn_reason,
    }
}

#[OpenApi(tag = "Family::Adoptions")]
impl Adoptions {
    /// The register of adoptions, the newest day first.
    #[expect(clippy::too_many_arguments, reason = "one argument is one name of the query")]
    #[oai(path = "/adoptions", method = "get", operation_id = "list_adoptions")]
    async fn list_adoptions(
        &self,
        caller: Caller,
        /// Of this article.
        article_id: Query<Option<i64>>,
        /// By this outlet.
        outlet_id: Query<Option<i64>>,
        /// Of this level at the time.
        level: Query<Option<String>>,
        /// Printed on this day or later.
        from_on: Query<Option<NaiveDate>>,
        /// Printed on this day or earlier.
        until_on: Query<Option<NaiveDate>>,
        /// Also those that were withdrawn.
        with_withdrawn: Query<Option<bool>>,
        /// The page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page.
        page_rows: Query<Option<u64>>,
    ) -> Answer<Json<Page<Adoption>>> {
        let asked = Asked::read(&self.0.settings.limits, page.0, page_rows.0)?;
        let filter = AdoptionFilter {
            article: article_id.0.map(ArticleId),
            outlet: outlet_id.0.map(OutletId),
            level: level.0,
            from_on: from_on.0,
            until_on: until_on.0,
            standing: (!with_withdrawn.0.unwrap_or_default()).then_some(true),
            ..AdoptionFilter::default()
        };
        let db = self.0.db.reader();
        let found = newsroom::adoption_register(db, &caller.viewer, &filter, asked.span()).await?;
        let rows = found.rows.into_iter().map(adoption_document).collect();
        Ok(Json(asked.page(rows, found.total)))
    }

    /// Records an adoption; the ledger follows in the same transaction.
    #[oai(path = "/adoptions", method = "post", operation_id = "record_adoption")]
    async fn record_adoption(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Json<AdoptionInput>,
    ) -> Answer<Created<Adoption>> {
        let (app, person) = (&self.0, caller.viewer.id());
        let id = ArticleId(input.article_id);
        newsroom::article_for(app.db.reader(), &caller.viewer, id).await?;
        let make = |viewer: Viewer| async move {
            let input = input.0;
            let new = NewAdoption {
                article_id: id,
                outlet_id: meant(app, input.outlet_id, input.outlet).await?,
                adopted_on: input.adopted_on,
                headline: input.headline.unwrap_or_default(),
                page: input.page.unwrap_or_default(),
                position: input.position.unwrap_or_else(|| "plain".to_owned()),
                form: input.form.unwrap_or_else(|| "alone".to_owned()),
                is_repost: input.is_repost.unwrap_or_default(),
                url: input.url.unwrap_or_default(),
                evidence: input.evidence_id.map(FileId),
                route: input.route.unwrap_or_default(),
                as_type: input.as_type.unwrap_or_default(),
                granted: written::granted(input.granted, input.granted_reason, input.approver)?,
                is_late_approved: input.is_late_approved.unwrap_or_default(),
            };
            let (row, _) = newsroom::adopt(app, &viewer.editor()?, &new).await?;
            Ok(row.id.0)
        };
        let creation = Creation {
            deed: "adopt",
            make,
            find: |_, at| async move {
                let rows = newsroom::adoptions_of(app.db.reader(), id).await?;
                let mine = rows
                    .iter()
                    .find(|row| row.recorded_by == person && row.recorded_at == at);
                mine.map(|row| row.id.0).ok_or(Error::NotFound)
            },
            show: |id| async move {
                let row = newsroom::adoption(app.db.reader(), AdoptionId(id)).await?;
                Ok(adoption_document(row))
            },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Withdraws a recorded adoption: the row stays and says why, the ledger reverses what it gave.
    #[oai(
        path = "/adoptions/:adoption_id/withdraw",
        method = "post",
        operation_id = "withdraw_adoption"
    )]
    async fn withdraw_adoption(
        &self,
        caller: Caller,
        adoption_id: Path<i64>,
        input: Json<Withdrawal>,
    ) -> Answer<Json<Adoption>> {
        let editor = caller.viewer.editor()?;
        let id = AdoptionId(adoption_id.0);
        let (row, _) = newsroom::withdraw_adoption(&self.0, &editor, id, &input.reason).await?;
        Ok(Json(adoption_document(row)))
    }
}
